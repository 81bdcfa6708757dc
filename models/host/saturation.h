/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saturation: the back channel of the first proposal, by which vhost tells NAPI that it cannot take more.
 *
 * The tap's queue is the gauge. When it has reached the level `stop`, the flag is up: the driver's poll takes
 * no further packet, completes, and leaves the queue's interrupt off (it is parked). When vhost's rx
 * processing has drained the tap to `restart`, the flag goes down, and if the driver is parked, vhost enables
 * the queue's interrupt: packets that wait raise it at once. Overload meanwhile fills the NIC's ring and is
 * dropped there, at no CPU cost.
 *
 * No restart can be lost: the flag goes up with a packet that vhost has still to take, and the
 * driver parks only while it is up. vhost looks at the level at the instant at which it takes a
 * packet. The take that finds it at `restart` or below restarts the driver. So a parked driver with
 * the flag up means a packet in the tap; saturation_check tests that.
 *
 * Reconstructed from the talk's text and the measurement that stopping at full and restarting at half loses
 * nothing; docs/flows.md.
 */
#ifndef MODELS_HOST_SATURATION_H
#define MODELS_HOST_SATURATION_H

#include "models/nic/nic.h"

struct feedback_settings {
	int64_t stop;	 /* packets in the tap at which the flag goes up; 0: the tap's limit */
	int64_t restart; /* packets in the tap at which it goes down; 0: half of stop */
};

extern const struct option_table feedback_table;

/* feedback_stop: the level at which the flag of a tap of `limit` packets goes up. */
int64_t feedback_stop(const struct feedback_settings *settings, int64_t limit);

struct saturation {
	struct nic_queue *queue; /* that is left unpolled; not owned */
	int64_t stop, restart;
	bool raised;
	bool parked;	 /* the driver has left the queue, its interrupt is off */
	int64_t *raises; /* counter, not owned */
};

/* saturation_init: a flag that is down, for a tap of `limit` packets. */
void saturation_init(struct saturation *s, struct nic_queue *q, const struct feedback_settings *settings,
		     int64_t limit, int64_t *raises);

/* saturation_filled: a packet was queued; `level` slots of the tap are in use now. Those that a ptr_ring has
 * not given back count, so that stopping at the limit means before the first drop. */
void saturation_filled(struct saturation *s, int64_t level);

/* saturation_drained: vhost has taken packets, `level` are left. Returns whether to restart the driver. */
bool saturation_drained(struct saturation *s, int64_t level);

/* saturation_park: the driver leaves the queue with its interrupt off, while the flag is up. saturation_lower: the tap is
 * gone: the flag goes down, and nobody restarts the driver. */
void saturation_park(struct saturation *s);
void saturation_lower(struct saturation *s);

/* saturation_restart: routine (self: the flag) of vhost: enables the parked queue's interrupt. */
void saturation_restart(struct task *t, struct frame *f);

/* saturation_check: aborts when a restart has been lost; level: packets in the tap. */
void saturation_check(const struct saturation *s, int64_t level);

#endif
