/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency by source and by guest, against what the trace says of each packet: which source it is of and when its last bit
 * reached the NIC follows from the sources' rates and the wire; when it was delivered stands in the trace.
 */
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include <inttypes.h>

#define ISOLATION SOURCE_DIR "/scenarios/isolation.yaml" /* its wire: 10 Gbps, 500 ns */
#define WIRE_PS_PER_BYTE 800
#define FRAME_OVERHEAD 20
#define WARMUP (5 * VTIME_PER_MS)
#define END (25 * VTIME_PER_MS)
#define SOURCES 4
#define GUESTS 3
#define NO_GUEST (-1)

/* ---- what there is to know ---- */

/* Sources of the tester at constant gaps. */
struct sent {
	int guest;
	const char *to;
	vtime gap;
	int bytes;
};

struct known {
	int64_t count, min, max;
	__int128 sum;
	GArray *all; /* of int64_t */
};

struct oracle {
	const struct sent *sent;
	struct known source[SOURCES], guest[GUESTS];
	GArray *born;	 /* of vtime, by number of packet - 1 */
	GArray *of_what; /* of int, its source, likewise */
};

static void known_add(struct known *k, int64_t latency)
{
	k->min = k->count ? MIN(k->min, latency) : latency;
	k->max = MAX(k->max, latency);
	k->sum += latency;
	k->count++;
	g_array_append_val(k->all, latency);
}

/* The sources begin out of phase: that which stands at i of n sends its frame k, from 1 on, at (k + i/n) gaps. The frame
 * that is due first takes the wire first; of two, that of the source listed first. */
static void send_all(struct oracle *o)
{
	vtime due[SOURCES], idle = 0;
	for (int i = 0; i < SOURCES; i++)
		due[i] = o->sent[i].gap + o->sent[i].gap / SOURCES * i;
	while (idle < END) {
		int first = 0;
		for (int i = 1; i < SOURCES; i++)
			if (due[i] < due[first])
				first = i;
		idle = MAX(idle, due[first]) + (o->sent[first].bytes + FRAME_OVERHEAD) * WIRE_PS_PER_BYTE;
		vtime born = idle + 500 * VTIME_PER_NS;
		g_array_append_val(o->born, born);
		g_array_append_val(o->of_what, first);
		due[first] += o->sent[first].gap;
	}
}

static void read_delivery(struct oracle *o, vtime date, int64_t packet)
{
	CU_ASSERT_FATAL(packet >= 1 && packet <= o->born->len);
	int source = g_array_index(o->of_what, int, packet - 1);
	int64_t latency = date - g_array_index(o->born, vtime, packet - 1);
	if (date < WARMUP || o->sent[source].guest == NO_GUEST)
		return;
	known_add(&o->source[source], latency);
	known_add(&o->guest[o->sent[source].guest], latency);
}

static void read_trace(struct oracle *o, const char *path)
{
	char line[256];
	FILE *f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	while (fgets(line, sizeof(line), f)) {
		int64_t ns, ps, packet;
		if (sscanf(line, "%" SCNd64 ".%" SCNd64 " app deliver packet=%" SCNd64, &ns, &ps, &packet) ==
		    3)
			read_delivery(o, ns * 1000 + ps, packet);
	}
	fclose(f);
}

static void known_init(struct known *k, int n)
{
	for (int i = 0; i < n; i++)
		k[i].all = g_array_new(FALSE, FALSE, sizeof(int64_t));
}

static struct oracle *oracle_new(const struct sent *sent)
{
	struct oracle *o = g_new0(struct oracle, 1);
	o->sent = sent;
	known_init(o->source, SOURCES);
	known_init(o->guest, GUESTS);
	o->born = g_array_new(FALSE, FALSE, sizeof(vtime));
	o->of_what = g_array_new(FALSE, FALSE, sizeof(int));
	send_all(o);
	return o;
}

