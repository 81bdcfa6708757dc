/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interrupts for frames that a NIC has sent. Frames take 67.2 ns; the log has whole ns.
 */
#include "tests/lib/bench/ring_bench.h"
#include "tests/lib/suite.h"

/* Masked: none. Unmasked with completions waiting: at once. Unmasked without: at the next completion, one for
 * all until it is unmasked again. */
static void test_interrupt(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	struct nic_queue *q = &r.h.nic.queue[0];
	ring_send(&r, 0, 64, 1);
	ring_run(&r, NS(200));
	nic_queue_unmask(q);
	ring_run(&r, NS(300));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@200 ");
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 1);
	nic_queue_unmask(q); /* listens */
	ring_run(&r, NS(1000));
	for (int i = 0; i < 3; i++)
		ring_send(&r, 0, 64, i);
	ring_run(&r, NS(2000));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@1067 ");
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 3);
	nic_queue_unmask(q);
	ring_run(&r, NS(3000));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "");
	CU_ASSERT_EQUAL(*bench_counter(&r.h.b, COUNTER_nic_interrupts), 2);
	ring_bench_fini(&r);
}

/* A frame under way when the queue is unmasked; a ring on another queue's vector is none of its business. */
static void test_interrupt_under_way(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	ring_send(&r, 1, 64, 1);
	ring_send(&r, 0, 64, 2);
	ring_run(&r, NS(50));
	nic_queue_unmask(&r.h.nic.queue[0]);
	ring_run(&r, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@134 ");
	ring_bench_fini(&r);
}

/* With a handler that answers at once every frame has its interrupt; the 8th needs descriptors reaped. */
static void test_interrupt_each(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 4, GBPS(10), 0);
	r.answers = true;
	nic_queue_unmask(&r.h.nic.queue[0]);
	for (int i = 0; i < 8; i++) {
		ring_send(&r, 0, 64, i);
		ring_run(&r, US(i + 1));
	}
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@67 i@1067 i@2067 i@3067 i@4067 i@5067 i@6067 i@7067 ");
	CU_ASSERT_EQUAL(r.reaped, 8);
	ring_bench_fini(&r);
}

/* At least 500 ns from one interrupt to the next, whatever raises them. */
static void test_moderation(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	r.answers = true;
	r.h.nic.queue[0].gap = NS(500);
	nic_queue_unmask(&r.h.nic.queue[0]);
	for (int i = 0; i < 5; i++) {
		ring_send(&r, 0, 64, i);
		ring_run(&r, NS(200) * (i + 1)); /* complete at 67, 267, ... 867 */
	}
	host_bench_arrive(&r.h, NS(1100));
	ring_run(&r, US(3));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@67 i@567 i@1067 i@1567 ");
	CU_ASSERT_EQUAL(r.reaped, 5);
	ring_bench_fini(&r);
}

/* Both causes share the vector: an arrival raises it first, the completion meanwhile raises nothing; reaping
 * alone leaves the arrival as a cause. */
static void test_shared(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, GBPS(10), 0);
	nic_queue_unmask(&r.h.nic.queue[0]);
	host_bench_arrive(&r.h, NS(50));
	ring_send(&r, 0, 64, 1);
	ring_run(&r, NS(500));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@50 ");
	CU_ASSERT_EQUAL(reap_all(&r.tx[0]), 1);
	nic_queue_unmask(&r.h.nic.queue[0]);
	ring_run(&r, NS(600));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@500 ");
	take_all(&r);
	nic_queue_unmask(&r.h.nic.queue[0]);
	ring_run(&r, NS(700));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "");
	ring_bench_fini(&r);
}

static void send_one(void *arg)
{
	ring_send(arg, 0, 64, 1);
}

/* With a delay of 2 us the timer starts anew with each frame; one alone interrupts 2 us after it has left, also when it
 * left while the interrupt was masked. */
static void test_delay(void)
{
	struct ring_bench r;
	ring_bench_init(&r, 8, 0, 0);
	r.h.nic.tx_delay = US(2);
	r.answers = true;
	nic_queue_unmask(&r.h.nic.queue[0]);
	for (int us = 0; us < 4; us++)
		bench_at(&r.h.b, US(us), send_one, &r);
	bench_at(&r.h.b, US(10), send_one, &r);
	ring_run(&r, US(20));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@5000 i@12000 ");
	CU_ASSERT_EQUAL(r.reaped, 5);
	r.h.nic.queue[0].masked = true;
	r.h.nic.listening -= r.h.nic.queue[0].listening;
	r.h.nic.queue[0].listening = false;
	send_one(&r);
	ring_run(&r, US(21));
	nic_queue_unmask(&r.h.nic.queue[0]);
	ring_run(&r, US(30));
	CU_ASSERT_STRING_EQUAL(bench_log(&r.h.b), "i@22000 ");
	ring_bench_fini(&r);
}

static const struct test_case cases[] = {
	{"completion interrupts", test_interrupt},
	{"unmasked with a frame under way", test_interrupt_under_way},
	{"an interrupt for each completion", test_interrupt_each},
	{"moderation", test_moderation},
	{"a vector shared with a receive queue", test_shared},
	{"interrupts after silence", test_delay},
};
SUITE("nic tx: interrupts", cases)
