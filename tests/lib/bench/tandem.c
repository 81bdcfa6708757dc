/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/tandem.h"

void tandem_begin(struct tandem *s)
{
	s->published = g_array_new(FALSE, FALSE, sizeof(int64_t));
	s->arrived = g_array_new(FALSE, FALSE, sizeof(int64_t));
	s->queue = g_array_new(FALSE, FALSE, sizeof(int64_t));
	s->posted = s->ring;
	s->tally.latency_min = NEVER;
}

void tandem_end(struct tandem *s)
{
	g_array_unref(s->published);
	g_array_unref(s->arrived);
	g_array_unref(s->queue);
}

/* ---- guest ---- */
static void guest_deliver(struct tandem *s, int64_t start, int64_t end)
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

static void guest_end_round(struct tandem *s)
{
	s->in_round = 0;
	if (s->ring - (s->posted - s->got) > s->refill_above)
		s->posted = s->got + s->ring;
}

bool guest_step(struct tandem *s, int64_t until)
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

int64_t guest_next_refill(struct tandem *s, int64_t until)
{
	int posted = s->posted;
	while (s->posted == posted)
		if (!guest_step(s, until))
			return NEVER;
	return s->guest_free;
}

/* nic_stage: the dates at which packets leave the poll for the tap; their arrivals go to *arrived. A frame
 * that arrives at the very date at which a slot is given back finds it taken. */
static GArray *nic_stage(struct tandem *s, GArray **arrived)
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

static void tap_arrivals(struct tandem *s, struct tap_line *tap, int64_t until)
{
	for (; tap->next < (int)tap->date->len && date_of(tap->date, tap->next) <= until; tap->next++) {
		if (tap_length(s, tap) + tap->held < s->tap)
			g_array_append_val(s->queue, g_array_index(tap->arrived, int64_t, tap->next));
		else
			s->tally.lost_tap += counted(s, date_of(tap->date, tap->next));
	}
}

/* take_off_tap: slots go back once so many are held, and at the end of the ring. */
static void take_off_tap(struct tandem *s, struct tap_line *tap, int n)
{
	tap->taken += n;
	for (int i = 0; i < n; i++) {
		tap->position = (tap->position + 1) % s->tap;
		tap->held = tap->position == 0 ? 0 : (tap->held + 1) % s->gives_back;
	}
}

/* vhost_wait: a turn ends at `now` for want of packets, or of buffers while there are packets; the date of
 * the next look, in the second case that of the guest's kick. */
static int64_t vhost_wait(struct tandem *s, struct tap_line *tap, int64_t now, bool packets)
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
static int64_t vhost_serve(struct tandem *s, struct tap_line *tap, int64_t now)
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

void tandem_vhost(struct tandem *s)
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