static void oracle_free(struct oracle *o)
{
	for (int i = 0; i < SOURCES; i++)
		g_array_unref(o->source[i].all);
	for (int i = 0; i < GUESTS; i++)
		g_array_unref(o->guest[i].all);
	g_array_unref(o->born);
	g_array_unref(o->of_what);
	g_free(o);
}

/* ---- what the run says ---- */

/* Of a source or guest; a percentile that is not given is -1. */
struct told {
	int64_t offered, delivered, min, max, mean, p50, p99;
};

struct told_all {
	struct told source[SOURCES], guest[GUESTS];
};

static int64_t percentile(const struct histogram *h, int64_t ppm)
{
	int64_t ps = -1;
	if (h->count > 0)
		histogram_percentile(h, ppm, &ps);
	return ps;
}

static struct told tell(int64_t offered, int64_t delivered, const struct histogram *h)
{
	return (struct told){offered,
			     delivered,
			     h->min,
			     h->max,
			     histogram_mean(h),
			     percentile(h, 500000),
			     percentile(h, 990000)};
}

static void tell_all(const struct scenario *s, const struct result *r, FILE *out)
{
	struct told_all t = {0};
	(void)s;
	for (int i = 0; i < MIN(r->n_streams, SOURCES); i++)
		t.source[i] = tell(r->stream[i].offered, r->stream[i].delivered, &r->stream[i].latency);
	for (int i = 0; i < MIN(r->n_guests, GUESTS); i++)
		t.guest[i] = tell(r->guest[i].offered, r->guest[i].delivered, &r->guest[i].latency);
	fwrite(&t, sizeof(t), 1, out);
}

static struct told_all run(const char *path, const char *flow, const char *kernel, const char *preempt,
			   const char *trace)
{
	char *sets[] = {g_strconcat("flow=", flow, NULL), g_strconcat("kernel=", kernel, NULL),
			g_strconcat("sched.preempt=", preempt, NULL), NULL};
	GByteArray *bytes =
		run_child(&(struct run_order){path, (const char *const *)sets, SYNC_WINDOW, trace}, tell_all);
	CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
	CU_ASSERT_EQUAL_FATAL(bytes->len, sizeof(struct told_all));
	struct told_all t;
	memcpy(&t, bytes->data, sizeof(t));
	g_byte_array_unref(bytes);
	for (int i = 0; sets[i]; i++)
		g_free(sets[i]);
	return t;
}

/* ---- comparison ---- */

static int compare_values(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* A percentile is at most a bucket, 1/128 of it, above the exact one. */
static void check_percentile(GArray *sorted, int percent, int64_t got)
{
	int64_t rank = ((int64_t)sorted->len * percent + 99) / 100;
	if ((int64_t)sorted->len - rank < HISTOGRAM_SUPPORT) {
		CU_ASSERT_EQUAL(got, -1);
		return;
	}
	int64_t exact = g_array_index(sorted, int64_t, rank - 1);
	CU_ASSERT(got >= exact && got - exact <= exact / 128);
}

static void check(const char *what, const struct known *k, const struct told *t)
{
	int64_t mean = k->count ? (int64_t)((k->sum + k->count / 2) / k->count) : 0;
	if (t->delivered != k->count || t->min != k->min || t->max != k->max || t->mean != mean)
		fprintf(stderr,
			"\n  %s: %" PRId64 " of mean %" PRId64 ", the trace has %" PRId64 " of %" PRId64 "\n",
			what, t->delivered, t->mean, k->count, mean);
	CU_ASSERT_EQUAL(t->delivered, k->count);
	CU_ASSERT_EQUAL(t->min, k->min);
	CU_ASSERT_EQUAL(t->max, k->max);
	CU_ASSERT_EQUAL(t->mean, mean);
	g_array_sort(k->all, compare_values);
	check_percentile(k->all, 50, t->p50);
	check_percentile(k->all, 99, t->p99);
}

static void check_all(struct oracle *o, const struct told_all *t)
{
	for (int i = 0; i < SOURCES; i++)
		if (o->sent[i].guest != NO_GUEST)
			check(o->sent[i].to, &o->source[i], &t->source[i]);
	for (int i = 0; i < GUESTS; i++)
		check("guest", &o->guest[i], &t->guest[i]);
}

/* scenario: the sources in a file of the folder; the name of the file. */
static char *scenario(const char *folder, const struct sent *sent)
{
	char *path = g_build_filename(folder, "s.yaml", NULL);
	GString *text = g_string_new("extends: " ISOLATION "\nwarmup: 5ms\nduration: 20ms\nguests:\n"
				     "  - {name: first, vhost_core: 0, vcpu_core: 1}\n"
				     "  - {name: second, vhost_core: 0, vcpu_core: 2}\n"
				     "  - {name: idle, vhost_core: 0, vcpu_core: 3}\n"
				     "traffic:\n");
	for (int i = 0; i < SOURCES; i++)
		g_string_append_printf(text, "  - {to: %s, rate: %" PRId64 "pps, frame: %dB}\n", sent[i].to,
				       VTIME_PER_S / sent[i].gap, sent[i].bytes);
	CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, text->str, -1, NULL));
	g_string_free(text, TRUE);
	return path;
}

