/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bring-up and end of a guest: the dates of the steps, what is lost and what waits meanwhile; costs are 0.
 */
#include "models/flows/bridged.h"
#include "models/vhost/callback.h"
#include "tests/lib/bench/path_bench.h"
#include "tests/lib/eras.h"

#include <inttypes.h>
#include <string.h>

/* Times that tell the kinds apart, in us. */
#define TIMES                                                                                                \
	"bringup.instant=no", "bringup.open=1000us", "bringup.ioctl=1us", "bringup.owner=100us",             \
		"bringup.boot=20000us", "bringup.probe=300us", "bringup.status=40us", "bringup.link=500us"

/* ---- dates ---- */

/* What guest 0 has done: "name@us " or, of a path, "name.path@us ". Owned by the caller. */
static char *timeline(const struct path_bench *b)
{
	GString *out = g_string_new(NULL);
	const GArray *log = b->bringup[0].log;
	for (guint i = 0; i < log->len; i++) {
		const struct bringup_entry *e = &g_array_index(log, struct bringup_entry, i);
		g_string_append(out, e->step->name);
		if (e->path >= 0)
			g_string_append_printf(out, ".%d", e->path);
		g_string_append_printf(out, "@%" PRId64 "|", e->date / VTIME_PER_US);
	}
	return g_string_free(out, FALSE);
}

static void check_timeline(const char *const *sets, vtime until, const char *expected)
{
	struct path_bench b;
	path_bench_init(&b, sets);
	path_bench_run(&b, until);
	char *is = timeline(&b);
	if (strcmp(is, expected) != 0)
		printf("\n  is       %s\n  expected %s\n", is, expected);
	CU_ASSERT_STRING_EQUAL(is, expected);
	g_free(is);
	path_bench_fini(&b);
}

static void dates_vhost(void)
{
	const char *const sets[] = {"flow=vhost", "guests.vm0.start=5ms", "guests.vm0.stop=50ms", TIMES,
				    NULL};
	check_timeline(
		sets, MS(60),
		"open /dev/net/tun.0@6000|TUNSETIFF.0@6001|open /dev/vhost-net.0@7001|VHOST_SET_OWNER.0@7101|"
		"VHOST_GET_FEATURES.0@7102|guest boots@27102|virtnet_probe@27402|DRIVER_OK@27442|"
		"VHOST_SET_FEATURES.0@27443|VHOST_SET_MEM_TABLE.0@27444|VHOST_SET_VRING_NUM rx.0@27445|"
		"VHOST_SET_VRING_BASE rx.0@27446|VHOST_SET_VRING_ADDR rx.0@27447|VHOST_SET_VRING_KICK "
		"rx.0@27448|"
		"VHOST_SET_VRING_CALL rx.0@27449|VHOST_SET_VRING_NUM tx.0@27450|VHOST_SET_VRING_BASE "
		"tx.0@27451|"
		"VHOST_SET_VRING_ADDR tx.0@27452|VHOST_SET_VRING_KICK tx.0@27453|VHOST_SET_VRING_CALL "
		"tx.0@27454|"
		"VHOST_NET_SET_BACKEND rx.0@27455|VHOST_NET_SET_BACKEND tx.0@27456|virtnet_open@27956|"
		"virtnet_remove@50300|pause_all_vcpus@50311|VHOST_NET_SET_BACKEND rx -1.0@50312|"
		"VHOST_NET_SET_BACKEND tx -1.0@50313|VHOST_GET_VRING_BASE rx.0@50314|"
		"VHOST_GET_VRING_BASE tx.0@50315|close /dev/vhost-net.0@51315|close /dev/net/tun.0@52315|"
		"guest's memory goes@52316|");
}

/* Two queue pairs: what is between two steps of the guest goes for one after the other; the guest's take their time
 * once. */
static void dates_of_two_paths(void)
{
	const char *const sets[] = {"flow=passthrough", "guests.vm0.ports=2", "guests.vm0.stop=30ms", TIMES,
				    NULL};
	check_timeline(sets, MS(40),
		       "open /dev/vfio.0@1000|VFIO_SET_IOMMU.0@1001|VFIO_GROUP_GET_DEVICE_FD.0@1002|"
		       "open /dev/vfio.1@2002|VFIO_SET_IOMMU.1@2003|VFIO_GROUP_GET_DEVICE_FD.1@2004|"
		       "guest boots@22004|ixgbevf_probe@22304|VFIO_DEVICE_SET_IRQS.0@22305|"
		       "VFIO_DEVICE_SET_IRQS.1@22306|ixgbevf_open@22806|ixgbevf_remove@30300|"
		       "pause_all_vcpus@30311|VFIO_DEVICE_RESET.0@30312|close /dev/vfio.0@31312|"
		       "VFIO_DEVICE_RESET.1@31313|close /dev/vfio.1@32313|");
}

/* Whatever the flow, it comes up, the talk's two lists among its steps; instantly, all is done at the date of start. */
static void dates_instant(void)
{
	for (int i = 0; i < flow_count; i++) {
		struct path_bench b;
		char *flow = g_strdup_printf("flow=%s", flow_names[i]);
		bool program = flows[i]->program;
		const char *const sets[] = {flow,
					    "guests.vm0.start=5ms",
					    "guests.vm0.stop=7ms",
					    program ? "traffic.0.from=" : "traffic.0.from=vm0",
					    program ? "traffic.0.to=vm1" : "traffic.0.to=wire",
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(8));
		const GArray *log = b.bringup[0].log;
		CU_ASSERT(log->len >= (program ? 5 : 10));
		for (guint k = 0; k < log->len; k++) {
			const struct bringup_entry *e = &g_array_index(log, struct bringup_entry, k);
			CU_ASSERT(e->down ? e->date >= MS(7) && e->date <= MS(7) + US(50) : e->date == MS(5));
		}
		path_bench_fini(&b);
		g_free(flow);
	}
}

