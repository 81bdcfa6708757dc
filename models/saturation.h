/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saturation: the back channel of the first proposal, by which vhost tells NAPI that it cannot take more.
 *
 * The tap's queue is the gauge. When it has reached the level `stop`, the flag is up: the driver's poll takes
 * no further packet, completes, and leaves the queue's interrupt off (it is parked). When vhost's rx
 * processing has drained the tap to `restart`, the flag goes down, and if the driver is parked, vhost enables
 * the queue's interrupt: packets that wait raise it at once. Overload meanwhile fills the NIC's ring and is
 * dropped there, at no CPU cost. No restart can be lost: the driver parks only at an instant at which the
 * flag is up, so the tap holds more than `restart` packets that vhost still has to take; while it is parked
 * nothing is added, and the packet that brings the level down to `restart` restarts it. saturation_check
 * tests just that. Reconstructed from the talk's text and the measurement that stopping at full and
 * restarting at half loses nothing; docs/flows.md.
 */
#ifndef MODELS_SATURATION_H
#define MODELS_SATURATION_H

#include "models/nic.h"

struct feedback_settings {
	int64_t stop;	 /* packets in the tap at which the flag goes up; 0: the tap's limit */
	int64_t restart; /* packets in the tap at which it goes down; 0: half of stop */
};

extern const struct option_table feedback_table;

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

/* saturation_filled: the tap holds `level` slots' worth of packets after a packet was queued. */
void saturation_filled(struct saturation *s, int64_t level);

/* saturation_drained: vhost has taken packets, `level` are left. Returns whether it must restart the driver.
 */
bool saturation_drained(struct saturation *s, int64_t level);

/* saturation_restart: routine (self: the flag) of vhost: enables the parked queue's interrupt. */
struct step saturation_restart(struct task *t, struct frame *f);

/* saturation_check: aborts when the driver is parked and nobody will restart it; level: packets in the tap.
 */
void saturation_check(const struct saturation *s, int64_t level);

#endif
