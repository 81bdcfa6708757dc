/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/version.h"
#include "tools/report_html/sections.h"
#include "tools/text/csv_reader.h"
#include "tools/text/html.h"
#include <math.h>
#include <string.h>

static void warn(GString *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void warn(GString *out, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	html_add(out, "<li>%s</li>\n", text);
	g_free(text);
}

/* ---- of a single run ---- */

static bool is_null(JsonObject *o, const char *name)
{
	return o && json_object_has_member(o, name) && json_object_get_null_member(o, name);
}

static void warn_latency(GString *out, JsonObject *run)
{
	static const struct {
		const char *member, *name;
	} percentiles[] = {{"p99", "99th"}, {"p999", "99.9th"}};
	JsonObject *latency = json_read_object(run, "latency_ns");
	for (size_t i = 0; i < G_N_ELEMENTS(percentiles); i++)
		if (is_null(latency, percentiles[i].member))
			warn(out,
			     "Too few packets were delivered for the %s percentile of the latency: it is not "
			     "known. A longer duration gives it.",
			     percentiles[i].name);
}

static void warn_warmup(GString *out, JsonObject *run)
{
	JsonObject *found = json_read_object(run, "warmup_found");
	double cut = json_read_number(found, "cut_s"), counted = json_read_number(run, "simulated_s");
	if (!strcmp(json_read_text(found, "steady_state"), "not found"))
		warn(out, "MSER-5 found no steady state: the figures may depend on how the run began.");
	else if (cut > counted / 2)
		warn(out, "The warm-up takes more than a third of the run: a longer duration is safer.");
}

static void warn_gaps(GString *out, JsonObject *run)
{
	JsonArray *guests = json_read_array(run, "guests"), *streams = json_read_array(run, "streams");
	for (guint i = 0; i < json_read_length(guests); i++) {
		JsonObject *g = json_read_element(guests, i);
		if (json_read_number(g, "offered") > 0 && json_read_number(g, "delivered") == 0)
			warn(out, "None of the packets for %s was delivered.", json_read_text(g, "name"));
	}
	for (guint i = 0; i < json_read_length(streams); i++) {
		JsonObject *s = json_read_element(streams, i);
		if (json_read_number(s, "offered") == 0)
			warn(out, "The source %s offered nothing in the counted time.",
			     json_read_text(s, "name"));
	}
}

static void warn_run(GString *out, JsonObject *run)
{
	if (!run)
		return;
	if (json_object_has_member(run, "partial"))
		warn(out, "The run was interrupted: its figures are those until then.");
	warn_warmup(out, run);
	warn_latency(out, run);
	warn_gaps(out, run);
}

/* ---- of a study ---- */

/* count_fields: rows of a CSV file of the results, and those whose field in this column is one of the NULL-terminated
 * words (is_not: none of them). */
static guint count_fields(const struct results *r, const char *file, const char *column,
			  const char *const *words, bool is_not, guint *rows)
{
	char *text = results_file(r, file);
	struct diag *d = diag_new();
	struct csv_reader reader = {text, {file, 1, 1}};
	guint found = 0, at = G_MAXUINT;
	*rows = 0;
	for (GArray *row; text && (row = csv_reader_row(&reader, d)); g_array_unref(row)) {
		for (guint i = 0; at == G_MAXUINT && i < row->len; i++)
			if (!strcmp(g_array_index(row, struct csv_field, i).text, column))
				at = i;
		if (at < row->len && strcmp(g_array_index(row, struct csv_field, at).text, column) != 0) {
			found += g_strv_contains(words, g_array_index(row, struct csv_field, at).text) !=
				 is_not;
			++*rows;
		}
	}
	diag_free(d);
	g_free(text);
	return found;
}

static void warn_study(GString *out, const struct results *r)
{
	static const char *const nothing[] = {"", NULL}, *const regular[] = {"regular", NULL};
	guint rows, n = count_fields(r, "crawl.csv", "latency_p99_ns", nothing, false, &rows);
	if (n > 0)
		warn(out,
		     "At %u of %u points too few packets were delivered for the 99th percentile of the "
		     "latency: "
		     "the curve has a gap there.",
		     n, rows);
	n = count_fields(r, "search.csv", "verdict", regular, true, &rows);
	if (n > 0)
		warn(out,
		     "%u of %u results of the search are irregular: the table says whether the load is only "
		     "a "
		     "bound.",
		     n, rows);
}

/* ---- of any ---- */

static void warn_origin(GString *out, const struct results *r)
{
	const char *model = json_read_text(r->provenance, "model");
	if (!r->provenance)
		warn(out, "The folder has no provenance.json, so settings, seed and command are not known.");
	else if (strcmp(model, version_model()) != 0)
		warn(out,
		     "The results were made with the model %.12s; the report with a program whose model is "
		     "%.12s.",
		     model, version_model());
}

void warnings_section(GString *out, const struct results *r)
{
	GString *items = g_string_new(NULL);
	warn_run(items, r->run);
	warn_study(items, r);
	warn_origin(items, r);
	if (items->len > 0)
		g_string_append_printf(out, "<ul>\n%s</ul>\n", items->str);
	g_string_free(items, TRUE);
}
