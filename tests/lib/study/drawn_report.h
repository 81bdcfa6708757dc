/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reports written and drawn into a folder.
 */
#ifndef TESTS_LIB_STUDY_DRAWN_REPORT_H
#define TESTS_LIB_STUDY_DRAWN_REPORT_H

#include "tests/lib/suite.h"
#include "tools/study/report/report.h"
#include <glib/gstdio.h>

/* sum_of: the checksum of a file, which is removed. */
static inline char *sum_of(const char *folder, const char *name)
{
	char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
	gsize length = 0;
	CU_ASSERT_TRUE(g_file_get_contents(path, &bytes, &length, NULL));
	char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
	g_unlink(path);
	g_free(path);
	g_free(bytes);
	return sum;
}

/* write_once: writes the report, which has a chart and, or not, a map; the sums of its files, which are removed. */
static inline char *write_once(const struct report *r, const char *folder, bool map)
{
	static const char *const names[] = {"summary.md", "study.gp", "study.svg", "study.png",
					    "map.gp",	  "map.svg",  "map.png"};
	struct report_files files;
	GError *error = NULL;
	CU_ASSERT_TRUE(report_write(r, folder, &files, &error));
	CU_ASSERT_TRUE(files.written && files.chart && files.map == map);
	CU_ASSERT_PTR_NULL(error);
	GString *sums = g_string_new(NULL);
	for (size_t i = 0; i < (map ? G_N_ELEMENTS(names) : 4); i++) {
		char *sum = sum_of(folder, names[i]);
		g_string_append_printf(sums, "%s %s\n", names[i], sum);
		g_free(sum);
	}
	return g_string_free(sums, FALSE);
}

#endif
