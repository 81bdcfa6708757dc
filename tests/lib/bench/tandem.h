/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tandem: what the datapath must do when all costs are zero but one in each stage, computed without the
 * simulator, as recursions over the dates at which packets leave each stage (all in ps).
 *
 *   vhost      NIC ring and NAPI (nic_rx) -> tap and vhost (vhost_copy) -> virtqueue and guest (app)
 *   callback   NIC queue, buffer pool and vhost thread (callback_rx) -> virtqueue and guest (app)
 *
 * A stage serves in order of arrival and never idles while it has work and a buffer. What else matters,
 * because it moves dates or limits a queue, are the rules of batching and refill, given as numbers in struct
 * tandem. Two things that fall on one date and whose order would matter are counted in `ties`: a case must
 * have none.
 */
#ifndef TESTS_LIB_BENCH_TANDEM_H
#define TESTS_LIB_BENCH_TANDEM_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define NEVER INT64_MAX
#define GUEST_ROUND 64 /* packets of one poll of the guest */

struct tally {
	int64_t offered, delivered;
	int64_t lost_ring, lost_tap, lost_pool, lost_queue;
	int64_t latency_min, latency_max, latency_sum;
	int64_t busy_nic, busy_vhost, busy_app;
	int64_t kicks;
};

struct tandem {
	/* the case */
	int64_t hz;
	int64_t rate, wire,
		latency;  /* constant arrivals; a frame's time on the wire, and the wire's latency */
	int64_t from, to; /* counted: from < date <= to */
	int64_t nic_rx, vhost, app; /* service times; vhost is vhost_copy or callback_rx */
	int nic_ring, tap, ring;    /* slots */
	int reads;	  /* packets that vhost takes off the tap at once; 0: one, once it has a buffer */
	int gives_back;	  /* slots of the tap given back at once */
	int publishes;	  /* used entries published at once, and at the end of a turn */
	int turn;	  /* packets of a turn */
	int refill_above; /* the guest posts all free buffers when more than these are free, after a round */
	int pool, pool_below; /* callback: buffers of the pool; level under which vhost fills it */
	/* what comes out */
	struct tally tally;
	int ties;
	/* the guest */
	GArray *published, *arrived; /* of int64_t, by packet: dates of its used entry and at the NIC */
	int got, in_round, posted, popped;
	int64_t guest_free;
	/* vhost */
	GArray *queue; /* of int64_t: dates of arrival at the NIC of the packets before vhost */
	int head, written, in_turn;
};

static inline bool counted(const struct tandem *s, int64_t date)
{
	return date > s->from && date <= s->to;
}

static inline int64_t counted_time(const struct tandem *s, int64_t start, int64_t end)
{
	return MAX(MIN(end, s->to) - MAX(start, s->from), 0);
}

/* tandem_arrival: when the last bit of the n-th frame, from 1, reaches the NIC; the wire is never full here. */
static inline int64_t tandem_arrival(const struct tandem *s, int64_t n)
{
	return (int64_t)((__int128)n * 1000000000000 / s->rate) + s->wire + s->latency;
}

static inline void tandem_begin(struct tandem *s)
{
	s->published = g_array_new(FALSE, FALSE, sizeof(int64_t));
	s->arrived = g_array_new(FALSE, FALSE, sizeof(int64_t));
	s->queue = g_array_new(FALSE, FALSE, sizeof(int64_t));
	s->posted = s->ring;
	s->tally.latency_min = NEVER;
}

static inline void tandem_end(struct tandem *s)
{
	g_array_unref(s->published);
	g_array_unref(s->arrived);
	g_array_unref(s->queue);
}

static inline int64_t date_of(const GArray *dates, int i)
{
	return g_array_index(dates, int64_t, i);
}

/* ---- guest ---- */

static inline void guest_deliver(struct tandem *s, int64_t start, int64_t end)
{
	int64_t latency = end - date_of(s->arrived, s->got++);
	s->in_round++;
	s->guest_free = end;
	s->tally.busy_app += counted_time(s, start, end);
	if (!counted(s, end))
		return;
	s->tally.delivered++;
	s->tally.latency_sum += latency;
	s->tally.latency_min = MIN(s->tally.latency_min, latency);
	s->tally.latency_max = MAX(s->tally.latency_max, latency);
}

static inline void guest_end_round(struct tandem *s)
{
	s->in_round = 0;
	if (s->ring - (s->posted - s->got) > s->refill_above)
		s->posted = s->got + s->ring;
}

/* guest_step: the guest's next packet or end of a round, if due by `until`; nothing may be published up to
 * there that is not known. */
static inline bool guest_step(struct tandem *s, int64_t until)
{
	bool more = s->got < (int)s->published->len;
	int64_t next = more ? date_of(s->published, s->got) : NEVER;
	if (s->in_round == GUEST_ROUND || (s->in_round > 0 && next > s->guest_free)) {
		guest_end_round(s);
		return true;
	}
	int64_t start = MAX(s->guest_free, next), end = more ? start + s->app : NEVER;
	if (end > until || !more)
		return false;
	s->ties += s->app > 0 && end == until;
	guest_deliver(s, start, end);
	return true;
}

