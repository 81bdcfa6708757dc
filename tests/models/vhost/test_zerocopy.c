/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/vhost_tx_bench.h"
#include "tests/lib/suite.h"

static void send_and_kick(struct tx_bench *x, int n, int bytes)
{
	tx_bench_send(x, n, bytes);
	tx_bench_kick(x);
	tx_bench_run(x, US(10));
}

/* From 256 bytes in the ring on, which are a frame of 248 without its FCS (4) and a header of 12; in 3.13, unless it is
 * switched off. */
static void test_selection(void)
{
	static const struct {
		enum era era;
		bool off;
		int bytes;
		bool zerocopied;
	} cases[] = {{ERA_3_13, false, 247, false},  {ERA_3_13, false, 248, true},
		     {ERA_3_13, false, 1518, true},  {ERA_3_13, true, 1518, false},
		     {ERA_5_10, false, 1518, false}, {ERA_6_6, false, 1518, false}};
	EACH_CASE (i, cases, era) {
		struct tx_bench x;
		tx_bench_init(&x, &(struct tx_setup){.era = cases[i].era, .no_zerocopy = cases[i].off});
		send_and_kick(&x, 3, cases[i].bytes);
		CU_ASSERT_EQUAL(x.zerocopied, cases[i].zerocopied ? 3 : 0);
		CU_ASSERT_EQUAL((int)x.held->len, x.zerocopied);
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_copies), 3 - x.zerocopied);
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, 3 - x.zerocopied);
		tx_bench_fini(&x);
	}
}

/* Used entries in order: what has been sent out of turn waits for those before it. One publication and one
 * interrupt for a run of them. Those of copied packets go ahead. */
static void test_order(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.no_event_idx = true});
	send_and_kick(&x, 5, 512);
	send_and_kick(&x, 1, 64);
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 1);
	CU_ASSERT_EQUAL(x.tx_ring.slot[0].used, 5); /* the sixth descriptor */
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "u1 ");
	tx_bench_complete(&x, 1, true);
	tx_bench_complete(&x, 2, true);
	tx_bench_kick(&x);
	tx_bench_run(&x, US(10));
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 1);
	tx_bench_complete(&x, 0, true);
	tx_bench_kick(&x);
	tx_bench_run(&x, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "u4 ");
	tx_bench_complete(&x, 4, true);
	tx_bench_complete(&x, 3, true);
	tx_bench_run(&x, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "u6 ");
	for (int i = 0; i < 5; i++)
		CU_ASSERT_EQUAL(x.tx_ring.slot[i + 1].used, i);
	tx_bench_fini(&x);
}

/* Who is woken by which completion: with n outstanding and one reference more, counted before it is given back, at 2
 * and at multiples of 16. */
static void wake_ups(int n)
{
	struct tx_bench x;
	int64_t runs = 1;
	int used = 0;
	tx_bench_init(&x, &(struct tx_setup){.ring = 256});
	tx_bench_quiet(&x);
	send_and_kick(&x, n, 512);
	CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), 1);
	for (int done = 1; done <= n; done++) {
		int outstanding_before = n - done + 1;
		bool wakes = outstanding_before == 1 || (outstanding_before + 1) % 16 == 0;
		tx_bench_complete(&x, (guint)done - 1, true);
		tx_bench_run(&x, US(10));
		runs += wakes;
		used = wakes ? done : used;
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), runs);
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, used);
	}
	CU_ASSERT_EQUAL(used, n);
	tx_bench_fini(&x);
}

static void test_wake_ups(void)
{
	static const int outstanding[] = {1, 2, 14, 15, 16, 17, 40, 255, 256};
	for (size_t i = 0; i < G_N_ELEMENTS(outstanding); i++)
		wake_ups(outstanding[i]);
}

/* A run that comes for another reason uses what has been sent by then. */
static void test_next_run(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.ring = 64});
	tx_bench_quiet(&x);
	send_and_kick(&x, 10, 512);
	tx_bench_complete(&x, 0, true);
	tx_bench_complete(&x, 1, true);
	tx_bench_run(&x, US(10));
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 0);
	send_and_kick(&x, 1, 512);
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 2);
	tx_bench_fini(&x);
}

/* As many as the ring has descriptors may be outstanding: 3.13's limit of 128 has no effect. */
static void test_no_limit(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.ring = 256});
	send_and_kick(&x, 256, 512);
	CU_ASSERT_EQUAL(x.zerocopied, 256);
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 0);
	CU_ASSERT_EQUAL(virtqueue_free(&x.tx_ring), 0);
	tx_bench_fini(&x);
}

