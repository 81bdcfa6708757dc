/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/frame_queue.h"

#define FIRST_ROOM 16

static void frame_queue_grow(struct frame_queue *q)
{
	int room = MAX(FIRST_ROOM, 2 * q->room);
	struct wire_frame *frame = g_new(struct wire_frame, room);
	for (int i = 0; i < q->n; i++)
		frame[i] = q->frame[(q->first + i) % q->room];
	g_free(q->frame);
	q->frame = frame;
	q->first = 0;
	q->room = room;
}

void frame_queue_fini(struct frame_queue *q)
{
	g_free(q->frame);
}

struct wire_frame *frame_queue_push(struct frame_queue *q)
{
	if (q->n == q->room)
		frame_queue_grow(q);
	int at = q->first + q->n++;
	return &q->frame[at < q->room ? at : at - q->room];
}
