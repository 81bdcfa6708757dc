/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/output_file.h"
#include "tools/chart/chart_svg.h"
#include "tools/explain/result_file.h"
#include "tools/report_html/sections.h"
#include "tools/run_files/run_chart.h"
#include "tools/text/html.h"
#include <string.h>

#define MOST 40 /* pictures in one report */

/* What our own pictures show. */
static const struct {
	const char *file, *caption;
} known[] = {
	{"crawl.svg",
	 "Performance crawl: forwarding rate, latency, losses and CPU time over the offered load."},
	{"study.svg", "Forwarding rate, losses and latency of the points."},
	{"map.svg", "Map of the points."},
	{"run.svg", "Percentiles of the latency, and what each core did."},
};

static const char *caption_of(const char *file)
{
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (!strcmp(known[i].file, file))
			return known[i].caption;
	return "";
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* pictures: the names of the SVG files in the folder, in alphabetical order. */
static GPtrArray *pictures(const struct results *r)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *folder = g_dir_open(r->folder, 0, NULL);
	for (const char *name; folder && (name = g_dir_read_name(folder));)
		if (g_str_has_suffix(name, ".svg"))
			g_ptr_array_add(names, g_strdup(name));
	if (folder)
		g_dir_close(folder);
	g_ptr_array_sort(names, by_name);
	return names;
}

/* kept_text: between two marks of the picture's head, as chart_draw wrote it; "" when it is not there. */
static char *kept_text(const char *picture, const char *begin, const char *end)
{
	const char *from = strstr(picture, begin), *to = from ? strstr(from, end) : NULL;
	from = to ? strchr(from, '>') : NULL;
	char *raw = from && from < to ? g_strndup(from + 1, (gsize)(to - from - 1)) : g_strdup("");
	GString *plain = g_string_new(raw);
	static const struct {
		const char *entity, *character;
	} entities[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++)
		g_string_replace(plain, entities[i].entity, entities[i].character, 0);
	g_free(raw);
	return g_string_free(plain, FALSE);
}

/* set_prefix: letters for the i-th picture. */
static void set_prefix(char prefix[3], guint i)
{
	prefix[0] = (char)('a' + i / 26);
	prefix[1] = (char)('a' + i % 26);
	prefix[2] = '\0';
}

static void add_picture(GString *out, const struct results *r, const char *file, guint i)
{
	char *drawn = results_file(r, file), prefix[3];
	if (!drawn)
		return;
	set_prefix(prefix, i);
	char *title = kept_text(drawn, "<title", "</title>"), *text = kept_text(drawn, "<desc", "</desc>");
	const struct chart_svg how = {title, text, prefix, true};
	char *picture = chart_svg(drawn, &how, NULL);
	const char *known_caption = caption_of(file);
	const char *caption = *known_caption ? known_caption : *text ? text : title;
	if (picture) {
		html_add(out,
			 "<figure><div class=\"chart\" tabindex=\"0\" role=\"group\" aria-label=\"%s\">\n",
			 caption);
		g_string_append(out, picture);
		html_add(out, "</div><figcaption>%s</figcaption></figure>\n", caption);
	}
	g_free(picture);
	g_free(title);
	g_free(text);
	g_free(drawn);
}

/* ---- the chart of a single run, which is drawn for the report ---- */

/* draw_run: into the folder; false when it cannot be: the result is cut, or there is no gnuplot. */
static bool draw_run(const struct results *r, const char *folder, GError **error)
{
	struct scenario *s;
	struct result *result;
	char *path = g_build_filename(r->folder, RESULT_FILE, NULL),
	     *latencies = results_file(r, "latency.csv");
	bool read = result_file_read(path, &s, &result, error);
	bool drawn = read && run_chart_write(s, result, latencies, results_question(r), folder, error);
	if (read) {
		scenario_free(s);
		result_free(result);
	}
	g_free(latencies);
	g_free(path);
	return drawn;
}

static void charts_section_add_run(GString *out, const struct results *r)
{
	char *folder = r->run ? g_dir_make_tmp("vhostsim-XXXXXX", NULL) : NULL;
	GError *error = NULL;
	struct results drawn = {.folder = folder};
	if (!folder)
		return;
	if (draw_run(r, folder, &error))
		add_picture(out, &drawn, RUN_CHART ".svg", MOST);
	else
		html_add(out, "<p>There is no chart of the run: %s</p>\n", error->message);
	g_clear_error(&error);
	output_folder_remove(folder);
	g_free(folder);
}

void charts_section(GString *out, const struct results *r)
{
	GPtrArray *names = pictures(r);
	charts_section_add_run(out, r);
	for (guint i = 0; i < names->len && i < MOST; i++)
		if (!r->run || strcmp(g_ptr_array_index(names, i), RUN_CHART ".svg") != 0)
			add_picture(out, r, g_ptr_array_index(names, i), i);
	g_ptr_array_unref(names);
}
