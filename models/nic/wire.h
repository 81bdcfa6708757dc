/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wire: what comes in to a machine's NIC, in order of arrival.
 *
 * Either the frames of the tester, serialised here: a frame takes its bytes plus 20 (preamble,
 * start of frame, gap; IEEE 802.3) at the link's bandwidth, one after another. One generated while
 * another is sent waits at the tester. A frame travels for the link's latency. A bandwidth of 0 is
 * the instant wire. Or the frames that other machines have sent (nic_tx.h has serialised them, and a switch after it,
 * switches.h): they are put in with the date of their arrival.
 */
#ifndef MODELS_NIC_WIRE_H
#define MODELS_NIC_WIRE_H

#include "models/nic/frame_queue.h"
#include "models/traffic/traffic.h"

/* Bytes that a frame takes on the wire beside its own: preamble with start delimiter 8, gap 12 (IEEE 802.3). */
#define WIRE_OVERHEAD 20

struct wire {
	struct traffic *traffic;   /* of the tester; NULL: the far end is another machine; not owned */
	const struct packet *seed; /* of each source of the traffic: account, ports and number; not owned */
	int64_t bits_per_s;	   /* 0: takes no time */
	vtime latency;
	vtime idle_at; /* when the last frame taken has been sent */
	void (*expect)(
		void *self,
		const struct packet *next); /* wired; told early of each frame of the tester; NULL: nobody */
	void *expect_self;
	struct wire_frame next;	  /* its date is SOURCE_NEVER when there is none */
	struct frame_queue inbox; /* frames of other machines after the next one */
};

/* wire_init: a wire fed by the traffic (NULL: by wire_put). wire_fini frees. */
void wire_init(struct wire *w, struct traffic *traffic, const struct packet *seed, int64_t bits_per_s,
	       vtime latency);
void wire_fini(struct wire *w);

/* wire_take: takes the next frame to arrive. (It can be read before in w->next.) */
struct wire_frame wire_take(struct wire *w);

/* wire_waiting: frames of the other machine that are on their way. */
int64_t wire_waiting(const struct wire *w);

/* wire_put: a frame of another machine. Its date is not before that of the one put in before. */
void wire_put(struct wire *w, const struct wire_frame *frame);

/* wire_time: how long a frame of this many bytes occupies the wire. */
vtime wire_time(int64_t bits_per_s, int64_t bytes);

#endif
