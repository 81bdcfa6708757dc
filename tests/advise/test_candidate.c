/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes: which of the candidates a scenario takes, on which cores, and how they go together. The cores that are free
 * are counted here by hand, from the scenarios' files.
 */
#include "tests/lib/suite.h"
#include "tools/advise/candidate.h"
#include <string.h>

#define ALL (~0U)
#define CASES SOURCE_DIR "/tests/data/advise/"

/* A scenario with its changes. */
struct tried {
	struct scenario_base *base;
	struct scenario *s;
	GPtrArray *changes;
	int left_out;
};

static struct tried try(const char *path, const char *const *sets, unsigned allowed)
{
	struct tried t = {0};
	struct diag *d = diag_new();
	t.base = scenario_base_read(path, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t.base);
	t.s = scenario_base_make(t.base, sets, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t.s);
	t.changes = changes_for(t.base, sets, t.s, allowed, &t.left_out);
	diag_free(d);
	return t;
}

static void clear(struct tried *t)
{
	g_ptr_array_unref(t->changes);
	scenario_free(t->s);
	scenario_base_free(t->base);
}

static struct change *change_named(const struct tried *t, const char *name)
{
	for (guint i = 0; i < t->changes->len; i++) {
		struct change *c = g_ptr_array_index(t->changes, i);
		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

static void expect_change(const struct tried *t, const char *name, const char *sets, int cores)
{
	struct change *c = change_named(t, name);
	if (!c) {
		printf("\n    no change \"%s\"", name);
		CU_FAIL("a change is missing");
		return;
	}
	char *joined = g_strjoinv(" ", c->sets);
	if (strcmp(joined, sets) != 0)
		printf("\n    %s: %s, not %s", name, joined, sets);
	CU_ASSERT_STRING_EQUAL(joined, sets);
	CU_ASSERT_EQUAL(c->cores, cores);
	CU_ASSERT_PTR_NULL(strchr(c->how, '%'));
	g_free(joined);
}

/* quiet.yaml: 8 cores; interrupts on 0, workers on 1 and 3, vCPUs on 2 and 4. */
static void test_cores(void)
{
	struct tried t = try(CASES "quiet.yaml", NULL, ALL);
	expect_change(&t, "a core of its own for each guest's backend",
		      "guests.0.vhost_core=5 guests.1.vhost_core=6", 0);
	expect_change(&t, "one core for all backends, and nothing else", "guests.vhost_core=5", -1);
	expect_change(&t, "a core of its own for the NIC's interrupts", "nic.core=5", 0);
	expect_change(&t, "a core of its own for each vCPU", "guests.0.vcpu_core=5 guests.1.vcpu_core=6", 0);
	expect_change(&t, "2 queues of the NIC, a core each", "nic.queues=2 nic.further_cores=5", 1);
	expect_change(&t, "RPS: what the NIC has received goes up the stack on 2 further cores",
		      "nic.rps_cpus=5-6", 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(
		change_named(&t, "RPS: what the NIC has received goes up the stack on 2 further cores")->how,
		"echo 00000060 > /sys/class/net/DEV/queues/rx-N/rps_cpus"));
	CU_ASSERT_PTR_NULL(change_named(
		&t,
		"a core of its own for the interrupt of each queue of the NIC")); /* as the next but one */
	expect_change(&t, "a polling switch in user space", "flow=vhost-user pmd.core=5", -2);
	expect_change(&t, "4 queues of the NIC, a core each", "nic.queues=4 nic.further_cores=5,6,7", 3);
	CU_ASSERT_TRUE(t.left_out > 0);
	clear(&t);
}

/* Three queues whose interrupts all go to core 0; RPS has 5 and 6, so that 7 alone is free: not enough until RPS is off. */
static void test_affinity(void)
{
	static const char *const all_on_0[] = {"nic.queues=3", "nic.further_cores=0,0", NULL};
	static const char *const with_rps[] = {"nic.queues=3", "nic.further_cores=0,0", "nic.rps_cpus=5-6",
					       NULL};
	struct tried t = try(CASES "quiet.yaml", all_on_0, ALL);
	expect_change(&t, "a core of its own for the interrupt of each queue of the NIC",
		      "nic.further_cores=5,6", 2);
	clear(&t);
	t = try(CASES "quiet.yaml", with_rps, ALL);
	CU_ASSERT_PTR_NULL(change_named(&t, "a core of its own for the interrupt of each queue of the NIC"));
	expect_change(&t, "a core of its own for the NIC's interrupts", "nic.core=7", 1);
	clear(&t);
}

/* A second queue takes any free core. The first stays, unless something else is on its core and there is one to spare. */
static void test_queues_apart(void)
{
	static const struct {
		const char *sets[4], *change;
		int cores;
	} rows[] = {
		{{"host.cores=6", NULL}, "nic.queues=2 nic.further_cores=5", 1},
		{{"host.cores=6", "switch=ovs", "switch.handler_core=0", NULL},
		 "nic.queues=2 nic.further_cores=5",
		 1},
		{{"host.cores=7", "switch=ovs", "switch.handler_core=0", NULL},
		 "nic.queues=2 nic.core=5 nic.further_cores=6",
		 2},
		{{"guests.quiet.vcpu_core=6", NULL}, "nic.queues=2 nic.further_cores=4", 1},
		{{"guests.quiet.vcpu_core=6", "guests.quiet.vhost_core=4", NULL},
		 "nic.queues=2 nic.further_cores=3",
		 1},
	};
	EACH_CASE (i, rows, change) {
		struct tried t = try(CASES "quiet.yaml", rows[i].sets, ALL);
		expect_change(&t, "2 queues of the NIC, a core each", rows[i].change, rows[i].cores);
		clear(&t);
	}
}

#define STAY "the threads of guests stay, each on a core of its own"
#define WAKE "backends that wake on any core"
#define WORK "background work on a core where nothing else is"

/* background.yaml and unpinned.yaml: 4 cores; interrupts on 0, vCPU on 1, worker and backup on 2. */
static void test_moving(void)
{
	struct tried t = try(SOURCE_DIR "/scenarios/unpinned.yaml", NULL, ALL);
	expect_change(&t, "a core of its own for each guest's backend",
		      "guests.0.vhost_cores= guests.0.vhost_core=3", 1);
	expect_change(&t, STAY, "guests.0.vhost_cores= guests.0.vhost_core=1 guests.0.vcpu_core=3", 1);
	expect_change(&t, WORK, "background.core=3", 1);
	CU_ASSERT_PTR_NULL(change_named(&t, WAKE));
	clear(&t);
	t = try(SOURCE_DIR "/scenarios/background.yaml", NULL, ALL);
	expect_change(&t, WAKE, "guests.0.vhost_cores=any", 0);
	expect_change(&t, WORK, "background.core=3", 1);
	CU_ASSERT_PTR_NULL(change_named(&t, STAY));
	clear(&t);
	t = try(CASES "quiet.yaml", NULL, ALL);
	CU_ASSERT_PTR_NULL(change_named(&t, WORK));
	CU_ASSERT_PTR_NULL(change_named(&t, WAKE));
	CU_ASSERT_PTR_NULL(change_named(&t, STAY));
	clear(&t);
}

/* smt.yaml: 8 cores, of which 4 are real; interrupts on 0, vCPU on 1, worker on 5. */
static void test_smt(void)
{
	static const struct {
		const char *sets[3], *backend, *apart;
	} rows[] = {
		{{NULL},
		 "guests.0.vhost_core=2",
		 "guests.0.vhost_core=1 guests.0.vcpu_core=2"}, /* 1 and 5, 2 and 6 */
		{{"host.smt=pairs", NULL},
		 "guests.0.vhost_core=2",
		 "guests.0.vhost_core=2 guests.0.vcpu_core=4"},		     /* 2 and 3, 4 and 5 */
		{{"nic.rps_cpus=2,3", NULL}, "guests.0.vhost_core=4", NULL}, /* 4: sibling of 0 */
		{{"host.smt=off", NULL}, "guests.0.vhost_core=2", NULL},
	};
	EACH_CASE (i, rows, backend) {
		struct tried t = try(SOURCE_DIR "/scenarios/smt.yaml", rows[i].sets, ALL);
		expect_change(&t, "a core of its own for each guest's backend", rows[i].backend, 0);
		if (rows[i].apart)
			expect_change(&t, "each thread of a guest on a physical core of its own",
				      rows[i].apart, 0);
		else
			CU_ASSERT_PTR_NULL(
				change_named(&t, "each thread of a guest on a physical core of its own"));
		clear(&t);
	}
}

/* C-states: only what is less deep than they are. */
static void test_cstates(void)
{
	static const struct {
		const char *sets[2];
		bool c1, c1e;
	} rows[] = {
		{{"sched.deepest=C6", NULL}, true, true},
		{{"sched.deepest=C1E", NULL}, true, false},
		{{"sched.deepest=C1", NULL}, false, false},
		{{"sched.cstates=off", NULL}, false, false},
	};
	EACH_CASE (i, rows, sets[0]) {
		struct tried t = try(SOURCE_DIR "/scenarios/cstates.yaml", rows[i].sets, ALL);
		CU_ASSERT_EQUAL(change_named(&t, "idle cores sleep no deeper than in C1") != NULL,
				rows[i].c1);
		CU_ASSERT_EQUAL(change_named(&t, "idle cores sleep no deeper than in C1E") != NULL,
				rows[i].c1e);
		clear(&t);
	}
}

/* ovs.yaml: 8 cores; interrupts on 0, workers on 1 and 3, vCPUs on 2 and 4, the handler on 6. */
static void test_ovs(void)
{
	struct tried t = try(SOURCE_DIR "/scenarios/ovs.yaml", NULL, ALL);
	expect_change(&t, "a core of its own for each handler of ovs-vswitchd", "switch.handler_core=5", 0);
	expect_change(&t, "flows of Open vSwitch that match MAC addresses only", "switch.match=mac", 0);
	expect_change(&t, "the kernel's bridge instead of Open vSwitch", "switch.kind=bridge", -1);
	CU_ASSERT_PTR_NULL(change_named(&t, "flows of Open vSwitch that all have the same mask"));
	CU_ASSERT_PTR_NULL(
		change_named(&t, "2 handler threads of ovs-vswitchd, a core each")); /* 5 and 7 are free */
	clear(&t);
	t = try(SOURCE_DIR "/scenarios/ovs.yaml", (const char *const[]){"switch.masks=20", NULL}, ALL);
	expect_change(&t, "flows of Open vSwitch that all have the same mask", "switch.masks=1", 0);
	clear(&t);
	t = try(CASES "quiet.yaml", NULL, ALL);
	CU_ASSERT_PTR_NULL(change_named(&t, "the kernel's bridge instead of Open vSwitch"));
	clear(&t);
}

/* What the scenario has already, or cannot have, is no change; nor is what is the same as another. */
static void test_left_out(void)
{
	static const char *const sets[] = {"nic.moderation=off", "tap.queue=4000", "kernel=3.13", NULL};
	struct tried t = try(CASES "frozen.yaml", sets, ALL);
	CU_ASSERT_PTR_NULL(change_named(&t, "no moderation of the NIC's interrupts"));
	CU_ASSERT_PTR_NULL(change_named(&t, "a tap's queue of 4000 packets"));
	CU_ASSERT_PTR_NOT_NULL(change_named(&t, "a tap's queue of 1000 packets"));
	CU_ASSERT_PTR_NULL(change_named(&t, "threaded NAPI on the core of its interrupt"));
	CU_ASSERT_PTR_NULL(change_named(&t, "vhost polls for 50us before it sleeps"));
	CU_ASSERT_PTR_NOT_NULL(change_named(&t, "a core of its own for each guest's backend"));
	CU_ASSERT_PTR_NULL(change_named(&t, "one core for all backends, and nothing else"));
	clear(&t);
}

/* A flow takes what matters to it. */
static void test_needs(void)
{
	struct tried t = try(SOURCE_DIR "/scenarios/passthrough.yaml", NULL, ALL);
	CU_ASSERT_PTR_NULL(change_named(&t, "a tap's queue of 4000 packets"));
	CU_ASSERT_PTR_NULL(change_named(&t, "virtqueues of 1024 descriptors"));
	CU_ASSERT_PTR_NULL(change_named(&t, "a core of its own for each guest's backend"));
	CU_ASSERT_PTR_NOT_NULL(change_named(&t, "a receive ring of 4096 descriptors in the NIC"));
	clear(&t);
}

static void test_groups(void)
{
	struct tried t = try(CASES "quiet.yaml", NULL, 1U << GROUP_buffers | 1U << GROUP_kernel);
	for (guint i = 0; i < t.changes->len; i++) {
		const struct change *c = g_ptr_array_index(t.changes, i);
		CU_ASSERT_TRUE(c->group == GROUP_buffers || c->group == GROUP_kernel);
	}
	CU_ASSERT_TRUE(t.changes->len >= 5);
	clear(&t);
}

/* Two placements get cores of their own; changes of one row, or of one key, exclude each other. */
static void test_pairs(void)
{
	struct tried t = try(CASES "frozen.yaml", NULL, ALL); /* 0, 1 and 2 are used */
	struct change *worker = change_named(&t, "a core of its own for each guest's backend");
	struct change *two = change_named(&t, "2 queues of the NIC, a core each");
	CU_ASSERT_FATAL(worker && two);
	struct change *pair = change_pair(t.base, NULL, t.s, worker, two);
	CU_ASSERT_PTR_NOT_NULL_FATAL(pair);
	char *joined = g_strjoinv(" ", pair->sets);
	CU_ASSERT_STRING_EQUAL(joined,
			       "guests.0.vhost_core=3 nic.queues=2 nic.further_cores=1"); /* 1 is free then */
	CU_ASSERT_EQUAL(pair->cores, 1);
	CU_ASSERT_PTR_NULL(
		change_pair(t.base, NULL, t.s, two,
			    change_named(&t, "2 queues of the NIC and queue pairs of each guest")));
	CU_ASSERT_PTR_NULL(change_pair(t.base, NULL, t.s, change_named(&t, "a tap's queue of 4000 packets"),
				       change_named(&t, "a tap's queue of 10000 packets")));
	g_free(joined);
	change_free(pair);
	clear(&t);
}

static const struct test_case cases[] = {
	{"cores", test_cores},
	{"affinity", test_affinity},
	{"Open vSwitch", test_ovs},
	{"left out", test_left_out},
	{"needs", test_needs},
	{"groups", test_groups},
	{"pairs", test_pairs},
	{"queues apart", test_queues_apart},
	{"threads that move", test_moving},
	{"SMT", test_smt},
	{"C-states", test_cstates},
};

SUITE("candidate", cases)
