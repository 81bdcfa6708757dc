/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/napi.h"
#include "models/costs.h"
#include "models/counters.h"

static const struct option napi_options[] = {
	VALUE_OPTION(napi_settings, weight, UNIT_COUNT, "64", "1", "256",
		     "packets a NAPI instance may take in one poll"),
	VALUE_OPTION(napi_settings, budget, UNIT_COUNT, "300", "1", "100000",
		     "packets of one net_rx_action (net.core.netdev_budget)"),
	VALUE_OPTION(napi_settings, max_backlog, UNIT_COUNT, "1000", "1", "1000000",
		     "packets of a core's backlog (net.core.netdev_max_backlog)"),
	BOOL_OPTION(
		napi_settings, threaded, "no",
		"from 6.1 on: the NIC's instances are polled by threads (/sys/class/net/DEVICE/threaded)"),
	TEXT_OPTION(
		napi_settings, core, "",
		"threaded: core of the thread that polls for interrupts of nic.core; interrupts of further "
		"cores have theirs on the cores after it; empty: each on the core of the interrupt"),
};

OPTION_TABLE(napi_table, "napi", napi_settings, napi_options, "NAPI and the NET_RX softirq");

/* ---- lists ---- */

static void list_init(struct napi_list *list)
{
	list->head = NULL;
	list->tail = &list->head;
}

static void napi_add_tail(struct napi *n, struct napi_list *list)
{
	n->next = NULL;
	*list->tail = n;
	list->tail = &n->next;
}

static struct napi *napi_take_first(struct napi_list *list)
{
	struct napi *n = list->head;
	list->head = n->next;
	if (!list->head)
		list->tail = &list->head;
	return n;
}

/* list_splice_tail_init(): appends all of one list to another. */
static void splice_tail(struct napi_list *from, struct napi_list *to)
{
	if (!from->head)
		return;
	*to->tail = from->head;
	to->tail = from->tail;
	list_init(from);
}

void napi_poll(struct task *t, struct frame *f)
{
	struct napi *n = f->self;
	ROUTINE(f);
	n->work = n->uncounted = 0;
	CALL(t, f, n->poll, n->self, n);
	++*n->softnet->polls;
	TRACE(t->core->machine, napi_poll, t->core->id, n->work);
}

/* ---- RPS ---- */

/* ____napi_schedule() for the softirq */
static void add_to_poll_list(struct napi *n)
{
	napi_add_tail(n, &n->softnet->list);
	if (!n->softnet->in_action)
		softirq_raise(n->softnet->core, SOFTIRQ_NET_RX);
}

/* Whether the loop that runs on the core sends the interrupts without being asked. */
static bool sends_anyway(const struct softnet *sn)
{
	return sn->in_action || sn->in_threaded_poll;
}

void napi_schedule_rps(struct softnet *to, struct softnet *mine)
{
	if (to == mine) {
		napi_schedule(to->backlog);
		return;
	}
	if (to->backlog->scheduled)
		return;
	to->backlog->scheduled = true;
	to->rps_ipi_next = mine->rps_ipi_list;
	mine->rps_ipi_list = to;
	if (!sends_anyway(mine))
		softirq_raise(mine->core, SOFTIRQ_NET_RX);
}

/* net_rps_action_and_irq_enable(), net_rps_send_ipi() */
void net_rps_action(struct task *t, struct frame *f)
{
	struct softnet *sn = f->self, *to;
	ROUTINE(f);
	while (sn->rps_ipi_list) {
		PAY(t, f, COST_ipi_send, 0);
		to = sn->rps_ipi_list;
		sn->rps_ipi_list = to->rps_ipi_next;
		irq_raise(&to->rps_irq);
	}
}

static void rps_trigger_softirq(struct task *t, struct frame *f)
{
	struct softnet *sn = f->self;
	ROUTINE(f);
	PAY(t, f, COST_rps_ipi, 0);
	add_to_poll_list(sn->backlog);
	COUNT(t, received_rps);
	TRACE(t->core->machine, rps, t->core->id, sn->core->softirq_pending);
}

/* ---- net_rx_action ---- */

static void napi_begin(struct softnet *sn)
{
	sn->budget = sn->netdev_budget;
	sn->time_limit = core_jiffies(sn->core) + 2;
}

