/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/watts.h"
#include <glib.h>
#include <math.h>

bool watts_parse(const char *text, struct watts *w)
{
	double value[3];
	char *end = (char *)text;
	for (int i = 0; i < 3; i++) {
		const char *begin = end + (i > 0);
		if (i > 0 && *end != ':')
			return false;
		value[i] = g_ascii_strtod(begin, &end);
		if (end == begin || !isfinite(value[i]) || value[i] < (i > 0 ? value[i - 1] : 0))
			return false;
	}
	if (*end && *end != ',')
		return false;
	*w = (struct watts){true, value[0], value[1], value[2]};
	return true;
}

double watts_joules(const struct watts *w, int cores, vtime time, vtime any, vtime busy)
{
	double idle = w->idle * (double)(time - any), begun = w->one * (double)any;
	double load = (w->all - w->one) / cores * (double)busy;
	return (idle + begun + load) / (double)VTIME_PER_S;
}
