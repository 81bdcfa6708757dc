/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/plain_text.h"
#include "sim/input/text_file.h"
#include "tools/study/figures/metric.h"
#include "tools/study/summary/summary.h"
#include "tools/text/csv_reader.h"
#include <math.h>
#include <string.h>

#define SUMMARY_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* The columns after those of the axes. */
enum { METRIC, UNIT, N, MEAN, HALF_WIDTH, DEVIATION, LEAST, MOST, COLUMNS };

static const char *const columns[COLUMNS] = {"metric", "unit", "n", "mean", "half_width", "sd", "min", "max"};

/* A file that is being read. */
struct reading {
	struct summary *summary;
	struct csv_reader csv;
	struct diag *d;
	int faults;	    /* that d had before */
	GHashTable *points; /* values joined, owned -> struct summary_point * */
};

/* ---- the comment lines ---- */

static char **head_entry(struct summary *s, const char *key)
{
	return !strcmp(key, "study")	? &s->study
	       : !strcmp(key, "model")	? &s->model
	       : !strcmp(key, "seed")	? &s->seed
	       : !strcmp(key, "guest")	? &s->guest
	       : !strcmp(key, "source") ? &s->source
					: NULL;
}

static bool take_confidence(struct reading *r, const char *text, struct place at)
{
	char *end;
	double value = g_ascii_strtod(text, &end);
	if (end == text || *end || !(value > 0 && value < 1))
		return diag_error(r->d, at, "\"%.40s\" is no confidence; one is written like 0.95", text);
	r->summary->confidence = value;
	return true;
}

/* take_comment: "# key: value". */
static void take_comment(struct reading *r, const char *line)
{
	const char *colon = g_str_has_prefix(line, "# ") ? strstr(line + 2, ": ") : NULL;
	char *key = colon ? g_strndup(line + 2, (gsize)(colon - line - 2)) : NULL;
	char **entry = key ? head_entry(r->summary, key) : NULL;
	char *fault = plain_text_fault(line);
	if (fault) {
		diag_error(r->d, r->csv.at, "the line %s", fault);
	} else if (entry) {
		g_free(*entry);
		*entry = g_strdup(colon + 2);
	} else if (key && !strcmp(key, "confidence")) {
		take_confidence(r, colon + 2, r->csv.at);
	} else {
		diag_error(r->d, r->csv.at,
			   "a line of the head is one of study, model, seed, guest, source, confidence, "
			   "like \"# seed: 1\"");
	}
	g_free(fault);
	g_free(key);
}

static bool read_head(struct reading *r)
{
	for (bool first = true; first || *r->csv.next == '#'; first = false) {
		size_t length = strcspn(r->csv.next, "\r\n");
		char *line = g_strndup(r->csv.next, length);
		if (first && strcmp(line, SUMMARY_FIRST_LINE) != 0)
			diag_error(r->d, r->csv.at,
				   "this is no summary of a study: it does not begin with \"%s\"",
				   SUMMARY_FIRST_LINE);
		else if (!first)
			take_comment(r, line);
		g_free(line);
		if (diag_count(r->d) > r->faults)
			return false;
		const char *next = r->csv.next + length + strspn(r->csv.next + length, "\r");
		next += *next == '\n';
		r->csv.at = text_place(r->csv.next, next, r->csv.at);
		r->csv.next = next;
	}
	return true;
}

/* ---- the columns ---- */

static const struct csv_field *field_at(const GArray *row, guint i)
{
	return &g_array_index(row, struct csv_field, i);
}

/* next_row: as csv_reader_row; what stands in it is shown in tables and logs, so it is plain. */
static GArray *next_row(struct reading *r)
{
	int before = diag_count(r->d);
	GArray *row = csv_reader_row(&r->csv, r->d);
	for (guint i = 0; row && i < row->len; i++) {
		char *fault = plain_text_fault(field_at(row, i)->text);
		if (fault)
			diag_error(r->d, field_at(row, i)->at, "the text here %s", fault);
		g_free(fault);
	}
	if (row && diag_count(r->d) > before)
		g_clear_pointer(&row, g_array_unref);
	return row;
}

static bool read_columns(struct reading *r)
{
	GArray *row = next_row(r);
	if (!row && diag_count(r->d) == r->faults)
		diag_error(r->d, r->csv.at, "the line with the names of the columns is missing");
	if (!row)
		return false;
	bool good = row->len >= COLUMNS;
	guint axes = good ? row->len - COLUMNS : 0;
	for (guint i = 0; good && i < COLUMNS; i++)
		good = !strcmp(field_at(row, axes + i)->text, columns[i]);
	if (!good)
		diag_error(r->d, field_at(row, 0)->at,
			   "the columns must be those of the axes, then "
			   "metric,unit,n,mean,half_width,sd,min,max");
	for (guint i = 0; i < axes; i++)
		g_ptr_array_add(r->summary->axes, g_strdup(field_at(row, i)->text));
	g_array_unref(row);
	return good;
}

/* ---- rows ---- */

