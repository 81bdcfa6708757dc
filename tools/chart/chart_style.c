/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/chart/chart_style.h"
#include "models/flow_list.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SOLID 11
#define DASHES 3
#define HUES 10

/* Okabe and Ito's colours, which colour-blind readers tell apart, and three more; a filled mark and its open form. */
static const struct {
	unsigned rgb;
	int filled, open;
} hues[HUES] = {
	{0x0072B2, 7, 6},   {0xCC79A7, 11, 10}, {0xE69F00, 13, 12}, {0x009E73, 9, 8},	{0xD55E00, 5, 4},
	{0x56B4E9, 15, 14}, {0x000000, 3, 3},	{0x8C6D1F, 2, 2},   {0x882255, 13, 12}, {0x6F4CD4, 9, 8},
};

/* What a curve without a flow of its own begins with: hues that lie far apart come first. */
static const int order[HUES] = {0, 4, 3, 1, 2, 5, 6, 7, 8, 9};

/* flow_of: the index of the flow; -1: none. The flows of models/flow_list.h have the first hues. */
static int flow_of(const char *name)
{
	for (int i = 0; name && flow_names[i]; i++)
		if (!strcmp(flow_names[i], name))
			return i;
	return -1;
}

static bool differ(const char *const *flows, int n)
{
	for (int i = 0; i < n; i++)
		if (flow_of(flows[i]) < 0)
			return false;
	for (int i = 1; i < n; i++)
		if (strcmp(flows[i], flows[0]) != 0)
			return true;
	return false;
}

unsigned chart_style_shade(unsigned rgb, double part)
{
	unsigned all = 0;
	for (int shift = 16; shift >= 0; shift -= 8) {
		double c = (double)(rgb >> shift & 0xFF);
		all = all << 8 | (unsigned)(part < 0 ? c * (1 + part) : c + (255 - c) * part);
	}
	return all;
}

static struct chart_style chart_style_make(int hue, int variant)
{
	static const double parts[] = {0, -0.4, 0.35};
	struct chart_style s = {"", variant % 2 ? hues[hue].open : hues[hue].filled,
				SOLID + variant % DASHES};
	snprintf(s.colour, sizeof(s.colour), "#%06X", chart_style_shade(hues[hue].rgb, parts[variant % 3]));
	return s;
}

struct chart_style chart_style_of(const char *const *flows, int n, int i)
{
	int variant = 0;
	if (!differ(flows, n)) {
		struct chart_style s = chart_style_make(order[i % HUES], 0);
		s.line = SOLID + i / (HUES / 2) % DASHES;
		return s;
	}
	for (int k = 0; k < i; k++)
		variant += !strcmp(flows[k], flows[i]);
	return chart_style_make(flow_of(flows[i]) % HUES, variant);
}

static void chart_style_append_number(GString *out, const char *name, int n)
{
	g_string_append_printf(out, "array %s[%d] = [", name, n);
}

void chart_styles(GString *out, const char *const *flows, int n)
{
	chart_style_append_number(out, "COLOUR", n);
	for (int i = 0; i < n; i++)
		g_string_append_printf(out, "%s'%s'", i ? ", " : "", chart_style_of(flows, n, i).colour);
	g_string_append(out, "]\n");
	chart_style_append_number(out, "POINT", n);
	for (int i = 0; i < n; i++)
		g_string_append_printf(out, "%s%d", i ? ", " : "", chart_style_of(flows, n, i).point);
	g_string_append(out, "]\n");
	chart_style_append_number(out, "LINE", n);
	for (int i = 0; i < n; i++)
		g_string_append_printf(out, "%s%d", i ? ", " : "", chart_style_of(flows, n, i).line);
	g_string_append(out, "]\n");
}