static bool squeezed(const struct softnet *sn)
{
	return sn->budget <= 0 || core_jiffies(sn->core) >= sn->time_limit;
}

/* Accounts for a poll that has returned; an instance that used up its weight goes to the list `again`. */
static void napi_polled(struct softnet *sn, struct napi *n, struct napi_list *again)
{
	sn->budget -= n->work - n->uncounted;
	if (napi_again(n))
		napi_add_tail(n, again);
}

static void count_squeeze(struct softnet *sn)
{
	++*sn->squeeze;
	TRACE(sn->core->machine, squeeze, sn->core->id, sn->budget);
}

static void napi_squeeze(struct softnet *sn)
{
	count_squeeze(sn);
	softirq_raise(sn->core, SOFTIRQ_NET_RX);
}

/* 3.13: the instance being polled is off the list, f->arg holds it. */
static void net_rx_action_3_13(struct task *t, struct frame *f)
{
	struct softnet *sn = f->self;
	struct napi *n = f->arg;
	ROUTINE(f);
	napi_begin(sn);
	while (sn->list.head) {
		if (squeezed(sn)) {
			napi_squeeze(sn);
			break;
		}
		n = f->arg = napi_take_first(&sn->list);
		CALL(t, f, napi_poll, n, NULL);
		napi_polled(sn, n, &sn->list);
	}
	if (sn->rps_ipi_list)
		CALL(t, f, net_rps_action, sn, NULL);
}

/* From 6.4 on what was scheduled meanwhile is polled at once, unless something else waits for another round. */
static bool starts_again(const struct softnet *sn, bool stopped)
{
	return sn->starts_again && !stopped && !sn->repoll.head && sn->list.head;
}

/* What was not polled goes first, then what was scheduled meanwhile, then what asks for another poll. */
static void splice_back(struct softnet *sn)
{
	splice_tail(&sn->list, &sn->round);
	splice_tail(&sn->repoll, &sn->round);
	splice_tail(&sn->round, &sn->list);
	if (sn->list.head)
		softirq_raise(sn->core, SOFTIRQ_NET_RX);
	else
		sn->in_action = false;
}

/* 4.x and later; f->answer: whether budget or time are spent. */
static void net_rx_action(struct task *t, struct frame *f)
{
	struct softnet *sn = f->self;
	struct napi *n = f->arg;
	ROUTINE(f);
	napi_begin(sn);
	do {
		sn->in_action = sn->starts_again;
		splice_tail(&sn->list, &sn->round);
		while (sn->round.head && !f->answer) {
			n = f->arg = napi_take_first(&sn->round);
			CALL(t, f, napi_poll, n, NULL);
			napi_polled(sn, n, &sn->repoll);
			f->answer = squeezed(sn);
		}
	} while (starts_again(sn, f->answer));
	if (f->answer)
		count_squeeze(sn);
	splice_back(sn);
	if (sn->rps_ipi_list)
		CALL(t, f, net_rps_action, sn, NULL);
}

/* ---- instances ---- */

void softnet_init(struct softnet *sn, struct core *c, int64_t budget, int64_t *polls,
		  int64_t *squeeze_counter)
{
	*sn = (struct softnet){
		.core = c,
		.netdev_budget = budget,
		.starts_again = era_rules.net_rx_starts_again[c->machine->era],
		.polls = polls,
		.squeeze = squeeze_counter,
	};
	list_init(&sn->list);
	list_init(&sn->round);
	list_init(&sn->repoll);
	irq_init(&sn->rps_irq, c, "rps", rps_trigger_softirq, sn);
	softirq_open(c, SOFTIRQ_NET_RX,
		     era_rules.net_rx_splices_list[c->machine->era] ? net_rx_action : net_rx_action_3_13, sn);
}

void napi_init(struct napi *n, struct softnet *sn, routine poll, void *self, int weight)
{
	*n = (struct napi){.softnet = sn, .poll = poll, .self = self, .weight = weight};
}

bool napi_schedule(struct napi *n)
{
	if (n->scheduled)
		return false;
	n->scheduled = true;
	if (n->thread)
		return task_wake(n->thread, n->softnet->core);
	add_to_poll_list(n);
	return false;
}

void napi_complete(struct napi *n)
{
	n->scheduled = false;
}
