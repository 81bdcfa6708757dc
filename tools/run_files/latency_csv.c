/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/run_files/latency_csv.h"
#include "tools/text/csv.h"
#include <math.h>

#define STEPS_OF_TEN 10 /* rows while one in so many becomes one in ten times as many */
#define LAST 60		/* one in a million */

static void add_rows(GString *out, const char *whose, const struct histogram *h)
{
	for (int k = 0; k <= LAST; k++) {
		int64_t one_in = llround(1e6 * pow(10, (double)k / STEPS_OF_TEN)); /* in millionths */
		int64_t ppm = 1000000 - 1000000000000 / one_in, ps;
		if (h->count == 0 || !histogram_percentile(h, ppm, &ps))
			continue;
		csv_name(out, whose);
		g_string_append_printf(out, ",%" G_GINT64_FORMAT ".%06d", one_in / 1000000,
				       (int)(one_in % 1000000));
		g_string_append_printf(out, ",%" G_GINT64_FORMAT ".%03d\n", ps / 1000, (int)(ps % 1000));
	}
}

static void latency_csv_add_part(GString *out, const char *kind, const char *name, const struct histogram *h)
{
	char *whose = g_strdup_printf("%s %s", kind, name);
	add_rows(out, whose, h);
	g_free(whose);
}

char *latency_csv(const struct result *r)
{
	GString *out = g_string_new("whose,one_in,latency_ns\n");
	add_rows(out, "all", &r->latency);
	for (int i = 0; i < r->n_guests && r->n_guests > 1; i++)
		latency_csv_add_part(out, "guest", r->guest[i].name, &r->guest[i].latency);
	for (int i = 0; i < r->n_streams && r->n_streams > r->n_guests; i++)
		latency_csv_add_part(out, "source", r->stream[i].name, &r->stream[i].latency);
	return g_string_free(out, FALSE);
}
