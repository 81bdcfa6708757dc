/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/figures/figure.h"
#include "sim/input/unit.h"
#include "tools/text/prose.h"
#include <math.h>
#include <string.h>

#define PER_FACTOR 1e6 /* UNIT_FACTOR counts millionths */
#define DECIMALS_MAX 6
#define DIGITS 5 /* of a figure without an interval, at most */

/* How a metric's unit is written: the unit of the scenario that it is read as, how many of that one's base units make
 * one, and its larger units, a thousand of the one before each. */
static const struct notation {
	const char *unit;
	enum unit read_as;
	double base_units;
	const char *scales[4];
} notations[] = {
	{"pps", UNIT_RATE, 1, {"pps", "kpps", "Mpps", "Gpps"}},
	{"bps", UNIT_BITRATE, 1, {"bps", "kbps", "Mbps", "Gbps"}},
	{"ns", UNIT_TIME, 1000, {"ns", "us", "ms", "s"}},
};

static const struct notation *notation_of(const char *unit)
{
	for (size_t i = 0; i < G_N_ELEMENTS(notations); i++)
		if (strcmp(notations[i].unit, unit) == 0)
			return &notations[i];
	return NULL;
}

bool figure_parse(const char *unit, const char *text, double *value, char **why)
{
	const struct notation *n = notation_of(unit);
	int64_t base;
	if (!unit_parse(n ? n->read_as : UNIT_FACTOR, text, &base, why))
		return false;
	*value = (double)base / (n ? n->base_units : PER_FACTOR);
	return true;
}

bool figure_parse_part(const char *text, double *value, char **why)
{
	size_t length = strlen(text);
	while (length > 0 && (text[length - 1] == '%' || text[length - 1] == ' '))
		length--;
	char *number = g_strndup(text, length);
	int64_t millionths;
	bool sound = unit_parse(UNIT_FACTOR, number, &millionths, why);
	if (sound)
		*value = (double)millionths / PER_FACTOR / 100;
	g_free(number);
	return sound;
}

/* decimals_for: so many decimals that `digits` digits of value are shown. */
static int decimals_for(double value, int digits)
{
	if (!(fabs(value) > 0) || !isfinite(value))
		return 0;
	int decimals = digits - 1 - (int)floor(log10(fabs(value)));
	return CLAMP(decimals, 0, DECIMALS_MAX);
}

/* The unit in which value is at least 1 but not a thousand; *factor: how many metric's units it is. */
static const char *figure_scale_for(const char *unit, double value, double *factor)
{
	const struct notation *n = notation_of(unit);
	int i = 0;
	*factor = 1;
	for (; n && i + 1 < (int)G_N_ELEMENTS(n->scales) && fabs(value) >= *factor * 1000; i++)
		*factor *= 1000;
	return n ? n->scales[i] : unit;
}

/* append_short: without zeros at the end of its decimals. */
static void append_short(GString *out, double value, int decimals)
{
	gsize start = out->len;
	prose_number(out, 0, value, decimals);
	if (!strchr(out->str + start, '.'))
		return;
	while (out->str[out->len - 1] == '0')
		g_string_truncate(out, out->len - 1);
	if (out->str[out->len - 1] == '.')
		g_string_truncate(out, out->len - 1);
}

char *figure_interval(const char *unit, struct interval i)
{
	double factor;
	bool known = interval_known(i) && i.half > 0;
	const char *scale = figure_scale_for(unit, i.mean, &factor);
	GString *out = g_string_new(NULL);
	if (!known) {
		append_short(out, i.mean / factor, decimals_for(i.mean / factor, DIGITS));
		g_string_append_printf(out, "%s%s", *scale ? " " : "", scale);
		return g_string_free(out, FALSE);
	}
	int decimals = decimals_for(i.half / factor, 2);
	prose_number(out, 0, i.mean / factor, decimals);
	g_string_append_printf(out, "%s%s +- ", *scale ? " " : "", scale);
	prose_number(out, 0, i.half / factor, decimals);
	return g_string_free(out, FALSE);
}

char *figure_text(const char *unit, double value)
{
	return figure_interval(unit, (struct interval){.n = 1, .mean = value, .half = NAN});
}

char *figure_percent(double part)
{
	GString *out = g_string_new(NULL);
	double percent = fabs(part) * 100;
	append_short(out, percent, MIN(decimals_for(percent, 2), 4));
	g_string_append(out, " %");
	return g_string_free(out, FALSE);
}
