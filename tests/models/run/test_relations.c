/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Relations between runs that need no oracle and hold exactly. They are tried in every flow and
 * era, for a guest that receives, reflects or sends. The load is light, or one that most flows lose
 * packets of.
 *
 *     with clock and costs doubled nothing changes: every other time is a time;
 *     an idle guest beside changes nothing, on cores of its own or on the same ones;
 *     two queues with one flow are one queue.
 *
 * "Nothing" are the fates of all packets, each latency, every counter, the depth of the queues and what each core was busy
 * with, to the picosecond.
 */
#include "tests/lib/relation.h"

#define LIGHT 50000
#define HEAVY 1000000

/* The lines that differ, but not all of many. */
static void print_difference(const char *a, const char *b)
{
	char **x = g_strsplit(a, "\n", -1), **y = g_strsplit(b, "\n", -1);
	int n = 0;
	for (int i = 0; x[i] && y[i] && n < 5; i++) {
		if (!strcmp(x[i], y[i]))
			continue;
		printf("\n        %s | %s", x[i], y[i]);
		n++;
	}
	g_strfreev(x);
	g_strfreev(y);
}

static void check_same(const char *what, const struct relation_run *base, const char *figures,
		       const struct relation_run *run)
{
	char *other = relation_figures(run);
	bool same = !strcmp(figures, other);
	if (!same) {
		relation_print(what, base);
		print_difference(figures, other);
	}
	CU_ASSERT(same);
	g_free(other);
}

/* ---- clock and costs ---- */

static void check_doubled(const struct relation_run *base)
{
	struct relation_run doubled = *base;
	char *figures = relation_figures(base);
	doubled.doubled = true;
	CU_ASSERT(base->rate > LIGHT || !strstr(figures, " delivered 0\n"));
	check_same("clock and costs doubled", base, figures, &doubled);
	g_free(figures);
}

static void doubled(void)
{
	relation_each(LIGHT, check_doubled);
	relation_each(HEAVY, check_doubled);
}

/* ---- what is beside ---- */

/* A switch that polls looks at every ring, at idle ones too: an idle guest or queue makes each of its rounds longer, and
 * that is so in truth. A tap of several queues hashes each packet to choose one. Here neither costs anything, and
 * nothing else depends on idle rings. */
#define FREE_LOOKS "cost: {vhost_user_look: 0, tun_automq: 0}\n"

/* Where queues share the tap's length, each of two has half of it: twice 500. */
#define TWICE_THE_TAP "tap: {queue: 1000}\n"

static void check_guest(const struct relation_run *base, const char *figures, const char *what,
			const char *others)
{
	struct relation_run run = *base;
	run.others = others;
	check_same(what, base, figures, &run);
}

static void check_queues(const struct relation_run *base, const char *figures, const char *what,
			 const char *queues)
{
	struct relation_run run = *base;
	run.guest = queues;
	if (era_rules.tun_divides_length[run.era])
		run.more = FREE_LOOKS TWICE_THE_TAP;
	check_same(what, base, figures, &run);
}

static void check_beside(const struct relation_run *base)
{
	const struct flow *flow = flows[base->flow];
	struct relation_run run = *base;
	run.more = FREE_LOOKS;
	char *figures = relation_figures(&run);
	check_guest(&run, figures, "an idle guest", "  - {name: vm1, vhost_core: 5, vcpu_core: 6}\n");
	check_guest(&run, figures, "an idle guest on the same cores",
		    "  - {name: vm1, vhost_core: 1, vcpu_core: 3}\n");
	if (!flow->one_queue)
		check_queues(&run, figures, "two queues", ", queues: 2");
	if (!flow->one_queue && !flow->one_backend)
		check_queues(&run, figures, "two queues, each with a thread on a core of its own",
			     ", queues: 2, spread: yes");
	g_free(figures);
}

static void beside(void)
{
	relation_each(LIGHT, check_beside);
	relation_each(HEAVY, check_beside);
}

static const struct test_case tests[] = {
	{"clock and costs doubled", doubled},
	{"idle guests and idle queues", beside},
};

SUITE("relations", tests)
