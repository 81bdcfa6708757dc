/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/cli/run_plots.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/explain/result_file.h"
#include "tools/run_files/run_chart.h"
#include "tools/run_files/series_chart.h"
#include "tools/show/provenance.h"
#include "tools/study/plan/plot_check.h"
#include "tools/text/input_file_text.h"
#include "tools/text/json_read.h"
#include <string.h>

char *run_plot_provenance(const char *file, const char *object, const char *name)
{
	char *folder = g_path_get_dirname(file), *path = g_build_filename(folder, PROVENANCE_FILE, NULL);
	char *json = input_file_text(path);
	JsonObject *all = json ? json_read(json, NULL) : NULL;
	char *text = g_strdup(json_read_text(object ? json_read_object(all, object) : all, name));
	g_clear_pointer(&all, json_object_unref);
	g_free(json);
	g_free(path);
	g_free(folder);
	return text;
}

/* text_beside: of a file beside the result; NULL: there is none. Newly allocated. */
static char *text_beside(const char *file, const char *name)
{
	char *folder = g_path_get_dirname(file), *path = g_build_filename(folder, name, NULL);
	char *text = input_file_text(path);
	g_free(path);
	g_free(folder);
	return text;
}

bool run_plot_run(const char *file, const struct scenario *s, const struct result *r, const char *folder,
		  GError **error)
{
	char *latencies = text_beside(file, "latency.csv"),
	     *question = run_plot_provenance(file, NULL, "question");
	bool drawn = run_chart_write(s, r, latencies, question, folder, error);
	g_free(question);
	g_free(latencies);
	return drawn;
}

bool run_plot_series(const char *file, const struct scenario *s, const struct result *r, const char *name,
		     const char *y, const char *folder, GError **error)
{
	char *csv = text_beside(file, "series.csv"), *question = run_plot_provenance(file, NULL, "question");
	char *conditions = run_chart_conditions(s, r);
	const struct series_chart chart = {name, question, s->name ? s->name : "A run", conditions, y};
	bool drawn = csv && series_chart_write(&chart, csv, folder, error);
	if (!csv)
		g_set_error(
			error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
			"there is no series.csv beside the result; set series: 1ms in the scenario, and run "
			"it again");
	g_free(conditions);
	g_free(question);
	g_free(csv);
	return drawn;
}

bool run_plot_has_series(const char *file)
{
	char *csv = text_beside(file, "series.csv");
	bool has = csv != NULL;
	g_free(csv);
	return has;
}

/* ---- those of a scenario ---- */

static bool draw_one(const struct plot_settings *p, const char *file, const struct scenario *s,
		     const struct result *r, const char *folder, GError **error)
{
	char *name = plot_name(p);
	bool drawn = strcmp(p->x, PLOT_TIME) ? run_plot_run(file, s, r, folder, error)
					     : run_plot_series(file, s, r, name, p->y, folder, error);
	g_free(name);
	return drawn;
}

static bool draw_all(const GArray *plots, const char *file, const char *folder, GError **error)
{
	struct scenario *s;
	struct result *r;
	if (!result_file_read(file, &s, &r, error))
		return false;
	bool good = true;
	for (guint i = 0; i < plots->len && good; i++) {
		const struct plot_settings *p = &g_array_index(plots, struct plot_settings, i);
		good = !plot_of_run(p) || draw_one(p, file, s, r, folder, error);
	}
	scenario_free(s);
	result_free(r);
	return good;
}

static bool has_any(const GArray *plots)
{
	for (guint i = 0; i < plots->len; i++)
		if (plot_of_run(&g_array_index(plots, struct plot_settings, i)))
			return true;
	return false;
}

int run_plots_write(const GArray *plots, const char *folder)
{
	GError *error = NULL;
	char *file = has_any(plots) ? result_file_at(folder) : NULL;
	int status = !file || draw_all(plots, file, folder, &error) ? EXIT_OK : cli_fail(error, EXIT_FAILED);
	g_free(file);
	return status;
}
