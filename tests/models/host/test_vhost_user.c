/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The vhost-user flow: the port by itself, and what the polling switch makes of packets both ways. The PMD thread is
 * on core 3, guest vm0 on core 1 (and 2), vm1 on core 0. (That leaping over empty looks moves no date is test_pmd.c's.)
 */
#include "models/guest/virtio_net.h"
#include "models/host/vhost_user.h"
#include "tests/lib/bench/path_bench.h"

#define FLOW "flow=vhost-user", "kernel=5.10", "pmd.core=3"
/* Three queues are looked at in a round of 200 ns: the NIC's in 100, each guest's in 50. */
#define LOOKS "cost.pmd_look_nic=100", "cost.vhost_user_look=50"
#define LOOK_NIC NS(100)
#define LOOK_GUEST NS(50)
#define ROUND NS(200)

/* What the switch pays for one packet from the NIC to a guest that sleeps, and the guest for it. */
#define DOWN                                                                                                 \
	"cost.pmd_rx=11", "cost.pmd_classify=22", "cost.vhost_user_enqueue=33",                              \
		"cost.vhost_user_publish=44", "cost.eventfd_write=55", "cost.irqfd=66", "cost.wake_up=0",    \
		"cost.guest_irq=77"
#define DOWN_TIME (NS(11 + 22 + 33 + 44 + 55 + 66 + 77) + LOOK_GUEST)

/* ---- one packet ---- */

/* The first look at the queue at or after the date; `offset`: of the look in its round. */
static vtime next_look(vtime date, vtime offset)
{
	vtime rounds = date <= offset ? 0 : (date - offset + ROUND - 1) / ROUND;
	return rounds * ROUND + offset;
}

static void from_the_wire(void)
{
	struct path_bench b;
	const char *const sets[] = {
		FLOW, LOOKS, DOWN, "traffic.0.rate=1pps", "traffic.1.rate=1kpps", "sched.hz=100", NULL};
	path_bench_init(&b, sets);
	const struct ledger *l = b.dp->ledger;
	vtime arrival = b.dp->wire.next.date;
	path_bench_run(&b, arrival + US(10));
	CU_ASSERT_EQUAL_FATAL(l->delivered, 1);
	CU_ASSERT_EQUAL(all_latency(l).max, next_look(arrival, LOOK_NIC) - arrival + DOWN_TIME);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), 1);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_signals), 1);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_nic_interrupts), 0);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_kicks), 0);
	path_bench_fini(&b);
}

/* From one guest to the other, and to the wire: found by the look at the sender's ring. */
static void from_a_guest(void)
{
	static const char *const to[] = {"traffic.0.to=vm1", "traffic.0.to=wire"};
	for (int i = 0; i < 2; i++) {
		struct path_bench b;
		const char *const sets[] = {FLOW,
					    LOOKS,
					    DOWN,
					    to[i],
					    "traffic.0.rate=1kpps",
					    "traffic.1.rate=1pps",
					    "sched.hz=100",
					    "cost.app_source=1234",
					    "cost.vhost_user_dequeue=88",
					    "cost.pmd_tx=99",
					    "cost.pmd_doorbell=111",
					    "virtio.event_idx=no",
					    NULL};
		path_bench_init(&b, sets);
		const struct ledger *l = b.dp->ledger;
		path_bench_run(&b, MS(1) + US(20));
		CU_ASSERT_EQUAL_FATAL(l->delivered, 1);
		/* the timer's interrupt first; the ring is looked at 150 ns into the round */
		vtime born = MS(1) + NS(77);
		vtime way = next_look(born + NS(1234), LOOK_NIC + LOOK_GUEST) - born + NS(88 + 44 + 22);
		way += i == 0 ? DOWN_TIME - NS(11 + 22) : NS(99 + 111) + 67200;
		/* the driver asks for an interrupt when the packet has been sent */
		way += counted(&b, COUNTER_signals) > (i == 0) ? NS(55 + 66) : 0;
		CU_ASSERT_EQUAL(all_latency(l).max, way);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), i == 0 ? 2 : 1);
		path_bench_fini(&b);
	}
}

/* ---- many ---- */

