/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frame queue: frames between machines in the order in which they were put in: what a NIC has sent in a window, what is on a
 * wire, what waits in a switch.
 */
#ifndef MODELS_NIC_FRAME_QUEUE_H
#define MODELS_NIC_FRAME_QUEUE_H

#include "models/packet.h"

struct switch_port;

struct wire_frame {
	vtime date; /* when its last bit arrives at, or leaves, the place that it is put for */
	struct switch_port *const *way; /* the ports of switches that it still has to pass; NULL: none */
	struct packet packet; /* what comes to life of it: packet_born, or packet_enter when it has an id */
};

struct frame_queue {
	struct wire_frame *frame; /* ring of room entries; owned */
	int first, n, room;
};

/* frame_queue_fini: frees what an empty queue ({0}) has come to hold. */
void frame_queue_fini(struct frame_queue *q);

/* frame_queue_push: room for one more frame, the last one, for the caller to fill in. It is valid until the next call. */
struct wire_frame *frame_queue_push(struct frame_queue *q);

/* frame_queue_first: the oldest; NULL: there is none. */
static inline struct wire_frame *frame_queue_first(const struct frame_queue *q)
{
	return q->n > 0 ? &q->frame[q->first] : NULL;
}

/* frame_queue_pop: removes the oldest; there is one. */
static inline void frame_queue_pop(struct frame_queue *q)
{
	q->first = q->first + 1 == q->room ? 0 : q->first + 1;
	q->n--;
}

#endif
