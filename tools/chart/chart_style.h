/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How curves look: a flow has its colour and its mark in every chart.
 *
 * Where the curves of a chart are of several flows, each has the colour of its flow; curves of one flow differ in shade,
 * dashes and by an open mark. Where all are of one flow, or of none that is known, colours and marks go by their order.
 */
#ifndef TOOLS_CHART_CHART_STYLE_H
#define TOOLS_CHART_CHART_STYLE_H

#include <glib.h>

struct chart_style {
	char colour[8]; /* "#RRGGBB" */
	int point;	/* gnuplot's type of point */
	int line;	/* of the line types in chart.gp: 11 solid, 12 dashed, 13 dotted */
};

/* chart_style_of: of the i-th of n curves; flows: of each the name of its flow, NULL: not known. */
struct chart_style chart_style_of(const char *const *flows, int n, int i);

/* chart_style_shade: a colour, 0xRRGGBB, by a part of the way darker (part < 0) or lighter. */
unsigned chart_style_shade(unsigned rgb, double part);

/* chart_styles: appends the arrays COLOUR, POINT and LINE of the curves. */
void chart_styles(GString *out, const char *const *flows, int n);

#endif
