/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NAPI: polling of receive queues from the NET_RX softirq.
 *
 * Stands for net/core/dev.c: napi_schedule, net_rx_action, napi_complete. One poll list per core.
 * 3.13 goes round the list until it is empty, netdev_budget packets are spent or two jiffies have
 * gone; an instance that used up its weight goes to the tail. From 4.x on (5.10 and later) each
 * instance is polled at most once in a round. One that used up its weight waits for the next round
 * of the softirq, behind those not polled and those scheduled meanwhile. The time limit is
 * netdev_budget_usecs, 2,000,000 / HZ us, which is two jiffies again. Out of budget or time:
 * time_squeeze, and the softirq is raised again. From 6.4 on (6.6, 6.12) an instance that is
 * scheduled while net_rx_action runs raises no softirq: when nothing else is left the action takes
 * it itself, within the same budget (in_net_rx_action; goto start).
 *
 * RPS (napi_schedule_rps, net_rps_send_ipi, rps_trigger_softirq): a core that has put a packet into the empty backlog of
 * another one notes that core, and raises NET_RX on itself. At the end of net_rx_action, or when it looks at its own backlog,
 * it sends each core noted one interrupt. Its handler puts the backlog on the poll list there.
 */
#ifndef MODELS_HOST_NAPI_H
#define MODELS_HOST_NAPI_H

#include "sim/core/machine.h"
#include "sim/core/routine.h"
#include "sim/input/option.h"

struct napi_settings {
	int64_t weight;	     /* packets per poll */
	int64_t budget;	     /* packets per net_rx_action */
	int64_t max_backlog; /* packets of a core's backlog */
	bool threaded;	     /* instances of the NIC have threads (napi_thread.h) */
	char *core;	     /* of the thread for nic.core; "": that core itself */
};

extern const struct option_table napi_table;

struct napi {
	struct napi *next; /* in the poll list */
	struct softnet *softnet;
	struct task *thread; /* that polls it instead of the softirq; NULL: none; not owned */
	routine poll; /* the driver's; adds to .work what it does; calls napi_complete when below the weight */
	void *self;
	int weight, work;
	int uncounted; /* of its work: what the poll function keeps from the budget by returning less */
	bool scheduled;
};

struct napi_list {
	struct napi *head, **tail;
};

/* The poll list of one core (struct softnet_data). */
struct softnet {
	struct napi *backlog; /* its own backlog's instance, set by it; NULL: it has none; not owned */
	struct irq rps_irq;   /* csd: its backlog has packets from another core */
	struct softnet *
		rps_ipi_list; /* cores to be told, the last one noted first; linked by rps_ipi_next; not owned */
	struct softnet *rps_ipi_next;
	bool in_threaded_poll; /* in_napi_threaded_poll (from 6.5 on) */
	struct core *core;
	struct napi_list list;
	struct napi_list round;	 /* taken off the list for this net_rx_action (from 4.x on) */
	struct napi_list repoll; /* polled in it, with work left (from 4.x on) */
	int64_t netdev_budget;
	bool starts_again;	  /* net_rx_action takes what was scheduled while it ran (from 6.4 on) */
	bool in_action;		  /* in_net_rx_action */
	int64_t budget;		  /* left in this net_rx_action */
	int64_t time_limit;	  /* jiffies */
	int64_t *polls, *squeeze; /* counters */
};

/* softnet_init: the poll list of core c, registered as the action of its NET_RX softirq. Counters are not
 * owned. */
void softnet_init(struct softnet *sn, struct core *c, int64_t budget, int64_t *polls, int64_t *squeeze);

/* napi_init: an instance polled on the core of sn. */
void napi_init(struct napi *n, struct softnet *sn, routine poll, void *self, int weight);

/* napi_schedule: puts the instance on its list and raises NET_RX, or wakes its thread, unless it is scheduled already.
 * From the interrupt handler. Returns whether a sleeping thread was woken, which the caller pays for (COST_wake_up). */
bool napi_schedule(struct napi *n);

/* softnet_of: the poll list of a core that has one (this_cpu_ptr(&softnet_data)). */
static inline struct softnet *softnet_of(const struct core *c)
{
	return c->action[SOFTIRQ_NET_RX].self;
}

/* napi_schedule_rps: schedules the backlog of `to`, by code that runs on the core of `mine`: at once, or, of another core, by the
 * interrupt that `mine` will send. */
void napi_schedule_rps(struct softnet *to, struct softnet *mine);

/* net_rps_action: routine (self: the poll list): sends the interrupts that are due to other cores. */
void net_rps_action(struct task *t, struct frame *f);

/* napi_poll: routine (self: the instance): one poll (__napi_poll). */
void napi_poll(struct task *t, struct frame *f);

/* napi_again: after a poll: it has used up its weight, and is to be polled again. */
static inline bool napi_again(const struct napi *n)
{
	return n->work >= n->weight;
}

/* napi_complete: the driver has emptied its queue. */
void napi_complete(struct napi *n);

#endif
