/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/capture.h"

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
	int gaps = c->n - 1;
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

int64_t capture_rate(const struct capture *c)
{
	__int128 frames = (__int128)(c->n - 1) * VTIME_PER_S;
	return MAX((int64_t)((frames + span(c) / 2) / span(c)), 1); /* to the nearest */
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

/* At a rate, a loop takes n / rate; the gaps in it keep their proportions. */
static vtime date_at_rate(const struct capture_clock *c, vtime recorded)
{
	const __int128 n = c->capture->n;
	__int128 start = c->loop * n * VTIME_PER_S / c->rate;
	return (vtime)(start + recorded * n * VTIME_PER_S / ((__int128)c->capture->period * c->rate));
}

struct capture_frame capture_clock_take(struct capture_clock *c)
{
	struct capture_frame frame = c->capture->frame[c->at++];
	frame.date = c->rate ? date_at_rate(c, frame.date) : c->loop * c->capture->period + frame.date;
	if (c->at == c->capture->n) {
		c->at = 0;
		c->loop++;
	}
	return frame;
}
