/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/export.h"
#include "tools/study/store/store_reader.h"
#include "tools/study/summary/plan_runs.h"
#include "tools/text/csv.h"
#include "tools/text/decimal.h"
#include "tools/text/json_writer.h"
#include <math.h>
#include <string.h>

#define PIECE 65536 /* bytes that are handed on at once */

struct exporter {
	struct store *store;
	const struct study *study;
	const struct export_order *order;
	struct whose whose;
	GPtrArray *columns; /* names; owned */
	GPtrArray *leads;   /* by column: what its cell begins with: comma, key; owned */
	guint column;	    /* of the cell that comes next in the row */
	struct store_reader *reader;
	double *figures; /* of the row, by metric */
	GString *out;
	export_sink sink;
	void *self;
	bool over;
};

static bool is_json(const struct exporter *e)
{
	return e->order->format == EXPORT_JSONL;
}

/* ---- columns ---- */

/* with_unit: the name with the unit at its end; newly allocated. */
static char *with_unit(const char *name, const char *unit)
{
	char *column = metric_column(&(struct metric){.name = name, .unit = unit});
	return column;
}

static void export_add_column(struct exporter *e, char *name)
{
	for (guint i = 0; i < e->columns->len; i++)
		if (!strcmp(g_ptr_array_index(e->columns, i), name)) {
			char *other = g_strconcat(name, "_2", NULL);
			g_free(name);
			export_add_column(e, other);
			return;
		}
	g_ptr_array_add(e->columns, name);
}

static void export_add_columns(struct exporter *e)
{
	export_add_column(e, g_strdup("study"));
	if (e->order->all)
		export_add_column(e, g_strdup("label"));
	for (guint i = 0; i < e->study->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(e->study->axes, i);
		export_add_column(e, with_unit(axis->name, axis->is_number ? unit_base(axis->unit) : ""));
	}
	export_add_column(e, g_strdup("replication"));
	export_add_column(e, g_strdup("seed"));
	for (int i = 0; i < PARTS; i++)
		export_add_column(e, g_strdup(part_words[i]));
	for (int i = 0; i < metric_count(); i++)
		export_add_column(e, metric_column(metric_at(i)));
	export_add_column(e, g_strdup("model"));
	export_add_column(e, g_strdup("identity"));
}

/* add_leads: what stands in front of the cell of each column. */
static void add_leads(struct exporter *e)
{
	for (guint i = 0; i < e->columns->len; i++) {
		GString *lead = g_string_new(i > 0 ? "," : "");
		if (is_json(e)) {
			g_string_append(lead, i > 0 ? " " : "{");
			json_quote(lead, g_ptr_array_index(e->columns, i));
			g_string_append(lead, ": ");
		}
		g_ptr_array_add(e->leads, g_string_free(lead, FALSE));
	}
}

/* ---- cells ---- */

static void begin_cell(struct exporter *e)
{
	g_string_append(e->out, g_ptr_array_index(e->leads, e->column++));
}

static void put_text(struct exporter *e, const char *text)
{
	begin_cell(e);
	if (is_json(e))
		json_quote(e->out, text);
	else
		(e->order->spreadsheet ? csv_spreadsheet : csv_text)(e->out, text);
}

static void put_number(struct exporter *e, double value)
{
	begin_cell(e);
	if (is_json(e) && !isfinite(value))
		g_string_append(e->out, "null");
	else
		csv_exact(e->out, value);
}

static void put_integer(struct exporter *e, int64_t value)
{
	begin_cell(e);
	decimal_integer(e->out, value);
}

/* ---- rows ---- */

static void put_axis(struct exporter *e, const struct study_axis *axis, int index)
{
	const struct study_value *v = g_ptr_array_index(axis->values, (guint)index);
	if (!axis->is_number)
		put_text(e, v->text);
	else
		put_number(e, axis->unit == UNIT_FACTOR ? v->number / 1e6 : v->number);
}

/* put_axes: point NULL: of a point that is not in the plan. */
static void put_axes(struct exporter *e, const struct study_point *point)
{
	for (guint i = 0; i < e->study->axes->len; i++)
		if (point)
			put_axis(e, g_ptr_array_index(e->study->axes, i), point->value[i]);
		else
			put_number(e, NAN);
}

