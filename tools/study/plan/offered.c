/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/offered.h"

static const struct traffic_settings *offered_source(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

/* By what the load scales the rates as written. */
static double offered_scale_of(const struct scenario *s)
{
	double sum = 0;
	for (guint i = 0; i < s->traffic->len; i++)
		sum += traffic_pps(offered_source(s, i));
	return s->general.load > 0 && sum > 0 ? (double)s->general.load / sum : 1;
}

double offered_packets(const struct scenario *s)
{
	vtime end = s->general.warmup + s->general.duration;
	double packets = 0, scale = offered_scale_of(s);
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *set = offered_source(s, i);
		int64_t rate = traffic_rate(set);
		vtime stop = set->stop > 0 ? MIN(set->stop, end) : end;
		vtime sends = MAX(stop - set->start, 0);
		packets += (rate > 0 ? (double)rate * scale : OFFERED_UNPACED) * (double)sends / VTIME_PER_S;
	}
	return packets;
}
