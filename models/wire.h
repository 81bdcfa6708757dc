/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wire: the link from the tester to the NIC. It serialises: a frame takes its bytes plus 20 (preamble, start
 * of frame, gap; IEEE 802.3) at the link's bandwidth, one after another; a frame generated while another is
 * sent waits at the tester. Then it travels for the link's latency. A bandwidth of 0 is the instant wire.
 */
#ifndef MODELS_WIRE_H
#define MODELS_WIRE_H

#include "models/traffic.h"

#define WIRE_OVERHEAD 20 /* bytes */

struct wire {
	struct traffic *traffic; /* not owned */
	int64_t bits_per_s;	 /* 0: takes no time */
	vtime latency;
	vtime idle_at;		   /* when the last frame taken has been sent */
	struct frame_arrival next; /* its date is that of the last bit's arrival */
};

/* wire_init: a wire fed by the traffic. */
void wire_init(struct wire *w, struct traffic *traffic, int64_t bits_per_s, vtime latency);

/* wire_take: takes the next frame to arrive. (Its date can be read before in w->next.) */
struct frame_arrival wire_take(struct wire *w);

/* wire_time: how long a frame of this many bytes occupies the wire. */
vtime wire_time(int64_t bits_per_s, int64_t bytes);

#endif