/* ---- when copies are forced ---- */

/* The rule as the kernel states it, packet by packet: no packet of the 1,024 goes without a copy while there
 * are more failures than a 64th of the packets sent. */
struct heuristic {
	int packets, errors;
};

static bool goes_without(const struct heuristic *h)
{
	return h->packets / 64 >= h->errors;
}

static void has_gone(struct heuristic *h)
{
	if (++h->packets == 1024)
		h->packets = h->errors = 0;
}

/* Every one is copied on the way, as by another guest's tap: one in 64 is tried, 16 in 1,024. */
static void test_always_copied(void)
{
	struct heuristic h = {0};
	struct tx_bench x;
	int expected = 0;
	tx_bench_init(&x, &(struct tx_setup){.ring = 256});
	tx_bench_quiet(&x);
	x.copies = true;
	for (int i = 0; i < 5000; i++) {
		bool without = goes_without(&h);
		expected += without;
		h.errors += without;
		has_gone(&h);
		send_and_kick(&x, 1, 512);
		CU_ASSERT_EQUAL_FATAL(x.zerocopied, expected);
		CU_ASSERT_EQUAL(tx_bench_reap(&x), 1);
		if (i == 1023)
			CU_ASSERT_EQUAL(x.zerocopied, 16);
	}
	CU_ASSERT_EQUAL(x.zerocopied, 79); /* 4 x 16, and 904 / 64 + 1 */
	CU_ASSERT_EQUAL(x.b.ledger->inside, 0);
	tx_bench_fini(&x);
}

/* A failure counts when its used entry is written, not when it happens: behind one that is still on the way it
 * is not seen. */
static void test_failure_seen_late(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.ring = 64});
	tx_bench_quiet(&x);
	send_and_kick(&x, 3, 512);
	tx_bench_complete(&x, 1, false);
	send_and_kick(&x, 1, 512);
	CU_ASSERT_EQUAL(x.zerocopied, 4);
	tx_bench_complete(&x, 0, true);
	send_and_kick(&x, 1, 512); /* the run first uses the two, and has seen one failure in four */
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 3);
	CU_ASSERT_EQUAL(x.zerocopied, 4);
	tx_bench_fini(&x);
}

/* Small packets count as sent, so that the 64th packet after a failure may be tried again. */
static void test_small_packets_count(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.ring = 256});
	tx_bench_quiet(&x);
	x.copies = true;
	send_and_kick(&x, 1, 512);
	send_and_kick(&x, 62, 64);
	send_and_kick(&x, 1, 512); /* the 64th: 63 have been sent */
	CU_ASSERT_EQUAL(x.zerocopied, 1);
	send_and_kick(&x, 1, 512);
	CU_ASSERT_EQUAL(x.zerocopied, 2);
	tx_bench_fini(&x);
}

/* Copied on the spot, by the sender itself: used at once, in the same run; the callback queues one run more. */
static void test_copied_at_once(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.no_event_idx = true});
	x.copies = true;
	send_and_kick(&x, 1, 512);
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "u1 ");
	CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), 2);
	CU_ASSERT_EQUAL(x.worker.task.state, TASK_SLEEPING);
	tx_bench_fini(&x);
}

/* A turn that ends with such a packet has used it before other work has its turn. */
static void watch_note(void *arg)
{
	struct tx_bench *x = arg;
	CU_ASSERT_EQUAL(x->tx_ring.used_idx, 1);
	bench_mark(&x->b, "looked");
}

static void test_end_of_turn(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.byte_weight = 500});
	tx_bench_quiet(&x);
	x.copies = true;
	x.note.time = NS(100);
	tx_bench_send(&x, 2, 512);
	tx_bench_kick(&x);
	vhost_work_queue(&x.worker, &x.note.work, NULL);
	bench_at(&x.b, NS(50), watch_note, &x);
	tx_bench_run(&x, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "looked@50 note@100 ");
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 2);
	tx_bench_fini(&x);
}

static const struct test_case cases[] = {
	{"from 256 bytes in the ring on, in 3.13", test_selection},
	{"used in order, one interrupt for a run of them", test_order},
	{"which completions wake the worker", test_wake_ups},
	{"the next run uses what has been sent", test_next_run},
	{"no limit but the ring", test_no_limit},
	{"always copied: one in 64 is tried", test_always_copied},
	{"a failure counts when it is used", test_failure_seen_late},
	{"small packets count", test_small_packets_count},
	{"copied on the spot", test_copied_at_once},
	{"copied at the end of a turn", test_end_of_turn},
};
SUITE("zerocopy", cases)
