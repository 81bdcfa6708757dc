/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/wire.h"

vtime wire_time(int64_t bits_per_s, int64_t bytes)
{
	if (bits_per_s == 0)
		return 0;
	return (vtime)((__int128)(bytes + WIRE_OVERHEAD) * 8 * VTIME_PER_S / bits_per_s);
}

static void send_next(struct wire *w)
{
	struct frame_arrival frame = traffic_next(w->traffic);
	w->idle_at = MAX(w->idle_at, frame.date) + wire_time(w->bits_per_s, frame.bytes);
	frame.date = w->idle_at + w->latency;
	w->next = frame;
}

void wire_init(struct wire *w, struct traffic *traffic, int64_t bits_per_s, vtime latency)
{
	*w = (struct wire){.traffic = traffic, .bits_per_s = bits_per_s, .latency = latency};
	send_next(w);
}

struct frame_arrival wire_take(struct wire *w)
{
	struct frame_arrival frame = w->next;
	send_next(w);
	return frame;
}