/* ---- what comes too early ---- */

static int64_t dropped(const struct path_bench *b, enum drop reason)
{
	return b->dp->ledger->dropped[reason];
}

/* A frame each 10 us from 15 us on (source 1 of 2), 0.5672 us later at the NIC. The tap opens at 1001 us, the backend
 * is set at 22453, the guest's link is up at 22954 us. */
static void early_vhost(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct path_bench b;
		const char *const sets[] = {"flow=vhost",
					    kernel_set(era),
					    "traffic.1.rate=100kpps",
					    "tap.queue=3000",
					    "traffic.0.rate=1pps",
					    TIMES,
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, US(20000));
		const struct path *p = b.dp->path[0];
		CU_ASSERT_EQUAL(dropped(&b, DROP_tap_closed), 99); /* 15 .. 995 us */
		CU_ASSERT_EQUAL(lost(&b), 99);
		CU_ASSERT_EQUAL(p->tap->queue.length, 1999 - 99);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 0);
		path_bench_run(&b, US(22950));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 0);
		path_bench_run(&b, US(22960));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 2295 - 99);
		CU_ASSERT_EQUAL(lost(&b), 99);
		path_bench_fini(&b);
	}
}

/* Where the NIC classifies, it loses what it has no rule for: up to the opening of the queue. */
static void early_in_the_nic(void)
{
	static const struct {
		const char *flow;
		int64_t lost;
	} cases[] = {{"flow=feedback", 99},	  /* the rule comes with the tap, 1002 us */
		     {"flow=callback", 2145},	  /* the queue is opened at 21461 us */
		     {"flow=passthrough", 2179}}; /* ixgbevf_open, 21803 us */
	EACH_CASE (i, cases, flow) {
		struct path_bench b;
		const char *const sets[] = {cases[i].flow,
					    "kernel=3.13",
					    "traffic.1.rate=100kpps",
					    "traffic.0.rate=1pps",
					    "tap.queue=3000",
					    TIMES,
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, US(30000));
		if (dropped(&b, DROP_nic_closed) != cases[i].lost)
			printf("\n  %s: %" PRId64, cases[i].flow, dropped(&b, DROP_nic_closed));
		CU_ASSERT_EQUAL(dropped(&b, DROP_nic_closed), cases[i].lost);
		CU_ASSERT_EQUAL(lost(&b), cases[i].lost);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 2999 - cases[i].lost);
		path_bench_fini(&b);
	}
}

/* A guest's source starts when its driver is up, and does not make up for what was due before. */
static void sources_start_late(void)
{
	for (int i = 0; i < flow_count; i++) {
		if (flows[i]->program)
			continue;
		struct path_bench b;
		char *flow = g_strdup_printf("flow=%s", flow_names[i]);
		const char *const sets[] = {flow, "traffic.0.rate=10kpps", "guests.vm0.start=1050us",
					    "guests.vm0.stop=3050us", NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, US(1099));
		CU_ASSERT_EQUAL(b.dp->ledger->offered, 0);
		path_bench_run(&b, US(1150));
		CU_ASSERT_EQUAL(b.dp->ledger->offered, 1); /* at 1.1 ms; the next is that of 1.2 ms */
		path_bench_run(&b, MS(5));
		CU_ASSERT_EQUAL(b.dp->ledger->offered, 20);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 20);
		path_bench_fini(&b);
		g_free(flow);
	}
}

/* ---- the end ---- */

/* The handler needs 10 us a packet and is 100 packets behind; the ioctl waits for the end of its turn, which takes all
 * of them (byte and packet weights are not reached). */
static void backend_waits_for_the_turn(void)
{
	struct path_bench b;
	const char *const sets[] = {"flow=vhost",	    "traffic.1.rate=1Mpps",
				    "traffic.1.stop=100us", "cost.vhost_copy=10000",
				    "traffic.0.rate=1pps",  "guests.vm0.stop=200us",
				    "kernel=3.13",	    NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, US(500));
	const struct path *p = b.dp->path[0];
	const struct bringup *up = &b.bringup[0];
	CU_ASSERT_STRING_EQUAL(up->step->name, "VHOST_NET_SET_BACKEND rx -1");
	CU_ASSERT_TRUE(p->net->rx->detached);
	path_bench_run(&b, US(1030)); /* 99 frames x 10 us from 2 us on, asked every 10 us */
	CU_ASSERT_STRING_EQUAL(up->step->name ? up->step->name : "", "");
	CU_ASSERT_EQUAL(b.dp->ledger->offered, 99);
	CU_ASSERT_EQUAL(b.dp->ledger->delivered + dropped(&b, DROP_guest_stopped), 99);
	CU_ASSERT_EQUAL(b.dp->ledger->delivered, 19); /* while its driver was up */
	path_bench_fini(&b);
}

static const struct test_case cases[] = {
	{"dates of vhost's steps", dates_vhost},
	{"dates of two paths", dates_of_two_paths},
	{"all at once", dates_instant},
	{"too early for the tap, then for the guest", early_vhost},
	{"too early for the NIC", early_in_the_nic},
	{"sources start with the driver", sources_start_late},
	{"clearing the backend waits for the turn", backend_waits_for_the_turn},
};
SUITE("bringup", cases)
