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

/* The frame is the next one to arrive, if none comes that is before it. */
static void set_next(struct wire *w, const struct wire_frame *frame)
{
	w->next = *frame;
	w->next_in = frame->date;
	if (w->switched)
		w->next.date = MAX(w->idle_at, frame->date) + wire_time(w->bits_per_s, frame->packet.bytes) +
			       w->latency;
}

static void next_of_inbox(struct wire *w)
{
	if (w->switched)
		w->idle_at = w->next.date - w->latency;
	if (w->n == 0) {
		w->next.date = SOURCE_NEVER;
		return;
	}
	const struct wire_frame *first = &w->inbox[w->first];
	w->first = (w->first + 1) % w->room;
	w->n--;
	set_next(w, first);
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
	g_free(w->inbox);
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
	return w->traffic || w->next.date == SOURCE_NEVER ? 0 : w->n + 1;
}

static void grow(struct wire *w)
{
	int room = MAX(64, 2 * w->room);
	struct wire_frame *inbox = g_new(struct wire_frame, room);
	for (int i = 0; i < w->n; i++)
		inbox[i] = w->inbox[(w->first + i) % w->room];
	g_free(w->inbox);
	w->inbox = inbox;
	w->first = 0;
	w->room = room;
}

/* Whether the frame came to the switch before another one that came at the date from the machine. */
static bool is_before(const struct wire_frame *f, vtime date, int machine)
{
	return f->date < date || (f->date == date && f->machine < machine);
}

/* Into its place among those that wait: near the end, as machines are about as far. */
static void insert(struct wire *w, const struct wire_frame *frame)
{
	if (w->n == w->room)
		grow(w);
	int i = w->n++;
	for (; i > 0; i--) {
		const struct wire_frame *before = &w->inbox[(w->first + i - 1) % w->room];
		if (!is_before(frame, before->date, before->machine))
			break;
		w->inbox[(w->first + i) % w->room] = *before;
	}
	w->inbox[(w->first + i) % w->room] = *frame;
}

bool wire_put(struct wire *w, const struct wire_frame *frame)
{
	CHECK(!w->traffic, "wire: a frame of another machine beside the tester's");
	if (w->next.date == SOURCE_NEVER) {
		set_next(w, frame);
		return false;
	}
	if (!is_before(frame, w->next_in, w->next.machine)) {
		insert(w, frame);
		return false;
	}
	struct wire_frame later = w->next;
	later.date = w->next_in;
	insert(w, &later);
	set_next(w, frame);
	return true;
}
