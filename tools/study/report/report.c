/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart.h"
#include "tools/study/report/report_chart.h"
#include "tools/study/report/report_map.h"
#include "tools/study/report/report_plots.h"
#include "tools/study/report/report_table.h"
#include "tools/study/summary/summary_store.h"
#include "tools/text/prose.h"
#include <string.h>

/* write_text: a file that has the text already keeps its date, by which the chart is known to be drawn. */
static bool write_text(const char *folder, const char *name, const char *text, GError **error)
{
	char *path = g_build_filename(folder, name, NULL);
	bool written = output_file_holds(path, text) || output_file_write(path, text, strlen(text), error);
	g_free(path);
	return written;
}

/* report_draw: the chart NAME of the study by its script; NULL: there is none. */
static bool report_draw(const struct report *r, const char *folder, const char *name, const char *script,
			GError **error)
{
	const struct study *study = report_study(r);
	char *file = g_strconcat(name, ".gp", NULL), *title = prose_first_sentence(study->question);
	bool drawn = !script || (write_text(folder, file, script, error) &&
				 chart_draw(folder, name, *title ? title : study->name,
					    "The figures are in the tables of summary.md.", error));
	g_free(title);
	g_free(file);
	return drawn;
}

bool report_write(const struct report *r, const char *folder, struct report_files *files, GError **error)
{
	char *summary = report_markdown(r), *script = report_chart_script(r), *map = report_map_script(r);
	bool written = write_text(folder, "summary.md", summary, error) &&
		       report_draw(r, folder, "study", script, error) &&
		       report_draw(r, folder, "map", map, error);
	if (files)
		*files = (struct report_files){written, script && written, map && written};
	g_free(summary);
	g_free(script);
	g_free(map);
	return written;
}

static bool report_write_all(const struct report *r, const struct summary *summary, const char *folder,
			     struct report_files *files, GError **error)
{
	char *csv = summary_text(summary);
	bool written = write_text(folder, "summary.csv", csv, error) && report_write(r, folder, files, error);
	g_free(csv);
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
