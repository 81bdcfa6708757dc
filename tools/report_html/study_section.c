/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/diag.h"
#include "tools/report_html/sections.h"
#include "tools/text/csv_reader.h"
#include "tools/text/markdown_html.h"
#include "tools/text/prose.h"
#include <math.h>
#include <string.h>

void section_table(GString *out, struct table *t, guint rows, const char *caption)
{
	if (rows > 0) {
		char *markdown = table_markdown(t);
		markdown_html(out, markdown, 3, caption);
		g_free(markdown);
	}
	table_free(t);
}

void section_number(struct table *t, double value, int decimals)
{
	GString *text = g_string_new(NULL);
	prose_number(text, 0, value, decimals);
	table_cell(t, "%s", text->str);
	g_string_free(text, TRUE);
}

/* The documents that commands leave. */
static const struct {
	const char *file, *caption;
} documents[] = {
	{"findings.md", "Findings"},
	{"search.md", "Throughput"},
	{"compare.md", "The curves where they turn"},
	{"summary.md", "Points"},
};

static void add_document(GString *out, const struct results *r, const char *file, const char *caption)
{
	char *markdown = results_file(r, file);
	if (markdown)
		markdown_html(out, markdown, 3, caption);
	g_free(markdown);
}

/* ---- the points of a crawl ---- */

static const struct {
	const char *column, *head, *unit;
	double scale;
	int decimals;
} figures[] = {
	{"load_pps", "load", "kpps", 1e-3, 1},
	{"offered_pps", "offered", "kpps", 1e-3, 1},
	{"delivered_pps", "delivered", "kpps", 1e-3, 1},
	{"loss_ratio", "lost", "%", 100, 3},
	{"latency_p50_ns", "p50", "us", 1e-3, 1},
	{"latency_p99_ns", "p99", "us", 1e-3, 1},
	{"wasted_cycles_per_packet", "wasted", "cycles/packet", 1, 1},
};

static const char *study_section_field(const GArray *row, int i)
{
	return i >= 0 && i < (int)row->len ? g_array_index(row, struct csv_field, i).text : "";
}

static int column_of(const GArray *head, const char *name)
{
	for (int i = 0; i < (int)head->len; i++)
		if (!strcmp(study_section_field(head, i), name))
			return i;
	return -1;
}

static double study_section_number_of(const char *text)
{
	char *end;
	double value = g_ascii_strtod(text, &end);
	return *text && *end == '\0' ? value : NAN;
}

static void study_section_add_point(struct table *t, const GArray *row, const int *columns)
{
	table_cell(t, "%s", study_section_field(row, 0));
	for (size_t i = 0; i < G_N_ELEMENTS(figures); i++)
		section_number(
			t, study_section_number_of(study_section_field(row, columns[i])) * figures[i].scale,
			figures[i].decimals);
}

/* study_section_add_points: the rows below the head; how many. */
static guint study_section_add_points(struct table *t, struct csv_reader *reader, const GArray *head,
				      struct diag *d)
{
	int columns[G_N_ELEMENTS(figures)];
	guint rows = 0;
	table_column(t, "curve", "", true);
	for (size_t i = 0; i < G_N_ELEMENTS(figures); i++) {
		columns[i] = column_of(head, figures[i].column);
		table_column(t, figures[i].head, figures[i].unit, false);
	}
	for (GArray *row; (row = csv_reader_row(reader, d)); rows++) {
		study_section_add_point(t, row, columns);
		g_array_unref(row);
	}
	return rows;
}

static void add_crawl(GString *out, const struct results *r)
{
	char *text = results_file(r, "crawl.csv");
	if (!text)
		return;
	struct diag *d = diag_new();
	struct csv_reader reader = {text, {"crawl.csv", 1, 1}};
	GArray *head = csv_reader_row(&reader, d);
	struct table *t = table_new();
	section_table(out, t, head ? study_section_add_points(t, &reader, head, d) : 0,
		      "Points of the curves");
	if (head)
		g_array_unref(head);
	diag_free(d);
	g_free(text);
}

void study_section(GString *out, const struct results *r)
{
	for (size_t i = 0; i < G_N_ELEMENTS(documents); i++)
		add_document(out, r, documents[i].file, documents[i].caption);
	add_crawl(out, r);
}
