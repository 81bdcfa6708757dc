/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/vhost_user.h"
#include "models/costs.h"

/* Takes n buffers off the avail ring. */
static void hold_buffers(struct vhost_user *u, struct vhost_user_ring *ring, int64_t n)
{
	u->n = (int)MIN(MIN(n, u->burst), virtqueue_avail(ring->vq));
	for (int i = 0; i < u->n; i++)
		virtqueue_pop(ring->vq, &u->id[i]);
}

/* vhost_vring_call(), after the used index; f->arg: the ring */
static void publish_used(struct task *t, struct frame *f)
{
	struct vhost_user *u = f->self;
	struct vhost_user_ring *ring = f->arg;
	ROUTINE(f);
	PAY(t, f, COST_vhost_user_publish, 0);
	if (ring == &u->rx)
		depth_change(ring->depth, t->core->cal->now, virtqueue_written(ring->vq));
	virtqueue_publish(ring->vq);
	if (virtqueue_signal_due(ring->vq)) {
		PAY(t, f, COST_eventfd_write, 0);
		CALL(t, f, irqfd_signal, ring->vector, NULL);
	}
}

/* ---- from the guest ---- */

bool vhost_user_waits(const struct vhost_user *u)
{
	return u->running && virtqueue_avail(u->tx.vq) > 0;
}

/* The CPU copies the first n packets of the queue. */
static void count_copies(struct vhost_user *u, const struct packet_queue *batch)
{
	const struct packet *p = batch->head;
	*u->copies += u->n;
	for (int i = 0; i < u->n && u->ledger->machine->trace; i++, p = p->next)
		TRACE(u->ledger->machine, copy, p->id, p->bytes);
}

static void take_tx_burst(struct vhost_user *u, struct packet_queue *out, vtime now)
{
	hold_buffers(u, &u->tx, u->running ? u->burst : 0);
	depth_change(u->tx.depth, now, -u->n);
	for (int i = 0; i < u->n; i++)
		packet_queue_push(out, virtqueue_cookie(u->tx.vq, u->id[i]));
}

void vhost_user_dequeue(struct task *t, struct frame *f)
{
	struct vhost_user *u = f->self;
	struct packet_queue *out = f->arg;
	ROUTINE(f);
	take_tx_burst(u, out, t->core->cal->now);
	if (u->n == 0)
		return;
	u->busy = true;
	PAY_TIME(t, f, COST_vhost_user_dequeue, packet_queue_charge(out, u->n, t, COST_vhost_user_dequeue));
	for (int i = 0; i < u->n; i++)
		virtqueue_write_used(u->tx.vq, u->id[i], NULL);
	count_copies(u, out);
	CALL(t, f, publish_used, u, &u->tx);
	u->busy = false;
}

/* ---- to the guest ---- */

static void write_used(struct vhost_user *u, uint16_t id, struct packet *p)
{
	TRACE(u->ledger->machine, used, p->id, u->guest);
	virtqueue_write_used(u->rx.vq, id, p);
}

/* rte_vhost_enqueue_burst(): as many packets of the queue f->arg as the guest has buffers for; .n says how many. */
static void enqueue_one(struct task *t, struct frame *f)
{
	struct vhost_user *u = f->self;
	struct packet_queue *batch = f->arg;
	ROUTINE(f);
	PAY(t, f, COST_vhost_user_look, 0);
	hold_buffers(u, &u->rx, batch->length);
	if (u->n == 0)
		return;
	PAY_TIME(t, f, COST_vhost_user_enqueue, packet_queue_charge(batch, u->n, t, COST_vhost_user_enqueue));
	count_copies(u, batch);
	for (int i = 0; i < u->n; i++)
		write_used(u, u->id[i], packet_queue_pop(batch));
	TAIL_CALL(t, f, publish_used, u, &u->rx);
}

static void lose_batch(struct vhost_user *u, struct packet_queue *batch, enum drop why)
{
	while (batch->length > 0)
		packet_drop(u->ledger, packet_queue_pop(batch), why);
}

void vhost_user_send(struct task *t, struct frame *f)
{
	struct vhost_user *u = f->self;
	struct packet_queue *batch = f->arg;
	ROUTINE(f);
	if (!u->running) {
		lose_batch(u, batch, DROP_vhost_user_closed);
		return;
	}
	u->busy = true;
	do {
		CALL(t, f, enqueue_one, u, batch);
	} while (batch->length > 0 && u->n > 0 && f->count++ < VHOST_TX_RETRIES);
	lose_batch(u, batch, DROP_vhost_user_ring_full);
	u->busy = false;
}

/* ---- set-up ---- */

bool vhost_user_kick(void *self, struct core *from)
{
	(void)self, (void)from;
	return false;
}

void vhost_user_start(struct vhost_user *u)
{
	virtqueue_disable_notify(u->rx.vq);
	virtqueue_disable_notify(u->tx.vq);
	u->running = true;
}

void vhost_user_stop(struct vhost_user *u)
{
	u->running = false;
}

bool vhost_user_quiet(const struct vhost_user *u)
{
	return !u->busy;
}

void vhost_user_init(struct vhost_user *u, int guest, struct ledger *ledger, const struct vhost_user_ring *rx,
		     const struct vhost_user_ring *tx, int burst, int64_t *copies)
{
	*u = (struct vhost_user){
		.guest = guest, .ledger = ledger, .rx = *rx, .tx = *tx, .burst = burst, .copies = copies};
}