/* The switch's best: full bursts, its own costs alone; the used index once a burst. */
static void full_bursts(void)
{
	struct path_bench b;
	const char *const sets[] = {FLOW,
				    LOOKS,
				    "traffic.0.rate=1pps",
				    "traffic.1.rate=14Mpps",
				    "sched.hz=100",
				    "cost.pmd_rx=20",
				    "cost.pmd_classify=50",
				    "cost.vhost_user_enqueue=30",
				    "cost.vhost_user_publish=150",
				    NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(2));
	datapath_reset(b.dp);
	calendar_run(&b.m->cal, MS(6));
	/* 32 in 32 x 100 + 50 + 150 + 200 */
	CU_ASSERT(llabs(b.dp->ledger->delivered - MS(4) * 32 / NS(3600)) <= 32);
	CU_ASSERT(b.dp->ledger->dropped[DROP_nic_ring_full] > 0);
	CU_ASSERT_EQUAL(lost(&b), b.dp->ledger->dropped[DROP_nic_ring_full]);
	machine_settle(b.m);
	CU_ASSERT_EQUAL(b.m->cores[3].idle, 0);
	path_bench_fini(&b);
}

/* A guest slower than the switch: lost at its ring, after the work; and it takes no interrupts while it polls. */
static void slow_guest(void)
{
	struct path_bench b;
	const char *const sets[] = {
		FLOW, LOOKS, DOWN, "traffic.0.rate=1pps", "traffic.1.rate=2Mpps", "cost.app_sink=1000", NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(2));
	datapath_reset(b.dp);
	calendar_run(&b.m->cal, MS(6));
	const struct ledger *l = b.dp->ledger;
	CU_ASSERT(llabs(l->delivered - 4000) <= 4);
	CU_ASSERT_EQUAL(lost(&b), l->dropped[DROP_vhost_user_ring_full]);
	CU_ASSERT(llabs(lost(&b) - 4000) < 300);
	CU_ASSERT_EQUAL(l->wasted, lost(&b) * NS(11 + 22));
	CU_ASSERT(counted(&b, COUNTER_signals) < 10);
	path_bench_fini(&b);
}

/* Two guests send more than the wire carries: the NIC's ring fills, and the switch drops. */
static void full_wire(void)
{
	struct path_bench b;
	const char *const sets[] = {FLOW,
				    LOOKS,
				    "traffic.0.frame=1518B",
				    "traffic.0.rate=1Mpps",
				    "traffic.1.rate=1pps",
				    "pmd.tx_ring=256",
				    NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(5));
	const struct ledger *l = b.dp->ledger;
	CU_ASSERT(llabs(l->delivered - MS(5) / NS(1230)) <= 8); /* 1230.4 ns a frame */
	CU_ASSERT(l->dropped[DROP_pmd_tx_full] > 500);
	CU_ASSERT_EQUAL(lost(&b), l->dropped[DROP_pmd_tx_full]);
	path_bench_fini(&b);
}

/* Kicks: without EVENT_IDX none; with it the event index stays at 0, one each time the guest's index wraps. */
static void kicks(void)
{
	static const struct {
		const char *event_idx;
		int kicks;
	} cases[] = {{"virtio.event_idx=no", 0}, {"virtio.event_idx=yes", 3}};
	EACH_CASE (i, cases, event_idx) {
		struct path_bench b;
		const char *const sets[] = {
			FLOW, LOOKS, cases[i].event_idx, "traffic.0.rate=4Mpps", "traffic.1.rate=1pps", NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(40)); /* 160,000 packets: 0, 65,536 and 131,072 are passed */
		CU_ASSERT(b.dp->ledger->offered > 131073 && b.dp->ledger->offered < 196608);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_kicks), cases[i].kicks);
		CU_ASSERT_EQUAL(lost(&b), 0);
		path_bench_fini(&b);
	}
}