/* guest_next_refill: lets the guest go on to its next refill; the date of that. */
static inline int64_t guest_next_refill(struct tandem *s, int64_t until)
{
	int posted = s->posted;
	while (s->posted == posted)
		if (!guest_step(s, until))
			return NEVER;
	return s->guest_free;
}

static inline void guest_run_until(struct tandem *s, int64_t until)
{
	while (guest_step(s, until))
		;
}

static inline void publish(struct tandem *s, int64_t date)
{
	for (; s->written > 0; s->written--)
		g_array_append_val(s->published, date);
}

/* ---- NIC ring and NAPI ---- */

/* nic_stage: the dates at which packets leave the poll for the tap; their arrivals go to *arrived. A frame
 * that arrives at the very date at which a slot is given back finds it taken. */
static inline GArray *nic_stage(struct tandem *s, GArray **arrived)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(int64_t));
	int left = 0;
	*arrived = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (int64_t n = 1, a; (a = tandem_arrival(s, n)) <= s->to; n++) {
		s->tally.offered += counted(s, a);
		while (left < (int)out->len && date_of(out, left) < a)
			left++;
		if ((int)out->len - left == s->nic_ring) {
			s->tally.lost_ring += counted(s, a);
			continue;
		}
		int64_t start = out->len ? MAX(a, date_of(out, (int)out->len - 1)) : a,
			end = start + s->nic_rx;
		s->tally.busy_nic += counted_time(s, start, end);
		g_array_append_val(out, end);
		g_array_append_val(*arrived, a);
	}
	return out;
}

/* ---- tap and vhost ---- */

/* What stands between the poll and vhost. */
struct tap_line {
	GArray *date, *arrived; /* of packets at the tap, and their arrivals at the NIC */
	int next;		/* not yet at the tap */
	int taken;		/* by vhost, of those in the queue */
	int held;		/* slots not yet given back */
	int position;		/* in the ring */
};

static inline int tap_length(const struct tandem *s, const struct tap_line *tap)
{
	return (int)s->queue->len - s->head - tap->taken;
}

static inline void tap_arrivals(struct tandem *s, struct tap_line *tap, int64_t until)
{
	for (; tap->next < (int)tap->date->len && date_of(tap->date, tap->next) <= until; tap->next++) {
		if (tap_length(s, tap) + tap->held < s->tap)
			g_array_append_val(s->queue, g_array_index(tap->arrived, int64_t, tap->next));
		else
			s->tally.lost_tap += counted(s, date_of(tap->date, tap->next));
	}
}

/* take_off_tap: slots go back once so many are held, and at the end of the ring. */
static inline void take_off_tap(struct tandem *s, struct tap_line *tap, int n)
{
	tap->taken += n;
	for (int i = 0; i < n; i++) {
		tap->position = (tap->position + 1) % s->tap;
		tap->held = tap->position == 0 ? 0 : (tap->held + 1) % s->gives_back;
	}
}

/* vhost_wait: a turn ends at `now` for want of packets, or of buffers while there are packets; the date of
 * the next look, in the second case that of the guest's kick. */
static inline int64_t vhost_wait(struct tandem *s, struct tap_line *tap, int64_t now, bool packets)
{
	int64_t next = tap->next < (int)tap->date->len ? date_of(tap->date, tap->next) : NEVER;
	publish(s, now);
	s->in_turn = 0;
	if (packets) {
		next = guest_next_refill(s, NEVER);
		s->tally.kicks += counted(s, next);
	}
	return next;
}

/* vhost_serve: one packet, from `now`; the date at its end. */
static inline int64_t vhost_serve(struct tandem *s, struct tap_line *tap, int64_t now)
{
	int64_t end = now + s->vhost;
	if (s->reads == 0)
		take_off_tap(s, tap, 1);
	tap->taken--;
	s->popped++;
	s->written++;
	g_array_append_val(s->arrived, g_array_index(s->queue, int64_t, s->head));
	s->head++;
	s->tally.busy_vhost += counted_time(s, now, end);
	s->ties += tap->next < (int)tap->date->len && date_of(tap->date, tap->next) == end;
	tap_arrivals(s, tap, end);
	bool over = s->turn > 0 && ++s->in_turn == s->turn;
	if (over)
		s->in_turn = 0;
	if (over || s->written == s->publishes)
		publish(s, end);
	return end;
}

/* tandem_vhost: runs the vhost flow; the figures are in s->tally. */
static inline void tandem_vhost(struct tandem *s)
{
	struct tap_line tap = {0};
	tandem_begin(s);
	tap.date = nic_stage(s, &tap.arrived);
	for (int64_t now = 0; now != NEVER;) {
		tap_arrivals(s, &tap, now);
		if (tap.taken == 0)
			take_off_tap(s, &tap, MIN(s->reads, tap_length(s, &tap)));
		bool packets = s->head < (int)s->queue->len;
		if (packets)
			guest_run_until(s, now);
		if (packets && s->popped < s->posted)
			now = vhost_serve(s, &tap, now);
		else
			now = vhost_wait(s, &tap, now, packets);
	}
	guest_run_until(s, NEVER);
	g_array_unref(tap.date);
	g_array_unref(tap.arrived);
	tandem_end(s);
}

#endif
