/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/wire.h"
#include "sim/base/check.h"

vtime wire_time(int64_t bits_per_s, int64_t bytes)
{
	if (bits_per_s == 0)
		return 0;
	int64_t bits = (bytes + WIRE_OVERHEAD) * 8;
	if (bits <= INT64_MAX / VTIME_PER_S) /* up to a megabyte: a division of 64 bits is enough */
		return bits * VTIME_PER_S / bits_per_s;
	return (vtime)((__int128)bits * VTIME_PER_S / bits_per_s);
}

/* The tester sends its next frame. */
static void send_next(struct wire *w)
{
	struct frame_arrival frame = traffic_next(w->traffic);
	struct packet *p = &w->next.packet;
	if (frame.date >= SOURCE_NEVER) {
		w->next.date = SOURCE_NEVER;
		return;
	}
	w->idle_at = MAX(w->idle_at, frame.date) + wire_time(w->bits_per_s, frame.bytes);
	w->next.date = w->idle_at + w->latency;
	*p = w->seed[frame.source];
	p->born = w->next.date;
	p->bytes = frame.bytes;
	p->hash = frame.hash;
	if (w->expect)
		w->expect(w->expect_self, p);
}

static void next_of_inbox(struct wire *w)
{
	const struct wire_frame *first = frame_queue_first(&w->inbox);
	if (!first) {
		w->next.date = SOURCE_NEVER;
		return;
	}
	w->next = *first;
	frame_queue_pop(&w->inbox);
}

void wire_init(struct wire *w, struct traffic *traffic, const struct packet *seed, int64_t bits_per_s,
	       vtime latency)
{
	*w = (struct wire){.traffic = traffic, .seed = seed, .bits_per_s = bits_per_s, .latency = latency};
	w->next.date = SOURCE_NEVER;
	if (traffic)
		send_next(w);
}

void wire_fini(struct wire *w)
{
	frame_queue_fini(&w->inbox);
}

struct wire_frame wire_take(struct wire *w)
{
	struct wire_frame frame = w->next;
	if (w->traffic)
		send_next(w);
	else
		next_of_inbox(w);
	return frame;
}

int64_t wire_waiting(const struct wire *w)
{
	return w->traffic || w->next.date == SOURCE_NEVER ? 0 : w->inbox.n + 1;
}

void wire_put(struct wire *w, const struct wire_frame *frame)
{
	CHECK(!w->traffic, "wire: a frame of another machine beside the tester's");
	if (w->next.date == SOURCE_NEVER)
		w->next = *frame;
	else
		*frame_queue_push(&w->inbox) = *frame;
}
