/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/chart/chart.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart_names.h"
#include "tools/chart/chart_svg.h"
#include "tools/chart/gnuplot.h"
#include "tools/text/prose.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SVG_END "</svg>"
#define PNG_END "IEND\xae\x42\x60\x82"
#define PDF_END "%%EOF"

#define TITLE_WIDTH 88	     /* characters that fit into a line above the chart */
#define CONDITIONS_WIDTH 150 /* and below it */

/* append_single: between single quotes, in which nothing is expanded. */
static void append_single(GString *out, const char *text)
{
	g_string_append_c(out, '\'');
	for (const char *p = text; *p; p++) {
		if (*p == '\'')
			g_string_append_c(out, '\'');
		g_string_append_c(out, g_ascii_iscntrl(*p) ? ' ' : *p);
	}
	g_string_append_c(out, '\'');
}

/* gnuplot takes two quotes at the beginning for an empty text, so those that a text begins with stand for themselves. */
void chart_quote(GString *out, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	size_t quotes = strspn(valid, "'");
	if (quotes > 0)
		g_string_append_printf(out, "\"%.*s\" . ", (int)quotes, valid);
	append_single(out, valid + quotes);
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

/* hover_text: newly allocated. */
static char *hover_text(const char *text)
{
	static const struct {
		const char *character, *other;
	} others[] = {{"<", "‹"}, {">", "›"}, {"&", "＆"}, {"\"", "”"}, {"'", "’"}, {"\\", "⧵"}};
	GString *out = g_string_new(text);
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_string_replace(out, others[i].character, others[i].other, 0);
	return g_string_free(out, FALSE);
}

void chart_hover_list(GString *out, const char *name, const GPtrArray *texts)
{
	GPtrArray *plain = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < texts->len; i++)
		g_ptr_array_add(plain, hover_text(g_ptr_array_index(texts, i)));
	chart_list(out, name, plain);
	g_ptr_array_unref(plain);
}

void chart_short_list(GString *out, const char *name, const GPtrArray *texts, int width)
{
	GPtrArray *names = chart_names(texts, width);
	chart_list(out, name, names);
	g_ptr_array_unref(names);
}

/* append_lines: COUNT and NAME of a text in lines of so many characters. */
static void append_lines(GString *out, const char *name, const char *count, const char *text, int width)
{
	char *wrapped = prose_wrap(text, width);
	char **lines = g_strsplit(wrapped, "\n", -1);
	g_string_append_printf(out, "%s = %u\n%s = ", count, MAX(g_strv_length(lines), 1), name);
	for (char **line = lines; *line; line++) {
		chart_quote(out, *line);
		g_string_append(out, line[1] ? " . \"\\n\" . " : "\n");
	}
	g_string_append(out, *lines ? "" : "''\n");
	g_strfreev(lines);
	g_free(wrapped);
}

void chart_title(GString *out, const char *question, const char *otherwise)
{
	char *sentence = prose_first_sentence(question);
	append_lines(out, "TITLE", "TITLE_LINES", *sentence ? sentence : otherwise, TITLE_WIDTH);
	g_free(sentence);
}

void chart_conditions(GString *out, const char *text)
{
	append_lines(out, "CONDITIONS", "CONDITION_LINES", text, CONDITIONS_WIDTH);
}

#define TAIL 64 /* bytes of a picture that are looked at */

/* read_tail: the last bytes of a plain file, not of what a link leads to; how many. */
static gsize read_tail(const char *path, char *tail)
{
	struct stat status;
	int fd = g_open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	ssize_t n = -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		n = pread(fd, tail, TAIL, MAX(status.st_size - TAIL, 0));
	close(fd);
	return n > 0 ? (gsize)n : 0;
}

/* chart_check_end: gnuplot does not notice a full disk, so look whether the picture ends as its format says. */
static bool chart_check_end(const char *folder, const char *name, const char *end, gsize length,
			    GError **error)
{
	char *path = g_build_filename(folder, name, NULL), tail[TAIL];
	gsize size = read_tail(path, tail);
	while (size > 0 && tail[size - 1] == '\n')
		size--;
	bool whole = size >= length && memcmp(tail + size - length, end, length) == 0;
	if (!whole)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: gnuplot could not write all of it",
			    path);
	g_free(path);
	return whole;
}

static bool check_picture(const char *folder, const char *name, const char *ending, const char *end,
			  GError **error)
{
	char *file = g_strconcat(name, ending, NULL);
	bool whole = chart_check_end(folder, file, end, strlen(end), error);
	g_free(file);
	return whole;
}

/* run_gnuplot: without what an init file beside the results may hold; the pictures go into `into`. more: a statement before
 * the script. */
static bool run_gnuplot(const char *folder, const char *script, const char *into, const char *more,
			GError **error)
{
	char *set = g_strdup_printf("%sINTO = '%s/'", more, into);
	const char *const arguments[] = {"-d", "-e", set, script, NULL};
	bool drawn = gnuplot_run(folder, arguments, CHART_TIMEOUT_S, error);
	g_free(set);
	if (!drawn)
		g_prefix_error(error, "the chart is not drawn (run gnuplot on %s in %s to draw it): ", script,
			       folder);
	return drawn;
}

