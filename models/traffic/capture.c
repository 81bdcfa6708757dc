/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/capture.h"

#include <glib.h>

static vtime span(const struct capture *c)
{
	return c->frame[c->n - 1].date;
}

void capture_finish(struct capture *c)
{
	c->bytes = 0;
	for (int i = 0; i < c->n; i++)
		c->bytes += c->frame[i].bytes;
	int gaps = MAX(c->n - 1, 1);
	c->period = span(c) + (span(c) + gaps / 2) / gaps;
}

struct capture *capture_share(struct capture *c)
{
	c->refs++;
	return c;
}

void capture_free(struct capture *c)
{
	if (!c || c->refs-- > 0)
		return;
	g_free(c->path);
	g_free(c->digest);
	g_free(c->frame);
	g_free(c);
}

/* Frames per second in 1/unit, to the nearest. */
static __int128 mean_rate(const struct capture *c, int64_t unit)
{
	__int128 frames = (__int128)(c->n - 1) * VTIME_PER_S * unit;
	return span(c) > 0 ? (frames + span(c) / 2) / span(c) : 0;
}

int64_t capture_rate(const struct capture *c)
{
	return span(c) > 0 ? MAX((int64_t)mean_rate(c, 1), 1) : 0;
}

__int128 capture_rate_exact(const struct capture *c)
{
	return mean_rate(c, 1000000000000000);
}

const char *capture_digest(struct capture *c)
{
	if (c->digest)
		return c->digest;
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	for (int i = 0; i < c->n; i++) {
		const struct capture_frame *f = &c->frame[i];
		const uint64_t words[] = {GUINT64_TO_LE((uint64_t)f->date),
					  GUINT64_TO_LE((uint64_t)f->bytes << 32 | f->hash)};
		g_checksum_update(sum, (const guchar *)words, sizeof(words));
	}
	c->digest = g_strdup(g_checksum_get_string(sum));
	g_checksum_free(sum);
	return c->digest;
}

#define FINER 20 /* bits of a ps */

/* At a rate, a loop takes n / rate; the gaps in it keep their proportions. A product of its length, up to 1e34 in
 * these fractions, is worked out in two parts, each of which fits. */
static vtime capture_date_at_rate(const struct capture_clock *c, vtime recorded)
{
	const __int128 second = (__int128)VTIME_PER_S * CAPTURE_RATE_UNIT;
	const int64_t n = c->capture->n, period = MAX(c->capture->period, 1);
	__int128 loop = (n * second << FINER) / c->rate;
	__int128 inside = (recorded * (loop / period) + recorded * (loop % period) / period) >> FINER;
	__int128 date = c->loop * n * second / c->rate + inside;
	return (vtime)MIN(date, VTIME_NEVER);
}

struct capture_frame capture_clock_take(struct capture_clock *c)
{
	struct capture_frame frame = c->capture->frame[c->at++];
	frame.date =
		c->rate ? capture_date_at_rate(c, frame.date) : c->loop * c->capture->period + frame.date;
	if (c->at == c->capture->n) {
		c->at = 0;
		c->loop++;
	}
	return frame;
}
