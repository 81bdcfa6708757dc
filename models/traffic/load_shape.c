/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/load_shape.h"
#include "sim/base/check.h"
#include "sim/input/unit.h"

#include <string.h>

/* ---- reading ---- */

static bool load_shape_fault(char **why, const char *format, const char *text)
{
	*why = g_strdup_printf(format, text);
	return false;
}

static bool parse_part(enum unit unit, const char *what, const char *text, int64_t *value, char **why)
{
	char *reason = NULL;
	if (unit_parse(unit, text, value, &reason))
		return true;
	*why = g_strdup_printf("shape: %s %s", what, reason);
	g_free(reason);
	return false;
}

/* Reads one "date:rate"; item is cut in two at the colon. */
static bool parse_point(char *item, struct load_point *p, char **why)
{
	char *colon = strchr(item, ':');
	if (!colon)
		return load_shape_fault(
			why, "shape: \"%.40s\" is no point; a point is written like 50ms:1Mpps", item);
	*colon = '\0';
	const char *rate = g_strchug(colon + 1);
	if (!parse_part(UNIT_TIME, "date", item, &p->date, why) ||
	    !parse_part(UNIT_RATE, "rate", rate, &p->rate, why))
		return false;
	if (p->date > LOAD_SHAPE_MAX_DATE)
		return load_shape_fault(why, "shape: date %s is above the largest, 100s", item);
	if (p->rate > LOAD_SHAPE_MAX_RATE)
		return load_shape_fault(why, "shape: rate %s is above the largest, 1Gpps", rate);
	return true;
}

static bool check_dates(const struct load_shape *shape, char **const items, char **why)
{
	const struct load_point *p = shape->point;
	if (p[0].date != 0)
		return load_shape_fault(why, "shape: the first point must be at 0s, not at %s", items[0]);
	for (int i = 1; i < shape->n; i++)
		if (p[i].date <= p[i - 1].date)
			return load_shape_fault(
				why, "shape: dates must rise, and %s does not come after the one before",
				items[i]);
	return true;
}

static bool parse_points(struct load_shape *shape, char **items, char **why)
{
	for (int i = 0; i < shape->n; i++)
		if (!parse_point(g_strstrip(items[i]), &shape->point[i], why))
			return false;
	if (!check_dates(shape, items, why))
		return false;
	if (load_shape_peak(shape) == 0)
		return load_shape_fault(why, "shape: a rate must be above 0pps%s", "");
	return true;
}

bool load_shape_parse(struct load_shape *shape, const char *text, enum shape_kind kind, char **why)
{
	char **items = g_strsplit(text, ",", -1);
	int n = MAX((int)g_strv_length(items), 1);
	*shape = (struct load_shape){.kind = kind, .n = n, .point = g_new0(struct load_point, n)};
	bool parsed = *items ? parse_points(shape, items, why)
			     : load_shape_fault(why, "shape: there is no point%s", "");
	g_strfreev(items);
	if (!parsed)
		load_shape_clear(shape);
	return parsed;
}

void load_shape_clear(struct load_shape *shape)
{
	g_clear_pointer(&shape->point, g_free);
	shape->n = 0;
}

int64_t load_shape_peak(const struct load_shape *shape)
{
	int64_t peak = 0;
	for (int i = 0; i < shape->n; i++)
		peak = MAX(peak, shape->point[i].rate);
	return peak;
}

void load_shape_scale(struct load_shape *shape, __int128 to, __int128 from)
{
	for (int i = 0; i < shape->n; i++) {
		struct load_point *p = &shape->point[i];
		if (p->rate > 0)
			p->rate = MAX((int64_t)(p->rate * to / from), 1);
		CHECK(p->rate <= LOAD_SHAPE_MAX_RATE, "load shape: a rate beyond all bounds");
	}
}

/* ---- the clock ---- */

/* The stretch from one point to the next: the rate is first + rise * t / length at t from its start. */
struct stretch {
	vtime length;
	int64_t first, rise;
};

static struct stretch stretch_at(const struct load_shape *shape, int i)
{
	const struct load_point *p = &shape->point[i];
	struct stretch s = {p[1].date - p[0].date, p[0].rate, 0};
	if (shape->kind == SHAPE_RAMP)
		s.rise = p[1].rate - p[0].rate;
	return s;
}

/* Twice the work of the whole stretch: a whole number, as the work itself need not be. */
static __int128 whole2(const struct stretch *s)
{
	return (__int128)(2 * s->first + s->rise) * s->length;
}

/* Whether work2 is done at t: 2 * first * t + rise * t^2 / length >= work2, both sides times the length. */
static bool is_done(const struct stretch *s, vtime t, __int128 work2)
{
	return ((__int128)(2 * s->first) * s->length + (__int128)s->rise * t) * t >= work2 * s->length;
}

/* The first t from `from` on by which work2 is done; it is done by the end of the stretch. */
static vtime load_shape_search(const struct stretch *s, vtime from, __int128 work2)
{
	vtime low = from, high = from, step = 1;
	while (!is_done(s, high, work2)) {
		low = high + 1;
		high = MIN(high + step, s->length);
		step *= 2;
	}
	while (low < high) {
		vtime middle = low + (high - low) / 2;
		if (is_done(s, middle, work2))
			high = middle;
		else
			low = middle + 1;
	}
	return high;
}

/* The first t by which a constant rate has done work2. */
static vtime at_constant_rate(int64_t rate, __int128 work2)
{
	__int128 t = (work2 + 2 * rate - 1) / (2 * rate);
	return t < VTIME_NEVER / 2 ? (vtime)t : VTIME_NEVER;
}

/* After the last point. */
static vtime at_last_rate(const struct load_clock *c, const struct load_shape *shape)
{
	const struct load_point *last = &shape->point[c->at];
	if (last->rate == 0)
		return VTIME_NEVER;
	vtime t = at_constant_rate(last->rate, c->work2);
	return t == VTIME_NEVER ? VTIME_NEVER : last->date + t;
}

vtime load_clock_advance(struct load_clock *c, const struct load_shape *shape, int64_t work)
{
	c->work2 += 2 * (__int128)work;
	for (; c->at < shape->n - 1; c->at++, c->offset = 0) {
		struct stretch s = stretch_at(shape, c->at);
		__int128 whole = whole2(&s);
		if (c->work2 <= whole) {
			c->offset = s.rise ? load_shape_search(&s, c->offset, c->work2)
					   : at_constant_rate(MAX(s.first, 1), c->work2);
			return shape->point[c->at].date + c->offset;
		}
		c->work2 -= whole;
	}
	return at_last_rate(c, shape);
}
