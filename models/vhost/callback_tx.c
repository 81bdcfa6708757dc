/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transmit side of the callback flow: from the guest's ring to the tx handler of the NIC driver instance, and
 * what has been sent back to the guest.
 */
#include "models/costs.h"
#include "models/vhost/callback.h"

/* One completed descriptor of the NIC becomes a used entry of the guest; f->arg: its descriptor. */
static void callback_tx_give_back(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	ROUTINE(f);
	OWE(t, COST_nic_tx_clean, 0);
	PAY(t, f, COST_vhost_add_used, 0);
	virtqueue_write_used(cb->tx->ring, (uint16_t)GPOINTER_TO_UINT(f->arg), NULL);
	if (cb->tx->ring->written >= cb->settings->batch)
		CALL(t, f, vhost_signal, cb->tx, NULL);
}

/* With room in the transmit ring, a tx work that left for want of it goes on. */
static void resume(struct callback *cb, struct core *from)
{
	if (!cb->tx_full || nic_instance_room(cb->instance) == 0)
		return;
	cb->tx_full = false;
	vhost_work_queue(cb->tx->worker, &cb->tx_work, from);
}

void callback_clean_tx(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	void *id;
	ROUTINE(f);
	while (nic_instance_reap(cb->instance, &id)) {
		f->count++;
		CALL(t, f, callback_tx_give_back, cb, id);
	}
	if (f->count > 0 && cb->tx->ring->written > 0)
		CALL(t, f, vhost_signal, cb->tx, NULL);
	resume(cb, t->core);
}

/* The packet of the descriptor in hand goes to the driver's tx handler. */
static void callback_transmit(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	ROUTINE(f);
	cb->out = (struct nic_frame){vhost_vq_take_tx(cb->tx), GUINT_TO_POINTER(cb->tx->id)};
	TAIL_CALL(t, f, cb->driver.tx.receive, cb->driver.tx.self, &cb->out);
}

/* As handle_tx: what is complete goes back first when room is needed. */
void callback_tx(struct task *t, struct frame *f)
{
	struct callback *cb = f->self;
	ROUTINE(f);
	if (cb->tx->detached)
		return;
	vhost_vq_turn(cb->tx);
	CALL(t, f, vhost_disable_notify, cb->tx, NULL);
	for (;;) {
		if (nic_instance_room(cb->instance) == 0)
			CALL(t, f, callback_clean_tx, cb, NULL);
		cb->tx_full = nic_instance_room(cb->instance) == 0;
		if (cb->tx_full)
			break;
		CALL(t, f, vhost_get_desc, cb->tx, NULL);
		if (cb->tx->desc == DESC_NONE)
			break;
		if (cb->tx->desc == DESC_LOOK_AGAIN)
			continue;
		CALL(t, f, callback_transmit, cb, NULL);
		if (cb->tx->packets >= VHOST_NET_PKT_WEIGHT) {
			vhost_work_queue(cb->tx->worker, &cb->tx_work, t->core);
			break;
		}
	}
	TRACE(t->core->machine, vhost_tx, cb->tx->guest, cb->tx->packets);
}