static void against_trace(const char *flow, const char *kernel, const struct sent sent[SOURCES])
{
	char *folder = folder_new(), *path = scenario(folder, sent);
	char *trace = g_build_filename(folder, "trace", NULL);
	struct oracle *o = oracle_new(sent);
	struct told_all t = run(path, flow, kernel, "voluntary", trace);
	read_trace(o, trace);
	CU_ASSERT(o->source[0].count > 500 && o->source[2].count > 50); /* the oracle has something to say */
	check_all(o, &t);
	oracle_free(o);
	g_free(trace);
	g_free(path);
	text_files_remove(folder);
}

/* Two sources to one guest, a guest that is flooded, one that gets nothing; the last source goes through the host, where the
 * flow can. */
static void test_trace(void)
{
	static const struct sent through[SOURCES] = {{0, "first", 10 * VTIME_PER_US, 64},
						     {1, "second", VTIME_PER_MS / 400, 256},
						     {0, "first", 125 * VTIME_PER_US, 1518},
						     {NO_GUEST, "wire", 20 * VTIME_PER_US, 64}};
	static const struct sent inside[SOURCES] = {{1, "second", VTIME_PER_US, 64},
						    {1, "second", 20 * VTIME_PER_US, 600},
						    {0, "first", 10 * VTIME_PER_US, 64},
						    {0, "first", 125 * VTIME_PER_US, 1518}};
	against_trace("vhost", "3.13", through);
	against_trace("vhost", "6.6", through);
	against_trace("feedback", "5.10", inside);
	against_trace("callback", "5.10", inside);
}

/* What isolation.yaml asks: under feedback the flood waits in its own tap. The quiet guest loses nothing, but its worker waits for
 * the end of the other's turn, 512 KiB in 3.13, unless the kernel is fully preemptible. */
static void test_isolation(void)
{
	static const struct {
		const char *preempt;
		int64_t quiet_us[2]; /* least and most of its median */
	} cases[] = {{"full", {20, 30}}, {"voluntary", {4000, 8000}}};
	EACH_CASE (i, cases, preempt) {
		struct told_all t = run(ISOLATION, "feedback", "3.13", cases[i].preempt, NULL);
		vtime quiet = t.guest[1].p50 / VTIME_PER_US;
		CU_ASSERT(t.guest[0].p50 > 950 * VTIME_PER_US && t.guest[0].p50 < 1250 * VTIME_PER_US);
		CU_ASSERT(quiet >= cases[i].quiet_us[0] && quiet <= cases[i].quiet_us[1]);
		CU_ASSERT(t.guest[1].offered > 0 && t.guest[1].delivered > t.guest[1].offered * 99 / 100);
		CU_ASSERT(memcmp(t.guest, t.source, sizeof(*t.guest) * 2) == 0); /* one source each */
	}
}

static const struct test_case tests[] = {
	{"against the trace", test_trace},
	{"a flooded guest beside a quiet one", test_isolation},
};

SUITE("latency", tests)
