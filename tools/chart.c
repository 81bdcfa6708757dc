/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/chart.h"
#include "tools/chart_names.h"
#include "tools/gnuplot.h"
#include "tools/prose.h"
#include <string.h>
#include <sys/stat.h>

#define SVG_END "</svg>"
#define PNG_END "IEND\xae\x42\x60\x82"

#define TITLE_WIDTH 88 /* characters that fit into a line above the chart */

void chart_quote(GString *out, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	g_string_append_c(out, '\'');
	for (const char *p = valid; *p; p++) {
		if (*p == '\'')
			g_string_append_c(out, '\'');
		g_string_append_c(out, g_ascii_iscntrl(*p) ? ' ' : *p);
	}
	g_string_append_c(out, '\'');
	g_free(valid);
}

void chart_list(GString *out, const char *name, const GPtrArray *texts)
{
	g_string_append_printf(out, "array %s[%u] = [", name, texts->len);
	for (guint i = 0; i < texts->len; i++) {
		g_string_append(out, i ? ", " : "");
		chart_quote(out, g_ptr_array_index(texts, i));
	}
	g_string_append(out, "]\n");
}

void chart_short_list(GString *out, const char *name, const GPtrArray *texts, int width)
{
	GPtrArray *names = chart_names(texts, width);
	chart_list(out, name, names);
	g_ptr_array_unref(names);
}

void chart_title(GString *out, const char *question, const char *otherwise)
{
	char *sentence = prose_first_sentence(question);
	char *wrapped = prose_wrap(*sentence ? sentence : otherwise, TITLE_WIDTH);
	char **lines = g_strsplit(wrapped, "\n", -1);
	g_string_append_printf(out, "TITLE_LINES = %u\nTITLE = ", g_strv_length(lines));
	for (char **line = lines; *line; line++) {
		chart_quote(out, *line);
		g_string_append(out, line[1] ? " . \"\\n\" . " : "\n");
	}
	g_strfreev(lines);
	g_free(wrapped);
	g_free(sentence);
}

/* check_end: gnuplot does not notice a full disk, so look whether the picture ends as its format says. */
static bool check_end(const char *folder, const char *name, const char *end, gsize length, GError **error)
{
	char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
	gsize size = 0;
	bool whole = g_file_get_contents(path, &bytes, &size, error);
	while (whole && size > 0 && bytes[size - 1] == '\n')
		size--;
	if (whole && (size < length || memcmp(bytes + size - length, end, length) != 0)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: gnuplot could not write all of it",
			    path);
		whole = false;
	}
	g_free(bytes);
	g_free(path);
	return whole;
}

static bool check_picture(const char *folder, const char *name, const char *ending, const char *end,
			  GError **error)
{
	char *file = g_strconcat(name, ending, NULL);
	bool whole = check_end(folder, file, end, strlen(end), error);
	g_free(file);
	return whole;
}

static bool run_gnuplot(const char *folder, const char *script, GError **error)
{
	bool drawn = gnuplot_run(folder, (const char *const[]){script, NULL}, CHART_TIMEOUT_S, error);
	if (!drawn)
		g_prefix_error(error, "the chart is not drawn (run gnuplot on %s in %s to draw it): ", script,
			       folder);
	return drawn;
}

static bool is_newer(const char *folder, const char *name, const char *ending, const struct timespec *than)
{
	char *file = g_strconcat(name, ending, NULL), *path = g_build_filename(folder, file, NULL);
	struct stat status;
	bool newer = stat(path, &status) == 0 &&
		     (status.st_mtim.tv_sec > than->tv_sec ||
		      (status.st_mtim.tv_sec == than->tv_sec && status.st_mtim.tv_nsec > than->tv_nsec));
	g_free(path);
	g_free(file);
	return newer;
}

/* is_drawn: whether both pictures are there and whole, and were drawn since the script was written. */
static bool is_drawn(const char *folder, const char *name)
{
	char *script = g_strconcat(name, ".gp", NULL), *path = g_build_filename(folder, script, NULL);
	struct stat status;
	bool drawn = stat(path, &status) == 0 && is_newer(folder, name, ".svg", &status.st_mtim) &&
		     is_newer(folder, name, ".png", &status.st_mtim) &&
		     check_picture(folder, name, ".svg", SVG_END, NULL) &&
		     check_picture(folder, name, ".png", PNG_END, NULL);
	g_free(path);
	g_free(script);
	return drawn;
}

bool chart_draw(const char *folder, const char *name, GError **error)
{
	if (is_drawn(folder, name))
		return true;
	char *script = g_strconcat(name, ".gp", NULL);
	bool drawn = run_gnuplot(folder, script, error) &&
		     check_picture(folder, name, ".svg", SVG_END, error) &&
		     check_picture(folder, name, ".png", PNG_END, error);
	g_free(script);
	return drawn;
}
