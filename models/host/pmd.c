/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/pmd.h"
#include "models/costs.h"

static const struct option pmd_options[] = {
	VALUE_OPTION(pmd_settings, core, UNIT_COUNT, "0", "0", "4095",
		     "core that the polling thread runs on"),
	VALUE_OPTION(pmd_settings, burst, UNIT_COUNT, "32", "1", "256",
		     "packets taken from a queue at once (NETDEV_MAX_BURST)"),
	VALUE_OPTION(pmd_settings, rx_ring, UNIT_COUNT, "2048", "64", "4096",
		     "descriptors of the NIC's receive ring (OVS: 2048)"),
	VALUE_OPTION(pmd_settings, tx_ring, UNIT_COUNT, "2048", "64", "4096",
		     "descriptors of the NIC's transmit ring (OVS: 2048)"),
};

OPTION_TABLE(pmd_table, "pmd", pmd_settings, pmd_options, "polling switch in user space (vhost-user flow)");

/* ---- looking ---- */

static vtime look_time(const struct pmd *pmd, int queue)
{
	return task_mean_cost(&pmd->task, queue == 0 ? COST_pmd_look_nic : COST_vhost_user_look, 0);
}

static int next_queue(const struct pmd *pmd, int queue)
{
	return queue + 1 < pmd->n_queues ? queue + 1 : 0;
}

static bool work_waits(const struct pmd *pmd)
{
	nic_catch_up(pmd->queue->nic);
	if (pmd->queue->waiting.length > 0)
		return true;
	for (int i = 1; i < pmd->n_queues; i++)
		if (vhost_user_waits(pmd->port[i]))
			return true;
	return false;
}

static bool may_spin(const struct pmd *pmd)
{
	return pmd->spins && pmd->empty >= pmd->n_queues && !work_waits(pmd);
}

static vtime round_time(const struct pmd *pmd)
{
	return look_time(pmd, 0) + (pmd->n_queues - 1) * look_time(pmd, 1);
}

/* Whole rounds, about a second of them; where looks cost nothing, a second. */
static vtime spin_time(const struct pmd *pmd)
{
	vtime round = round_time(pmd);
	return round > 0 ? (VTIME_PER_S / round + 1) * round : VTIME_PER_S;
}

/* Nothing comes: the last look of the spin ends it. */
static void pmd_spin(struct task *t, struct frame *f)
{
	struct pmd *pmd = f->self;
	ROUTINE(f);
	pmd->spin_from = pmd->at;
	pmd->at = (pmd->at + pmd->n_queues - 1) % pmd->n_queues;
	pmd->spinning = true;
	nic_queue_watch(pmd->queue);
	PAY_TIME(t, f, COST_pmd_idle, spin_time(pmd));
	pmd->spinning = false;
	nic_queue_unwatch(pmd->queue);
}

/* Finds the look that is under way when a spin has gone on for so long, or ends just then; returns what is left
 * of it. */
static vtime find_look(struct pmd *pmd, vtime gone)
{
	vtime round = round_time(pmd), within = round > 0 ? gone % round : 0, look;
	if (gone > 0 && within == 0)
		within = round;
	pmd->at = pmd->spin_from;
	while (look = look_time(pmd, pmd->at), within > look) {
		within -= look;
		pmd->at = next_queue(pmd, pmd->at);
	}
	return look - within;
}

/* Something has come. */
static void pmd_wake(void *self)
{
	struct pmd *pmd = self;
	if (!pmd->spinning)
		return;
	pmd->spinning = false;
	vtime gone = spin_time(pmd) - task_left(&pmd->task);
	task_shorten(&pmd->task, find_look(pmd, gone));
}

/* ---- the NIC ---- */

static void pmd_take_burst(struct pmd *pmd)
{
	struct packet *p;
	while (pmd->received.length < pmd->burst && (p = nic_queue_take(pmd->queue, NULL)))
		packet_queue_push(&pmd->received, p);
}

/* rte_eth_rx_burst() */
static void receive_from_nic(struct task *t, struct frame *f)
{
	struct pmd *pmd = f->self;
	ROUTINE(f);
	pmd_take_burst(pmd);
	if (pmd->received.length == 0)
		return;
	PAY_TIME(t, f, COST_pmd_rx,
		 packet_queue_charge(&pmd->received, pmd->received.length, t, COST_pmd_rx));
	nic_queue_give(pmd->queue, (int)pmd->received.length);
}

static int free_descriptors(struct pmd *pmd)
{
	void *cookie;
	while (nic_tx_reap(&pmd->tx, &cookie, NULL))
		;
	return nic_tx_free(&pmd->tx);
}