static bool take_metric(struct reading *r, const struct csv_field *name, const struct csv_field *unit,
			int *metric)
{
	*metric = metric_find(name->text);
	if (*metric < 0) {
		const char **names = g_new(const char *, metric_count());
		for (int i = 0; i < metric_count(); i++)
			names[i] = metric_at(i)->name;
		const char *nearest = diag_nearest(name->text, names, metric_count());
		g_free(names);
		return diag_error(r->d, name->at, "there is no metric \"%.40s\"%s%s%s", name->text,
				  nearest ? "; did you mean " : "", nearest ? nearest : "",
				  nearest ? "?" : "");
	}
	const char *due = metric_at(*metric)->unit;
	return !strcmp(unit->text, due) ||
	       diag_error(r->d, unit->at, "the unit of %s is \"%.40s\", not \"%.40s\"", name->text, due,
			  unit->text);
}

static bool take_number(struct reading *r, const struct csv_field *f, double *value)
{
	char *end;
	*value = g_ascii_strtod(f->text, &end);
	return (end > f->text && !*end && isfinite(*value)) ||
	       diag_error(r->d, f->at, "\"%.40s\" is no number; one is written like 653012.5", f->text);
}

static bool take_count(struct reading *r, const struct csv_field *f, int *n)
{
	guint64 value;
	if (!g_ascii_string_to_unsigned(f->text, 10, 1, 1000000000, &value, NULL))
		return diag_error(r->d, f->at,
				  "\"%.40s\" is no count of replications, a whole number from 1 on", f->text);
	*n = (int)value;
	return true;
}

/* take_deviation: left empty where there is one replication. */
static bool take_deviation(struct reading *r, const struct csv_field *f, struct summary_cell *c)
{
	if (c->n == 1) {
		c->deviation = NAN;
		return !*f->text ||
		       diag_error(r->d, f->at, "one replication has no standard deviation; leave it empty");
	}
	return take_number(r, f, &c->deviation) &&
	       (c->deviation >= 0 || diag_error(r->d, f->at, "a standard deviation is not below 0"));
}

static bool take_cell(struct reading *r, const GArray *row, guint axes, struct summary_cell *c)
{
	bool good = take_count(r, field_at(row, axes + N), &c->n) &&
		    take_deviation(r, field_at(row, axes + DEVIATION), c);
	good = take_number(r, field_at(row, axes + MEAN), &c->mean) && good;
	good = take_number(r, field_at(row, axes + LEAST), &c->least) && good;
	return take_number(r, field_at(row, axes + MOST), &c->most) && good;
}

static struct summary_point *summary_read_point_of(struct reading *r, const GArray *row, guint axes)
{
	char **values = g_new0(char *, axes + 1);
	for (guint i = 0; i < axes; i++)
		values[i] = g_strdup(field_at(row, i)->text);
	char *key = g_strjoinv("\n", values);
	struct summary_point *p = g_hash_table_lookup(r->points, key);
	if (p) {
		g_free(key);
	} else {
		p = summary_add(r->summary, values);
		g_hash_table_insert(r->points, key, p);
	}
	g_strfreev(values);
	return p;
}

static guint metric_number(struct summary *s, int metric)
{
	int number = summary_metric(s, metric);
	if (number >= 0)
		return (guint)number;
	g_array_append_val(s->metrics, metric);
	return s->metrics->len - 1;
}

static void take_row(struct reading *r, const GArray *row)
{
	guint axes = r->summary->axes->len;
	struct summary_cell c = {0};
	int metric;
	if (row->len != axes + COLUMNS) {
		diag_error(r->d, field_at(row, 0)->at, "a row has %d fields, not %d", (int)axes + COLUMNS,
			   (int)row->len);
		return;
	}
	bool good = take_metric(r, field_at(row, axes + METRIC), field_at(row, axes + UNIT), &metric);
	if (!take_cell(r, row, axes, &c) || !good)
		return;
	struct summary_point *p = summary_read_point_of(r, row, axes);
	guint number = metric_number(r->summary, metric);
	if (summary_cell(p, (int)number).n > 0) {
		diag_error(r->d, field_at(row, 0)->at, "%s of this point stands here a second time",
			   metric_at(metric)->name);
		return;
	}
	g_array_set_size(p->cells, MAX(p->cells->len, number + 1));
	g_array_index(p->cells, struct summary_cell, number) = c;
}

static void read_text(struct reading *r)
{
	if (!read_head(r) || !read_columns(r))
		return;
	for (GArray *row; (row = next_row(r)); g_array_unref(row))
		take_row(r, row);
}

struct summary *summary_read(const char *path, struct place at, struct diag *d)
{
	size_t length;
	char *text = text_file_read_up_to(path, SUMMARY_BYTES_MAX, at, &length, d);
	if (!text)
		return NULL;
	struct reading r = {.summary = summary_new(path), .d = d, .faults = diag_count(d)};
	r.csv = (struct csv_reader){text, {path, 1, 1}};
	r.points = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	read_text(&r);
	g_hash_table_unref(r.points);
	g_free(text);
	if (diag_count(d) > r.faults)
		g_clear_pointer(&r.summary, summary_free);
	return r.summary;
}