static void put_label(struct exporter *e, const struct study_point *point, const struct store_run *run)
{
	char *label = point ? g_strdup(point->label) : store_label(e->store, run->point);
	put_text(e, label ? label : "");
	g_free(label);
}

static void put_cells(struct exporter *e, const struct study_point *point, const struct store_run *run)
{
	put_text(e, e->study->name);
	if (e->order->all)
		put_label(e, point, run);
	put_axes(e, point);
	put_integer(e, run->replication);
	put_integer(e, run->seed);
	for (int i = 0; i < PARTS; i++)
		put_text(e, (int)e->whose.part == i && e->whose.name ? e->whose.name : "");
	for (int i = 0; i < metric_count(); i++)
		put_number(e, e->figures[i]);
	put_text(e, run->model);
	put_text(e, run->identity);
}

static void export_hand_on(struct exporter *e, gsize least)
{
	if (e->out->len < least || e->over)
		return;
	store_rest(e->store);
	e->over = !e->sink(e->self, e->out->str);
	g_string_truncate(e->out, 0);
}

static void put_run(struct exporter *e, const struct study_point *point, const struct store_run *run)
{
	if (!store_reader_get(e->reader, run, e->figures))
		return;
	e->column = 0;
	put_cells(e, point, run);
	g_string_append(e->out, is_json(e) ? "}\n" : "\n");
	export_hand_on(e, PIECE);
}

static void put_header(struct exporter *e)
{
	for (guint i = 0; i < e->columns->len; i++) {
		if (i > 0)
			g_string_append_c(e->out, ',');
		(e->order->spreadsheet ? csv_spreadsheet : csv_text)(e->out,
								     g_ptr_array_index(e->columns, i));
	}
	g_string_append_c(e->out, '\n');
}

static void put_rows(struct exporter *e)
{
	struct plan_runs *plan = plan_runs_new(e->store, e->study);
	for (guint i = 0; i < e->study->points->len && !e->over; i++) {
		GPtrArray *runs = plan_runs_of(plan, i);
		for (guint k = 0; k < runs->len; k++)
			put_run(e, g_ptr_array_index(e->study->points, i), g_ptr_array_index(runs, k));
		g_ptr_array_unref(runs);
	}
	GPtrArray *rest = e->order->all ? plan_runs_rest(plan) : g_ptr_array_new();
	for (guint i = 0; i < rest->len && !e->over; i++)
		put_run(e, NULL, g_ptr_array_index(rest, i));
	g_ptr_array_unref(rest);
	plan_runs_free(plan);
}

/* put_all: the text of the export, once its columns are known. */
static bool put_all(struct exporter *e, GError **error)
{
	GArray *metrics = g_array_new(FALSE, FALSE, sizeof(int));
	for (int i = 0; i < metric_count(); i++)
		g_array_append_val(metrics, i);
	e->reader = store_reader_new(e->store, metrics, e->whose, error);
	g_array_unref(metrics);
	if (!e->reader)
		return false;
	e->figures = g_new(double, metric_count());
	if (!is_json(e))
		put_header(e);
	put_rows(e);
	export_hand_on(e, 1);
	g_free(e->figures);
	store_reader_free(e->reader);
	return true;
}

bool export_store(struct store *s, const struct export_order *order, export_sink sink, void *self,
		  GError **error)
{
	struct study *study = store_study(s, error);
	if (!study)
		return false;
	struct exporter e = {.store = s, .study = study, .order = order, .sink = sink, .self = self};
	e.whose = order->whose ? *order->whose : whose_of_study(&study->settings);
	e.columns = g_ptr_array_new_with_free_func(g_free);
	e.leads = g_ptr_array_new_with_free_func(g_free);
	e.out = g_string_new(NULL);
	export_add_columns(&e);
	add_leads(&e);
	bool read = put_all(&e, error);
	g_string_free(e.out, TRUE);
	g_ptr_array_unref(e.columns);
	g_ptr_array_unref(e.leads);
	study_free(study);
	return read;
}
