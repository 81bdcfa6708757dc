/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pipeline on a bare event loop: a binary heap of (date, sequence, what). The bound for any engine.
 */
#include "tests/bench/pipeline.h"

#define SOURCE STAGES /* the event of an arrival; the others are the ends of the stages' work */

struct node {
	vtime date;
	uint64_t seq;
	int what;
};

struct bare {
	struct node heap[STAGES + 2];
	int n;
	uint64_t seq;
	struct source source;
	int ring[STAGES];
	bool busy[STAGES];
	struct outcome out;
};

static bool before(const struct node *a, const struct node *b)
{
	return a->date < b->date || (a->date == b->date && a->seq < b->seq);
}

static void push(struct bare *b, vtime date, int what)
{
	struct node node = {date, b->seq++, what};
	int i = b->n++;
	for (int parent; i > 0 && before(&node, &b->heap[parent = (i - 1) / 2]); i = parent)
		b->heap[i] = b->heap[parent];
	b->heap[i] = node;
}

static struct node pop(struct bare *b)
{
	struct node first = b->heap[0], last = b->heap[--b->n];
	int i = 0;
	for (int child = 1; child < b->n; child = 2 * i + 1) {
		if (child + 1 < b->n && before(&b->heap[child + 1], &b->heap[child]))
			child++;
		if (before(&last, &b->heap[child]))
			break;
		b->heap[i] = b->heap[child];
		i = child;
	}
	b->heap[i] = last;
	return first;
}

static void put(struct bare *b, int stage)
{
	if (b->ring[stage] < stage_ring[stage])
		b->ring[stage]++;
	else
		b->out.dropped[stage]++;
}

static void take(struct bare *b, int stage, vtime now)
{
	for (; stage == 0 && b->source.next <= now; source_advance(&b->source))
		put(b, 0);
	b->busy[stage] = b->ring[stage] > 0;
	if (b->busy[stage]) {
		b->ring[stage]--;
		push(b, now + stage_service[stage], stage);
	} else if (stage == 0 && b->source.next != VTIME_NEVER) {
		push(b, b->source.next, SOURCE);
	}
}

static void stage_done(struct bare *b, int stage, vtime now)
{
	int next = stage + 1;
	if (next == STAGES)
		b->out.delivered++;
	else
		put(b, next);
	take(b, stage, now);
	if (next < STAGES && !b->busy[next])
		take(b, next, now);
}

struct outcome run_bare(const struct load *load)
{
	struct bare b = {0};
	source_start(&b.source, load);
	double start = now_seconds();
	push(&b, 0, SOURCE);
	while (b.n > 0) {
		struct node node = pop(&b);
		if (node.what == SOURCE)
			take(&b, 0, node.date);
		else
			stage_done(&b, node.what, node.date);
	}
	b.out.seconds = now_seconds() - start;
	return b.out;
}
