/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts of bars below each other: effects of settings, throughputs that were searched for.
 */
#ifndef TOOLS_CHART_CHART_BARS_H
#define TOOLS_CHART_CHART_BARS_H

#include <glib.h>

struct chart_bar {
	char *name; /* to its left; bars of one name that follow each other have it once; owned */
	char *text; /* its figure in words; owned */
	char colour[8];
	double value, low, high; /* low and high: of its interval, both the value when it has none */
};

/* What stands around the bars. */
struct chart_bars {
	const char *file;      /* NAME, of the script and the pictures */
	const char *question;  /* its first sentence is the title */
	const char *otherwise; /* the title when there is none */
	const char *below;     /* a line below the title; "": none */
	const char *axis;      /* "throughput (Mpps)" */
	const char *conditions;
};

/* chart_bar_list: an empty list of struct chart_bar that frees its elements' texts. The caller frees it. */
GArray *chart_bar_list(void);

/* chart_bars_script: of one bar at least. Newly allocated (g_free). */
char *chart_bars_script(const struct chart_bars *c, const GArray *bars);

#endif
