/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole runs at a load so low that no packet meets another: how often each cost is paid, what each packet's way
 * costs, and what is counted, must be what one reads off the kernel's functions, exactly. Each cost has a value
 * of its own.
 */
#ifndef TESTS_LIB_BENCH_TRANSMIT_CASE_H
#define TESTS_LIB_BENCH_TRANSMIT_CASE_H

#include "models/costs.h"
#include "tests/lib/input/faults.h"
#include "tests/lib/run_child.h"

#define N 100 /* packets */
#define CLOCK_MHZ 3300
#define NS_OF(cost) ((vtime)10 * ((cost) + 1)) /* each cost has another value */
#define DMA_NS 1000
#define WIRE_PS(bytes) (((bytes) + 20) * (vtime)800)

/* How often a cost is paid: for each packet, and beside that. */
struct times {
	int cost, each, beside;
};

#define VM0 "  - {name: vm0, vhost_core: 2, vcpu_core: 1}\n"
#define VM1 "  - {name: vm1, vhost_core: 3, vcpu_core: 0}\n"

/* A wake-up on an idle core, as the thread woken sees it. */
#define WOKEN COST_irq_entry, COST_resched_ipi, COST_context_switch
/* From the generator to handle_tx. */
#define SENT                                                                                                 \
	COST_app_source, COST_guest_tx, COST_vm_exit, COST_ioeventfd, WOKEN, COST_vhost_work,                \
		COST_handle_tx, COST_vhost_disable_notify, COST_vhost_get_desc
/* From the tap through the backlog and the bridge. */
#define UP COST_netif_rx, COST_softirq_entry, COST_napi_poll, COST_netif_receive, COST_bridge
#define OUT COST_dev_queue_xmit, COST_nic_tx

struct transmit_case {
	const char *name;
	const char *kernel;	      /* NULL: 3.13 */
	const char *guests, *traffic; /* of the scenario */
	int bytes;
	const struct times *times; /* ends with each and beside 0 */
	const int *way;		   /* costs that one packet waits for, ends with -1 */
	bool in, out;		   /* it comes from the wire, goes to the wire */
	int frees;		   /* packets whose way includes the freeing of the one before */
	int tries; /* packets that go without a copy, in vain: what that costs is not in the way */
	int64_t copies, kicks, signals, exits, nic_interrupts, tx_runs, rx_runs;
};

static inline void same(const struct transmit_case *r, const char *what, int64_t is, int64_t must)
{
	if (is != must)
		printf("\n    %s: %s is %" G_GINT64_FORMAT ", must be %" G_GINT64_FORMAT, r->name, what, is,
		       must);
	CU_ASSERT_EQUAL(is, must);
}

static inline vtime booked(const struct run_numbers *n, int cost)
{
	vtime sum = 0;
	for (int core = 0; core < n->result.n_cores; core++)
		for (int context = 0; context < CONTEXTS; context++)
			sum += n->core[core].by_cost[context][cost];
	return sum;
}

static inline int64_t paid(const struct transmit_case *r, int cost)
{
	for (const struct times *t = r->times; t->each || t->beside; t++)
		if (t->cost == cost)
			return (int64_t)N * t->each + t->beside;
	return 0;
}

/* Those not listed are never paid. */
static inline void compare_costs(const struct transmit_case *r, const struct run_numbers *n)
{
	for (int i = 0; i < COST_COUNT; i++)
		same(r, cost_names[i].name, booked(n, i), paid(r, i) * NS_OF(i) * VTIME_PER_NS);
}

/* transmit_check: simulates a case and compares. */
void transmit_check(const struct transmit_case *r);

#endif
