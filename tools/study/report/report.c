/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart.h"
#include "tools/study/report/report_chart.h"
#include "tools/study/report/report_map.h"
#include "tools/study/report/report_plots.h"
#include "tools/study/report/report_table.h"
#include "tools/study/summary/summary_store.h"
#include <string.h>

/* report_draw: the chart NAME of the study by its script; NULL: there is none. */
static bool report_draw(const struct report *r, const char *folder, const char *name, const char *script,
			GError **error)
{
	const struct study *study = report_study(r);
	const struct chart_file file = {
		folder, name, study->question, study->name, "The figures are in the tables of summary.md.",
		false};
	return !script || chart_write(&file, g_strdup(script), error);
}

bool report_write(const struct report *r, const char *folder, struct report_files *files, GError **error)
{
	char *script = report_chart_script(r), *map = report_map_script(r);
	bool written = output_file_text(folder, "summary.md", report_markdown(r), error) &&
		       report_draw(r, folder, "study", script, error) &&
		       report_draw(r, folder, "map", map, error);
	if (files)
		*files = (struct report_files){written, script && written, map && written};
	g_free(script);
	g_free(map);
	return written;
}

static bool report_write_all(const struct report *r, const struct summary *summary, const char *folder,
			     struct report_files *files, GError **error)
{
	bool written = output_file_text(folder, "summary.csv", summary_text(summary), error) &&
		       report_write(r, folder, files, error);
	return written;
}

static char *report_text_of(const struct report *r, const char *folder, struct report_files files,
			    const char *left_out)
{
	char *table = report_text(r), *names = NULL;
	if (files.written)
		names = g_strdup_printf("\n%s: summary.md, summary.csv%s%s\n", folder,
					files.chart ? "; chart: study.svg and study.png, by study.gp" : "",
					files.map ? "; map: map.svg and map.png, by map.gp" : "");
	char *text = g_strconcat(table, names ? names : "", left_out, NULL);
	g_free(table);
	g_free(names);
	return text;
}

bool report_store(const struct study *study, struct store *store, const char *folder, char **text,
		  GError **error)
{
	GArray *metrics = summary_metrics(NULL, NULL);
	struct summary *summary = summary_of_open_store(store, folder, metrics, error);
	g_array_unref(metrics);
	*text = NULL;
	if (!summary)
		return false;
	struct report *r = report_new(study, summary);
	struct report_files files = {false, false, false};
	char *left_out = NULL;
	bool written = report_write_all(r, summary, folder, &files, error) &&
		       report_plots_write(study, store, folder, &left_out, error);
	*text = report_text_of(r, folder, files, left_out);
	g_free(left_out);
	report_free(r);
	summary_free(summary);
	return written;
}
