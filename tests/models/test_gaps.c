/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run was meant to show and did not: sources that are silent for each reason there is,
 * guests that get nothing, and counting that begins before a guest is up. The date at which a guest
 * is up is compared, too: as computed and as simulated.
 */
#include "models/flows/bringup.h"
#include "models/flows/flow.h"
#include "models/run/gaps.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

#define SCENARIO SOURCE_DIR "/scenarios/isolation.yaml" /* flooded 0, quiet 1 */
#define SETS 6

/* ---- which gaps ---- */

static void report_texts(const struct scenario *s, const struct result *r, FILE *out)
{
	GPtrArray *texts = gap_texts(s, r);
	int n = 0;
	for (int i = 0; i < GAPS; i++)
		n += gap_count(s, r, i);
	for (guint i = 0; i < texts->len; i++)
		fprintf(out, "%s\n", (const char *)g_ptr_array_index(texts, i));
	fprintf(out, "%d\n", n);
}

#define WINDOW " offered nothing in the counted time, 5ms to 7ms"
static const struct {
	const char *sets[SETS], *says;
} cases[] = {
	{{NULL}, "0\n"},
	{{"traffic.1.start=7ms"},
	 "traffic.1, tester to quiet," WINDOW ": it starts at 7ms, after the end\n1\n"},
	{{"traffic.1.start=6ms"}, "0\n"},
	{{"traffic.1.stop=5ms"},
	 "traffic.1, tester to quiet," WINDOW ": it stops at 5ms, in the warm-up\n1\n"},
	{{"traffic.1.count=10"}, "traffic.1, tester to quiet," WINDOW ": it ends after 10 frames\n1\n"},
	{{"traffic.1.rate=0pps", "traffic.1.shape=0ms:50kpps, 100us:1pps"},
	 "traffic.1, tester to quiet," WINDOW "\n1\n"},
	{{"traffic.1.start=7ms", "traffic.0.stop=4ms"},
	 "traffic.0, tester to flooded," WINDOW ": it stops at 4ms, in the warm-up\n"
	 "traffic.1, tester to quiet," WINDOW ": it starts at 7ms, after the end\n2\n"},
	{{"guests.quiet.start=1s", "traffic.1.rate=1kpps", "traffic.1.arrivals=constant"},
	 "none of the 2 packets offered that count for guest quiet was delivered\n1\n"},
	{{"warmup=0s", "duration=7ms"},
	 "packets are counted from 0s on, and guest flooded is not up before 1.75ms: those that nobody could "
	 "take until "
	 "then count as lost; take a longer warmup\n"
	 "packets are counted from 0s on, and guest quiet is not up before 1.75ms: those that nobody could "
	 "take until "
	 "then count as lost; take a longer warmup\n2\n"},
	{{"warmup=1749us"},
	 "packets are counted from 1.749ms on, and guest flooded is not up before 1.75ms: those that nobody "
	 "could take "
	 "until then count as lost; take a longer warmup\n"
	 "packets are counted from 1.749ms on, and guest quiet is not up before 1.75ms: those that nobody "
	 "could take "
	 "until then count as lost; take a longer warmup\n2\n"},
	{{"warmup=1750us"}, "0\n"},
	{{"warmup=0s", "bringup.instant=yes"}, "0\n"},
};

static void test_gaps(void)
{
	EACH_CASE (i, cases) {
		const char *sets[SETS + 4] = {"warmup=5ms", "duration=2ms", "traffic.0.rate=300kpps"};
		for (int k = 0; cases[i].sets[k]; k++)
			sets[3 + k] = cases[i].sets[k];
		GByteArray *said =
			run_child(&(struct run_order){.path = SCENARIO, .sets = sets}, report_texts);
		CU_ASSERT_PTR_NOT_NULL_FATAL(said);
		g_byte_array_append(said, (const guint8 *)"", 1);
		if (strcmp((const char *)said->data, cases[i].says) != 0)
			printf("\n  is       %s  expected %s", (const char *)said->data, cases[i].says);
		CU_ASSERT_STRING_EQUAL((const char *)said->data, cases[i].says);
		g_byte_array_unref(said);
	}
}

/* ---- when a guest is up ---- */

/* The date computed, and that of the last step that the run noted. */
struct dates {
	vtime computed, last;
};

static void report_dates(const struct scenario *s, const struct result *r, FILE *out)
{
	struct dates d = {bringup_up_at(s, 1), 0};
	for (int i = 0; i < r->n_bringup; i++)
		if (r->bringup[i].guest == 1 && !r->bringup[i].down)
			d.last = r->bringup[i].date;
	fwrite(&d, sizeof(d), 1, out);
}

static void check_dates(const char *flow, const char *set, const char *other)
{
	char *with_flow = g_strconcat("flow=", flow, NULL);
	const char *const sets[] = {with_flow, "duration=60ms", "kernel=5.10", set, other, NULL};
	GByteArray *got = run_child(&(struct run_order){.path = SCENARIO, .sets = sets}, report_dates);
	CU_ASSERT_TRUE_FATAL(got && got->len == sizeof(struct dates));
	const struct dates *d = (const void *)got->data;
	CU_ASSERT_TRUE(d->computed > 0);
	CU_ASSERT_EQUAL(d->computed, d->last);
	g_byte_array_unref(got);
	g_free(with_flow);
}

static void test_up(void)
{
	for (int i = 0; i < flow_count; i++) {
		check_dates(flow_names[i], "guests.quiet.start=3ms", "guests.ports=2");
		if (!flows[i]->one_queue)
			check_dates(flow_names[i], "guests.quiet.queues=2", "bringup.ioctl=7us");
	}
}

static const struct test_case tests[] = {
	{"which gaps a run has", test_gaps},
	{"when a guest is up", test_up},
};

SUITE("gaps", tests)