/* rte_eth_tx_burst(), while it makes progress; f->arg: the packets */
static void send_to_nic(struct task *t, struct frame *f)
{
	struct pmd *pmd = f->self;
	struct packet_queue *batch = f->arg;
	ROUTINE(f);
	while (batch->length > 0 && (pmd->sent = (int)MIN(batch->length, free_descriptors(pmd))) > 0) {
		PAY_TIME(t, f, COST_pmd_tx, packet_queue_charge(batch, pmd->sent, t, COST_pmd_tx));
		PAY(t, f, COST_pmd_doorbell, 0);
		for (int i = 0; i < pmd->sent; i++)
			nic_tx_send(&pmd->tx, packet_queue_pop(batch), NULL);
	}
	while (batch->length > 0)
		packet_drop(pmd->tx.nic->ledger, packet_queue_pop(batch), DROP_pmd_tx_full);
}

/* ---- switching ---- */

static int output_of(const struct pmd *pmd, const struct packet *p)
{
	if (p->to == PORT_WIRE)
		return 0;
	return pmd->queue_of[topology_select(pmd->topology, p->to, p->hash)];
}

/* dp_netdev_input(): the burst is classified and sorted by output. */
static void pmd_classify_packet(struct task *t, struct frame *f)
{
	struct pmd *pmd = f->self;
	struct packet *p;
	ROUTINE(f);
	PAY_TIME(t, f, COST_pmd_classify,
		 packet_queue_charge(&pmd->received, pmd->received.length, t, COST_pmd_classify));
	while ((p = packet_queue_pop(&pmd->received)))
		packet_queue_push(&pmd->output[output_of(pmd, p)], p);
}

/* dp_netdev_pmd_flush_output_packets() */
static void pmd_flush(struct task *t, struct frame *f)
{
	struct pmd *pmd = f->self;
	ROUTINE(f);
	for (pmd->sending = 0; pmd->sending < pmd->n_queues; pmd->sending++) {
		if (pmd->output[pmd->sending].length == 0)
			continue;
		if (pmd->sending == 0)
			CALL(t, f, send_to_nic, pmd, &pmd->output[0]);
		else
			CALL(t, f, vhost_user_send, pmd->port[pmd->sending], &pmd->output[pmd->sending]);
	}
}

/* dp_netdev_process_rxq_port(), the look itself being paid for */
static void process_queue(struct task *t, struct frame *f)
{
	struct pmd *pmd = f->self;
	ROUTINE(f);
	if (pmd->at == 0)
		CALL(t, f, receive_from_nic, pmd, NULL);
	else
		CALL(t, f, vhost_user_dequeue, pmd->port[pmd->at], &pmd->received);
	pmd->empty++;
	if (pmd->received.length > 0) {
		pmd->empty = 0;
		CALL(t, f, pmd_classify_packet, pmd, NULL);
		CALL(t, f, pmd_flush, pmd, NULL);
	}
	pmd->at = next_queue(pmd, pmd->at);
}

/* pmd_thread_main() */
static void pmd_thread_main(struct task *t, struct frame *f)
{
	struct pmd *pmd = f->self;
	ROUTINE(f);
	for (;;) {
		if (may_spin(pmd))
			CALL(t, f, pmd_spin, pmd, NULL);
		else
			PAY_TIME(t, f, COST_pmd_idle, look_time(pmd, pmd->at));
		CALL(t, f, process_queue, pmd, NULL);
	}
}

/* ---- set-up ---- */

struct line pmd_line(struct pmd *pmd)
{
	return (struct line){pmd_wake, pmd};
}

void pmd_start(struct pmd *pmd)
{
	task_wake(&pmd->task, NULL);
}

void pmd_add(struct pmd *pmd, int path, struct vhost_user *port)
{
	pmd->queue_of[path] = pmd->n_queues;
	pmd->port[pmd->n_queues++] = port;
}

void pmd_init(struct pmd *pmd, struct core *c, const struct pmd_settings *settings, struct nic_queue *q,
	      struct nic_queue *vector)
{
	const struct topology *topo = q->nic->topology;
	*pmd = (struct pmd){
		.queue = q, .topology = topo, .burst = (int)settings->burst, .n_queues = 1, .spins = true};
	thread_init(&pmd->task, c, "pmd", CONTEXT_pmd, pmd_thread_main, pmd);
	nic_queue_setup(q, (int)settings->rx_ring, DROP_nic_ring_full, pmd_line(pmd));
	nic_tx_init(&pmd->tx, q->nic, vector, (int)settings->tx_ring);
	packet_queue_init(&pmd->received);
	pmd->port = g_new0(struct vhost_user *, topo->n_paths + 1);
	pmd->queue_of = g_new0(int, topo->n_paths);
	pmd->output = g_new(struct packet_queue, topo->n_paths + 1);
	for (int i = 0; i <= topo->n_paths; i++)
		packet_queue_init(&pmd->output[i]);
}

void pmd_fini(struct pmd *pmd)
{
	nic_tx_fini(&pmd->tx);
	g_free(pmd->port);
	g_free(pmd->queue_of);
	g_free(pmd->output);
}
