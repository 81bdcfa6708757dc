/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/traffic.h"

/* When a source sends next. */
struct turn {
	vtime date;
	int32_t source; /* among the tester's */
};

struct traffic {
	int n;
	struct source *sources;
	struct turn *turn; /* binary heap: each before its two children, 2i + 1 and 2i + 2 */
};

static bool traffic_comes_before(const struct turn *a, const struct turn *b)
{
	return a->date < b->date || (a->date == b->date && a->source < b->source);
}

/* Puts a turn in its place, which is at `top` or below: far below, as a source that has sent is most often among the last.
 * So the way goes down to the end, along the earlier children, and back up from there. */
static void place_turn(struct traffic *t, int top, struct turn turn)
{
	struct turn *heap = t->turn;
	int i = top, child;
	for (; (child = 2 * i + 2) < t->n; i = child) {
		child -= traffic_comes_before(&heap[child - 1], &heap[child]);
		heap[i] = heap[child];
	}
	if (child == t->n) {
		heap[i] = heap[child - 1];
		i = child - 1;
	}
	for (int parent; i > top && traffic_comes_before(&turn, &heap[parent = (i - 1) / 2]); i = parent)
		heap[i] = heap[parent];
	heap[i] = turn;
}

struct traffic *traffic_new(const GArray *settings, int64_t load, int64_t seed, int64_t replication)
{
	struct traffic *t = g_new0(struct traffic, 1);
	t->sources = g_new0(struct source, settings->len);
	struct source_load scale = source_load_of(settings, load);
	t->turn = g_new(struct turn, settings->len);
	for (int i = 0; i < (int)settings->len; i++)
		if (traffic_is_tester(&g_array_index(settings, struct traffic_settings, i)))
			source_init(&t->sources[t->n++], settings, i, scale, seed, replication);
	for (int i = t->n - 1; i >= 0; i--)
		place_turn(t, i, (struct turn){t->sources[i].next.date, i});
	return t;
}

void traffic_free(struct traffic *t)
{
	for (int i = 0; i < t->n; i++)
		source_fini(&t->sources[i]);
	g_free(t->sources);
	g_free(t->turn);
	g_free(t);
}

struct frame_arrival traffic_next(struct traffic *t)
{
	if (t->n == 0)
		return (struct frame_arrival){.date = SOURCE_NEVER};
	int first = t->turn[0].source;
	struct frame_arrival frame = source_next(&t->sources[first]);
	place_turn(t, 0, (struct turn){t->sources[first].next.date, first});
	return frame;
}
