/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/export.h"
#include "tools/csv.h"
#include "tools/json_writer.h"
#include "tools/study/plan_runs.h"
#include <math.h>
#include <string.h>

#define PIECE 65536 /* bytes that are handed on at once */

struct exporter {
	struct store *store;
	const struct study *study;
	const struct export_order *order;
	const char *guest;
	GPtrArray *columns; /* names; owned */
	guint column;	    /* of the cell that comes next in the row */
	struct json_writer *json;
	GString *out;
	export_sink sink;
	void *self;
	bool over;
};

/* ---- columns ---- */

/* with_unit: the name with the unit at its end; newly allocated. */
static char *with_unit(const char *name, const char *unit)
{
	char *column = metric_column(&(struct metric){.name = name, .unit = unit});
	return column;
}

static void add_column(struct exporter *e, char *name)
{
	for (guint i = 0; i < e->columns->len; i++)
		if (!strcmp(g_ptr_array_index(e->columns, i), name)) {
			char *other = g_strconcat(name, "_2", NULL);
			g_free(name);
			add_column(e, other);
			return;
		}
	g_ptr_array_add(e->columns, name);
}

static void add_columns(struct exporter *e)
{
	add_column(e, g_strdup("study"));
	if (e->order->all)
		add_column(e, g_strdup("label"));
	for (guint i = 0; i < e->study->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(e->study->axes, i);
		add_column(e, with_unit(axis->name, axis->is_number ? unit_base(axis->unit) : ""));
	}
	add_column(e, g_strdup("replication"));
	add_column(e, g_strdup("seed"));
	add_column(e, g_strdup("guest"));
	for (int i = 0; i < metric_count(); i++)
		add_column(e, metric_column(metric_at(i)));
	add_column(e, g_strdup("model"));
	add_column(e, g_strdup("identity"));
}

/* ---- cells ---- */

static const char *next_column(struct exporter *e)
{
	if (!e->json && e->column > 0)
		g_string_append_c(e->out, ',');
	return g_ptr_array_index(e->columns, e->column++);
}

static void put_text(struct exporter *e, const char *text)
{
	const char *name = next_column(e);
	if (e->json)
		json_text(e->json, name, text);
	else
		csv_text(e->out, text);
}

static void put_number(struct exporter *e, double value)
{
	const char *name = next_column(e);
	if (!e->json) {
		csv_exact(e->out, value);
	} else if (!isfinite(value)) {
		json_null(e->json, name);
	} else {
		GString *text = g_string_new(NULL);
		csv_exact(text, value);
		json_number(e->json, name, text->str);
		g_string_free(text, TRUE);
	}
}

static void put_integer(struct exporter *e, int64_t value)
{
	const char *name = next_column(e);
	if (e->json)
		json_int(e->json, name, value);
	else
		g_string_append_printf(e->out, "%" G_GINT64_FORMAT, value);
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

static void put_figures(struct exporter *e, const struct run_values *values)
{
	for (int i = 0; i < metric_count(); i++)
		put_number(e, run_value(values, i, metric_at(i)->of_guest ? e->guest : NULL));
}

static void put_cells(struct exporter *e, const struct study_point *point, const struct store_run *run,
		      const struct run_values *values)
{
	put_text(e, e->study->name);
	if (e->order->all)
		put_label(e, point, run);
	put_axes(e, point);
	put_integer(e, run->replication);
	put_integer(e, run->seed);
	put_text(e, e->guest);
	put_figures(e, values);
	put_text(e, run->model);
	put_text(e, run->identity);
}

static void hand_on(struct exporter *e, gsize least)
{
	if (e->out->len < least || e->over)
		return;
	store_rest(e->store);
	e->over = !e->sink(e->self, e->out->str);
	g_string_truncate(e->out, 0);
}

static void put_run(struct exporter *e, const struct study_point *point, const struct store_run *run)
{
	struct run_values *values = store_values(e->store, run);
	if (!values)
		return;
	e->column = 0;
	if (e->order->format == EXPORT_JSONL) {
		e->json = json_writer_new();
		json_row(e->json, NULL);
		put_cells(e, point, run, values);
		json_end(e->json);
		char *line = json_writer_finish(e->json);
		g_string_append(e->out, line);
		g_free(line);
	} else {
		put_cells(e, point, run, values);
		g_string_append_c(e->out, '\n');
	}
	run_values_free(values);
	hand_on(e, PIECE);
}

static void put_header(struct exporter *e)
{
	for (guint i = 0; i < e->columns->len; i++) {
		if (i > 0)
			g_string_append_c(e->out, ',');
		csv_text(e->out, g_ptr_array_index(e->columns, i));
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

bool export_store(struct store *s, const struct export_order *order, export_sink sink, void *self,
		  GError **error)
{
	struct study *study = store_study(s, error);
	if (!study)
		return false;
	struct exporter e = {.store = s, .study = study, .order = order, .sink = sink, .self = self};
	e.guest = order->guest ? order->guest : study->settings.guest;
	e.columns = g_ptr_array_new_with_free_func(g_free);
	e.out = g_string_new(NULL);
	add_columns(&e);
	if (order->format == EXPORT_CSV)
		put_header(&e);
	put_rows(&e);
	hand_on(&e, 1);
	g_string_free(e.out, TRUE);
	g_ptr_array_unref(e.columns);
	study_free(study);
	return true;
}
