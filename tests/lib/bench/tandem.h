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

void tandem_begin(struct tandem *s);

void tandem_end(struct tandem *s);

static inline int64_t date_of(const GArray *dates, int i)
{
	return g_array_index(dates, int64_t, i);
}

/* guest_step: the guest's next packet or end of a round, if due by `until`; nothing may be published up to
 * there that is not known. */
bool guest_step(struct tandem *s, int64_t until);

/* guest_next_refill: lets the guest go on to its next refill; the date of that. */
int64_t guest_next_refill(struct tandem *s, int64_t until);

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

/* tandem_vhost: runs the vhost flow; the figures are in s->tally. */
void tandem_vhost(struct tandem *s);

#endif