static bool is_newer(const char *folder, const char *name, const char *ending, const struct timespec *than)
{
	char *file = g_strconcat(name, ending, NULL), *path = g_build_filename(folder, file, NULL);
	struct stat status;
	bool newer = lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
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

/* draw_into: both pictures, into the folder `into` of the folder. */
static bool draw_into(const char *folder, const char *name, const char *into, GError **error)
{
	char *script = g_strconcat(name, ".gp", NULL), *path = g_build_filename(folder, into, NULL);
	bool drawn = run_gnuplot(folder, script, into, "", error) &&
		     check_picture(path, name, ".svg", SVG_END, error) &&
		     check_picture(path, name, ".png", PNG_END, error);
	g_free(script);
	g_free(path);
	return drawn;
}

/* chart_take: moves a picture out of the private folder, over whatever has its name; a link there is replaced, not followed. */
static bool chart_take(const char *folder, const char *private, const char *name, const char *ending,
		       GError **error)
{
	char *file = g_strconcat(name, ending, NULL), *from = g_build_filename(private, file, NULL);
	char *to = g_build_filename(folder, file, NULL);
	bool taken = g_rename(from, to) == 0;
	if (!taken)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: cannot be written: %s", to,
			    g_strerror(errno));
	g_free(file);
	g_free(from);
	g_free(to);
	return taken;
}

/* chart_describe: the SVG in the private folder says what it is. */
static bool chart_describe(const char *private, const char *name, const struct chart_svg *how, GError **error)
{
	char *file = g_strconcat(name, ".svg", NULL), *path = g_build_filename(private, file, NULL);
	char *drawn = NULL, *text = NULL;
	bool described = g_file_get_contents(path, &drawn, NULL, error) &&
			 (text = chart_svg(drawn, how, error)) && g_file_set_contents(path, text, -1, error);
	g_free(text);
	g_free(drawn);
	g_free(path);
	g_free(file);
	return described;
}

/* draw_in: draws into the private folder, and moves the pictures out of it. */
static bool draw_in(const char *private, const char *folder, const char *name, const struct chart_svg *how,
		    GError **error)
{
	char *into = g_path_get_basename(private);
	bool drawn = draw_into(folder, name, into, error) && chart_describe(private, name, how, error);
	drawn = drawn && chart_take(folder, private, name, ".svg", error) &&
		chart_take(folder, private, name, ".png", error);
	g_free(into);
	return drawn;
}

/* draw_pdf_in: like draw_in. */
static bool draw_pdf_in(const char *private, const char *folder, const char *name, GError **error)
{
	char *into = g_path_get_basename(private), *script = g_strconcat(name, ".gp", NULL);
	bool drawn = run_gnuplot(folder, script, into, "PDF = 1; ", error) &&
		     check_picture(private, name, ".pdf", PDF_END, error) &&
		     chart_take(folder, private, name, ".pdf", error);
	if (!drawn && *error && strstr((*error)->message, "terminal"))
		g_prefix_error(error, "a PDF needs a gnuplot with the terminal pdfcairo, as in Debian's "
				      "gnuplot-nox: ");
	g_free(script);
	g_free(into);
	return drawn;
}

/* draw_private: what is drawn into a private folder of the folder; how NULL: a PDF. */
static bool draw_private(const char *folder, const char *name, const struct chart_svg *how, GError **error)
{
	int fd;
	char *private = output_temporary_folder(folder, &fd);
	if (!private) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: no folder can be made in it: %s",
			    folder, g_strerror(errno));
		return false;
	}
	bool drawn =
		how ? draw_in(private, folder, name, how, error) : draw_pdf_in(private, folder, name, error);
	output_folder_remove(private);
	close(fd);
	g_free(private);
	return drawn;
}

/* write_script: a file that has the text already keeps its date, by which the chart is known to be drawn. */
static bool write_script(const struct chart_file *f, const char *script, GError **error)
{
	char *file = g_strconcat(f->name, ".gp", NULL), *path = g_build_filename(f->folder, file, NULL);
	bool written = (!f->data_beside && output_file_holds(path, script)) ||
		       output_file_write(path, script, strlen(script), error);
	g_free(path);
	g_free(file);
	return written;
}

bool chart_write(const struct chart_file *f, char *script, GError **error)
{
	char *title = prose_first_sentence(f->question);
	const struct chart_svg how = {*title ? title : f->otherwise, f->text, "vhostsim", false};
	bool drawn = write_script(f, script, error) &&
		     (is_drawn(f->folder, f->name) || draw_private(f->folder, f->name, &how, error));
	g_free(title);
	g_free(script);
	return drawn;
}

bool chart_draw_pdf(const char *folder, const char *name, GError **error)
{
	return draw_private(folder, name, NULL, error);
}
