/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/gaps.h"
#include "models/flows/bringup.h"
#include "models/packet.h"

#define GAP_NAME(name, counts, has) {#name, counts, has},
const struct gap_name gap_names[GAPS] = {GAP_LIST(GAP_NAME)};

static const struct traffic_settings *gaps_source(const struct scenario *s, int i)
{
	return &g_array_index(s->traffic, struct traffic_settings, (guint)i);
}

static vtime gaps_end_of(const struct result *r)
{
	return r->warmup + r->measured;
}

/* date_text: 0 with the unit that people count in. */
static char *date_text(vtime date)
{
	return date ? unit_format(UNIT_TIME, date) : g_strdup("0s");
}

/* ---- one kind each: whether the i-th has the gap, and what is said of it ---- */

static bool is_silent(const struct scenario *s, const struct result *r, int i)
{
	(void)s;
	return r->stream[i].offered == 0;
}

/* why_silent: as far as the settings tell; "": they do not. Newly allocated. */
static char *why_silent(const struct traffic_settings *set, const struct result *r)
{
	char *start = unit_format(UNIT_TIME, set->start), *stop = unit_format(UNIT_TIME, set->stop), *why;
	if (set->start >= gaps_end_of(r))
		why = g_strdup_printf(": it starts at %s, after the end", start);
	else if (set->stop > 0 && set->stop <= r->warmup)
		why = g_strdup_printf(": it stops at %s, in the warm-up", stop);
	else if (set->count > 0)
		why = g_strdup_printf(": it ends after %" G_GINT64_FORMAT " frames", set->count);
	else
		why = g_strdup("");
	g_free(start);
	g_free(stop);
	return why;
}

static char *silent_text(const struct scenario *s, const struct result *r, int i)
{
	const struct traffic_settings *set = gaps_source(s, i);
	char *why = why_silent(set, r), *from = date_text(r->warmup);
	char *to = unit_format(UNIT_TIME, gaps_end_of(r));
	char *text = g_strdup_printf("traffic.%d, %s, offered nothing in the counted time, %s to %s%s", i,
				     r->stream[i].name, from, to, why);
	g_free(why);
	g_free(from);
	g_free(to);
	return text;
}

static bool is_unserved(const struct scenario *s, const struct result *r, int i)
{
	(void)s;
	return r->guest[i].offered > 0 && r->guest[i].delivered == 0;
}

static char *unserved_text(const struct scenario *s, const struct result *r, int i)
{
	(void)s;
	return g_strdup_printf("none of the %" G_GINT64_FORMAT
			       " packets offered that count for guest %s was delivered",
			       r->guest[i].offered, r->guest[i].name);
}

static bool is_early(const struct scenario *s, const struct result *r, int i)
{
	if ((guint)i >= s->guests->len) /* a result that was made by hand */
		return false;
	const struct guest_settings *set = &g_array_index(s->guests, struct guest_settings, (guint)i);
	return r->guest[i].offered > 0 && set->start <= r->warmup && bringup_up_at(s, i) > r->warmup;
}

static char *early_text(const struct scenario *s, const struct result *r, int i)
{
	char *up = unit_format(UNIT_TIME, bringup_up_at(s, i)), *from = date_text(r->warmup);
	char *text = g_strdup_printf(
		"packets are counted from %s on, and guest %s is not up before %s: those that "
		"nobody could take until then count as lost; take a longer warmup",
		from, r->guest[i].name, up);
	g_free(up);
	g_free(from);
	return text;
}

/* ---- all kinds ---- */

static const struct kind {
	bool of_source;
	bool (*has)(const struct scenario *s, const struct result *r, int i);
	char *(*text)(const struct scenario *s, const struct result *r, int i);
} kinds[GAPS] = {
	[GAP_silent_sources] = {true, is_silent, silent_text},
	[GAP_unserved_guests] = {false, is_unserved, unserved_text},
	[GAP_early_guests] = {false, is_early, early_text},
};

static int length_of(const struct kind *k, const struct result *r)
{
	return k->of_source ? r->n_streams : r->n_guests;
}

int gap_count(const struct scenario *s, const struct result *r, enum gap gap)
{
	const struct kind *k = &kinds[gap];
	int n = 0;
	for (int i = 0; i < length_of(k, r); i++)
		n += k->has(s, r, i);
	return n;
}

GPtrArray *gap_texts(const struct scenario *s, const struct result *r)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	for (int gap = 0; gap < GAPS; gap++)
		for (int i = 0; i < length_of(&kinds[gap], r); i++)
			if (kinds[gap].has(s, r, i))
				g_ptr_array_add(texts, kinds[gap].text(s, r, i));
	return texts;
}
