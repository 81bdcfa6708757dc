/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The receive side of the callback flow: the rx handler, and the pool that it keeps filled.
 */
#include "models/costs.h"
#include "models/vhost/callback.h"

/* ---- the pool ---- */

static int pool_level(const struct callback *cb)
{
	nic_catch_up(cb->instance->queue->nic);
	return cb->driver.pool->level;
}

static bool pool_wants(const struct callback *cb)
{
	return pool_level(cb) + cb->group < cb->driver.pool->capacity;
}

/* Takes a buffer off the avail ring into the group. */
static bool hold_buffer(struct callback *cb)
{
	if (!virtqueue_pop(cb->rx->ring, &cb->held[cb->group]))
		return false;
	cb->group++;
	return true;
}

static void release_group(struct callback *cb)
{
	for (int i = 0; i < cb->group; i++)
		nic_queue_release(cb->instance->queue, cb->held[i]);
	cb->group = 0;
}

/* Moves buffers from the avail ring to the pool, a group at a time. */
static void fill_pool(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	ROUTINE(f);
	while (pool_wants(cb) && virtqueue_avail(cb->rx->ring) > 0) {
		while (cb->group < cb->settings->release_group && pool_wants(cb)) {
			PAY(t, f, COST_vhost_get_desc, 0);
			if (!hold_buffer(cb))
				break;
		}
		PAY(t, f, COST_pool_release, 0);
		release_group(cb);
	}
}

void callback_seed(struct callback *cb)
{
	uint16_t id;
	while (pool_wants(cb) && virtqueue_pop(cb->rx->ring, &id))
		nic_queue_release(cb->instance->queue, id);
}

/* Refills the pool if it is low; with too few buffers in the avail ring, asks for a kick and looks again. */
void callback_refill(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	struct virtqueue *ring = cb->rx->ring;
	ROUTINE(f);
	if (cb->rx->detached || pool_level(cb) >= cb->settings->refill_below)
		return;
	do {
		CALL(t, f, vhost_disable_notify, cb->rx, NULL);
		CALL(t, f, fill_pool, cb, NULL);
		if (pool_level(cb) >= cb->settings->refill_below)
			break;
		virtqueue_enable_notify(ring);
		PAY(t, f, COST_vhost_enable_notify, 0);
	} while (virtqueue_avail(ring) > 0);
}

/* ---- receive ---- */

static struct packet *callback_next_packet(struct callback *cb)
{
	struct vhost_vq *rx = cb->rx;
	struct packet *p =
		rx->packets < VHOST_NET_PKT_WEIGHT ? nic_queue_take(cb->instance->queue, &rx->id) : NULL;
	if (p)
		moderation_count(&cb->instance->moderation.rx, 1, p->bytes);
	return p;
}

/* Publishes what was received, and sees to the pool. */
static void callback_publish(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	ROUTINE(f);
	if (cb->rx->ring->written > 0)
		CALL(t, f, vhost_signal, cb->rx, NULL);
	TAIL_CALL(t, f, callback_refill, cb, NULL);
}

/* One received packet becomes a used entry; f->arg: the packet. */
static void callback_receive(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_callback_rx, p);
	PAY_FOR(t, f, COST_vhost_add_used, p);
	nic_queue_give(cb->instance->queue, 1);
	vhost_vq_write_used(cb->rx, p);
	if (cb->rx->ring->written >= cb->settings->batch)
		CALL(t, f, callback_publish, cb, NULL);
}

/* The rx handler's work on the vhost thread. Completions first, as a NIC's poll does. */
void callback_rx_handler(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	struct packet *p;
	ROUTINE(f);
	if (cb->rx->detached)
		return;
	vhost_vq_turn(cb->rx);
	CALL(t, f, callback_clean_tx, cb, NULL);
	while ((p = callback_next_packet(cb)))
		CALL(t, f, callback_receive, cb, p);
	CALL(t, f, callback_publish, cb, NULL);
	TRACE(t->core->machine, vhost_run, cb->rx->guest, cb->rx->packets);
	if (cb->rx->packets >= VHOST_NET_PKT_WEIGHT) {
		vhost_work_queue(cb->rx->worker, &cb->rx_work, t->core);
	} else {
		PAY(t, f, COST_nic_irq_enable, 0);
		nic_instance_open(cb->instance);
	}
}
