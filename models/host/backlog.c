/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/backlog.h"
#include "models/costs.h"

/* enqueue_to_backlog() */
void netif_rx(struct task *t, struct frame *f)
{
	struct backlog *b = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_netif_rx, p);
	if (b->queue.length > b->limit) {
		kfree_skbmem(t, p);
		PAY_FOR(t, f, COST_skb_free, p);
		packet_drop(b->ledger, p, DROP_host_backlog_full);
		return;
	}
	packet_queue_push(&b->queue, p);
	depth_change(&b->depth, t->core->cal->now, 1);
	napi_schedule_rps(b->napi.softnet, softnet_of(t->core));
}

static void backlog_receive(struct task *t, struct frame *f)
{
	struct backlog *b = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_netif_receive, p);
	PASS_ON(t, f, b->up, p);
}

/* skb_queue_splice_tail_init() */
static void splice_input(struct backlog *b)
{
	struct packet *p;
	while ((p = packet_queue_pop(&b->queue)))
		packet_queue_push(&b->process, p);
}

static struct packet *next_packet(struct backlog *b)
{
	if (!b->one_queue && b->process.length == 0)
		splice_input(b);
	struct packet *p = packet_queue_pop(b->one_queue ? &b->queue : &b->process);
	if (p)
		depth_change(&b->depth, b->ledger->machine->cal.now, -1);
	return p;
}

static void process_backlog(struct task *t, struct frame *f)
{
	struct backlog *b = f->self;
	struct packet *p;
	ROUTINE(f);
	if (b->napi.softnet->rps_ipi_list)
		CALL(t, f, net_rps_action, b->napi.softnet, NULL);
	PAY(t, f, COST_napi_poll, 0);
	while (b->napi.work < b->napi.weight && (p = next_packet(b))) {
		b->napi.work++;
		CALL(t, f, backlog_receive, b, p);
	}
	if (b->napi.work < b->napi.weight)
		napi_complete(&b->napi);
}

void backlog_init(struct backlog *b, struct softnet *sn, struct ledger *ledger, int64_t limit,
		  struct inlet *up)
{
	*b = (struct backlog){.ledger = ledger, .up = up, .limit = limit};
	packet_queue_init(&b->queue);
	packet_queue_init(&b->process);
	napi_init(&b->napi, sn, process_backlog, b, BACKLOG_WEIGHT);
	sn->backlog = &b->napi;
}