/* Through the guest, by one port or two, to the wire or the other guest; two queues, chosen by the flow hash. */
static void forwarding(void)
{
	static const char *const cases[][3] = {
		{"guests.vm0.app=forward", "guests.vm0.ports=2", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=1", "guests.vm0.to=vm1"},
		{"guests.vm0.app=reflect", "guests.vm0.queues=2", "traffic.1.flows=64"},
	};
	EACH_CASE (i, cases) {
		struct path_bench b;
		const char *const sets[] = {FLOW,
					    LOOKS,
					    DOWN,
					    cases[i][0],
					    cases[i][1],
					    cases[i][2],
					    "traffic.0.rate=1pps",
					    "traffic.1.rate=400kpps",
					    "cost.app_forward=500",
					    "cost.guest_tx=300",
					    "cost.vhost_user_dequeue=88",
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(10));
		const struct ledger *l = b.dp->ledger;
		CU_ASSERT(l->offered >= 3990);
		CU_ASSERT_EQUAL(lost(&b), 0);
		CU_ASSERT(l->offered - l->delivered < 20);
		CU_ASSERT(llabs(counted(&b, COUNTER_copies) - (i == 1 ? 3 : 2) * l->offered) < 60);
		path_bench_fini(&b);
	}
}

/* ---- the port by itself ---- */

/* A guest that has posted `room` buffers, and posts `more` when the first burst has been published. */
static const struct {
	int packets, room, more;
	int lost, looks;
} tries[] = {
	{10, 64, 0, 0, 1},  /* all at once */
	{32, 10, 0, 22, 2}, /* a try that sends nothing is the last */
	{32, 10, 5, 17, 3}, /* what came meanwhile is used */
	{32, 0, 0, 32, 1},
	{32, 1, 40, 23, 9}, /* one buffer after each try: the first and 8 more; see refill_one */
};

struct port_bench {
	struct virtqueue rx, tx;
	struct depth depth[2];
	struct vhost_user port;
	struct ledger *ledger;
	struct packet_queue batch;
	int more;
	struct event event;
	struct machine *m;
	struct task task;
};

static void send_all(struct task *t, struct frame *f)
{
	struct port_bench *p = f->self;
	ROUTINE(f);
	CALL(t, f, vhost_user_send, &p->port, &p->batch);
	for (;;)
		SLEEP(f);
}

/* Every 100 ns, between two tries: all that is to come, or with 40 to come one by one. */
static void refill_one(struct event *ev)
{
	struct port_bench *p = container_of(ev, struct port_bench, event);
	int n = p->more == 5 ? 5 : MIN(p->more, 1);
	p->more -= n;
	while (n-- > 0)
		virtqueue_add(&p->rx, NULL);
	if (p->more > 0)
		calendar_arm(&p->m->cal, &p->event, p->m->cal.now + NS(100), EVENT_HARDIRQ);
}

static void port_bench_init(struct port_bench *p, int packets, int room, int more, int64_t *copies)
{
	struct cost_entry costs[COST_COUNT] = {[COST_vhost_user_look] = {100 * 1000000, 0}};
	struct sched_settings sched = {.hz = 100, .latency = MS(6)};
	*p = (struct port_bench){.more = more};
	p->m = machine_new(&(struct machine_config){.name = "host",
						    .cores = 1,
						    .hz = 1000000000,
						    .sched = &sched,
						    .costs = costs,
						    .n_costs = COST_COUNT,
						    .n_counters = COUNTERS});
	p->ledger = ledger_new(p->m, 1);
	virtqueue_init(&p->rx, 64, false);
	virtqueue_init(&p->tx, 64, false);
	virtqueue_disable_cb(&p->rx);
	packet_queue_init(&p->batch);
	struct vhost_user_ring rx = {&p->rx, NULL, &p->depth[0]}, tx = {&p->tx, NULL, &p->depth[1]};
	vhost_user_init(&p->port, 0, p->ledger, &rx, &tx, 32, copies);
	vhost_user_start(&p->port);
	for (int k = 0; k < packets; k++)
		packet_queue_push(&p->batch, packet_born(p->ledger, &(struct packet){.bytes = 64}));
	for (int k = 0; k < room; k++)
		virtqueue_add(&p->rx, NULL);
	event_init(&p->event, refill_one);
	calendar_arm(&p->m->cal, &p->event, NS(150), EVENT_HARDIRQ);
	thread_init(&p->task, p->m->cores, "pmd", CONTEXT_pmd, send_all, p);
	task_wake(&p->task, NULL);
}

static void port_bench_fini(struct port_bench *p)
{
	virtqueue_check(&p->rx);
	virtqueue_fini(&p->rx);
	virtqueue_fini(&p->tx);
	ledger_free(p->ledger);
	machine_free(p->m);
}

static void retries(void)
{
	EACH_CASE (i, tries, packets) {
		struct port_bench p;
		int64_t copies = 0, sent = tries[i].packets - tries[i].lost;
		port_bench_init(&p, tries[i].packets, tries[i].room, tries[i].more, &copies);
		calendar_run(&p.m->cal, US(10));
		CU_ASSERT_EQUAL(copies, sent);
		CU_ASSERT_EQUAL(p.ledger->dropped[DROP_vhost_user_ring_full], tries[i].lost);
		CU_ASSERT_EQUAL(p.m->cores[0].booked[CONTEXT_pmd * COST_COUNT + COST_vhost_user_look],
				NS(100) * tries[i].looks);
		CU_ASSERT_EQUAL(p.depth[0].level, sent);
		port_bench_fini(&p);
	}
}

static const struct test_case tests[] = {
	{"from the wire", from_the_wire}, {"from a guest", from_a_guest}, {"full bursts", full_bursts},
	{"slow guest", slow_guest},	  {"full wire", full_wire},	  {"kicks", kicks},
	{"forwarding", forwarding},	  {"retries", retries},
};

SUITE("vhost_user", tests)
