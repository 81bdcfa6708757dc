/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/callback.h"

static const struct option callback_options[] = {
	VALUE_OPTION(callback_settings, pool, UNIT_COUNT, "128", "8", "32768",
		     "guest buffers that a NIC buffer pool holds (DPAA: 128)"),
	VALUE_OPTION(callback_settings, refill_below, UNIT_COUNT, "80", "1", "32768",
		     "level under which the pool is refilled (DPAA: 80)"),
	VALUE_OPTION(callback_settings, release_group, UNIT_COUNT, "8", "1", "64",
		     "buffers released to the pool at once (DPAA: 8)"),
	VALUE_OPTION(callback_settings, queue, UNIT_COUNT, "512", "8", "65536",
		     "packets the hardware queue of a guest holds"),
	VALUE_OPTION(callback_settings, batch, UNIT_COUNT, "64", "1", "1024",
		     "used entries published with one signal"),
};

OPTION_TABLE(callback_table, "callback", callback_settings, callback_options, "the callback flow");

static bool rx_callback(void *self, struct core *from)
{
	struct callback *cb = self;
	return vhost_work_queue(cb->rx->worker, &cb->rx_work, from);
}

static bool depletion_callback(void *self, struct core *from)
{
	struct callback *cb = self;
	return vhost_work_queue(cb->rx->worker, &cb->refill_work, from);
}

bool callback_kick_rx(void *self, struct core *from)
{
	return depletion_callback(self, from);
}

bool callback_kick_tx(void *self, struct core *from)
{
	struct callback *cb = self;
	return vhost_work_queue(cb->tx->worker, &cb->tx_work, from);
}

void callback_init(struct callback *cb, struct vhost_vq *rx, struct vhost_vq *tx,
		   struct nic_instance *instance, const struct callback_settings *settings)
{
	*cb = (struct callback){.rx = rx, .tx = tx, .instance = instance, .settings = settings};
	vhost_work_init(&cb->rx_work, callback_rx_handler, cb);
	vhost_work_init(&cb->refill_work, callback_refill, cb);
	vhost_work_init(&cb->tx_work, callback_tx, cb);
}

void callback_register(struct callback *cb)
{
	cb->driver = nic_instance_register(cb->instance,
					   &(struct vhost_handlers){rx_callback, depletion_callback, cb});
}

void callback_open(struct callback *cb)
{
	vhost_vq_attach(cb->rx);
	vhost_vq_attach(cb->tx);
	nic_queue_open(cb->instance->queue);
	nic_instance_open(cb->instance);
}

void callback_close(struct callback *cb)
{
	vhost_vq_detach(cb->rx);
	vhost_vq_detach(cb->tx);
	nic_queue_close(cb->instance->queue);
}

bool callback_closed(struct callback *cb)
{
	uint16_t id;
	if (!vhost_worker_idle(cb->rx->worker))
		return false;
	while (buffer_pool_take(cb->driver.pool, &id))
		;
	return true;
}
