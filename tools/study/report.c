/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report.h"
#include "tools/chart.h"
#include "tools/output_file.h"
#include "tools/study/report_chart.h"
#include "tools/study/report_table.h"
#include <string.h>

static bool write_text(const char *folder, const char *name, const char *text, GError **error)
{
	char *path = g_build_filename(folder, name, NULL);
	bool written = output_file_write(path, text, strlen(text), error);
	g_free(path);
	return written;
}

bool report_write(const struct report *r, const char *folder, bool *drawn, GError **error)
{
	char *summary = report_markdown(r), *script = report_chart_script(r);
	bool written = write_text(folder, "summary.md", summary, error) &&
		       (!script || (write_text(folder, "study.gp", script, error) &&
				    chart_draw(folder, "study", error)));
	if (drawn)
		*drawn = script && written;
	g_free(summary);
	g_free(script);
	return written;
}
