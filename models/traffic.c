/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic.h"

struct traffic {
	int n;
	struct source *sources;
};

struct traffic *traffic_new(const GArray *settings, int64_t load, int64_t seed, int64_t replication)
{
	struct traffic *t = g_new0(struct traffic, 1);
	t->sources = g_new0(struct source, settings->len);
	for (int i = 0; i < (int)settings->len; i++)
		if (source_is_tester(&g_array_index(settings, struct traffic_settings, i)))
			source_init(&t->sources[t->n++], settings, i, load, seed, replication);
	return t;
}

void traffic_free(struct traffic *t)
{
	for (int i = 0; i < t->n; i++)
		source_fini(&t->sources[i]);
	g_free(t->sources);
	g_free(t);
}

struct frame_arrival traffic_next(struct traffic *t)
{
	if (t->n == 0)
		return (struct frame_arrival){.date = SOURCE_NEVER};
	struct source *first = &t->sources[0];
	for (int i = 1; i < t->n; i++)
		if (t->sources[i].next.date < first->next.date)
			first = &t->sources[i];
	return source_next(first);
}
