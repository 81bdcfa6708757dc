/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/chart/chart_svg.h"
#include "tools/chart/chart_style.h"
#include "tools/text/html.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FONT "DejaVu Sans,Verdana,Arial,sans-serif"
#define DARK_PAPER "#14171a"
#define DARK_PAPER_RGB 0x14171a
#define DARK_PAPER_GREY 0x17
#define CONTRAST_LEAST 4.5 /* of a curve with the paper; WCAG asks for 3 */

/* What draws. Everything else is left out with what is in it: scripts, styles, filters, foreign objects, images. */
static const char *const elements[] = {"g",	   "path",    "text",	 "tspan",    "rect",
				       "circle",   "ellipse", "line",	 "use",	     "polygon",
				       "polyline", "defs",    "pattern", "clipPath", NULL};

static const char *const attributes[] = {"x",
					 "y",
					 "x1",
					 "y1",
					 "x2",
					 "y2",
					 "cx",
					 "cy",
					 "r",
					 "rx",
					 "ry",
					 "width",
					 "height",
					 "d",
					 "points",
					 "transform",
					 "fill",
					 "stroke",
					 "color",
					 "stroke-width",
					 "stroke-linecap",
					 "stroke-linejoin",
					 "stroke-dasharray",
					 "stroke-opacity",
					 "fill-opacity",
					 "opacity",
					 "font-size",
					 "font-weight",
					 "font-style",
					 "text-anchor",
					 "shape-rendering",
					 "patternUnits",
					 "clip-path",
					 "id",
					 "xlink:href",
					 NULL};

static const char *const paints[] = {"fill", "stroke", "color", NULL};

struct writer {
	const struct chart_svg *how;
	GString *out;
	GArray *starts; /* of gsize: where the start tags of the open elements end in out */
	GArray *tags;	/* of gsize: where they begin */
	int left_out;	/* depth below an element that is left out; 0: above none */
	bool seen;	/* the root */
	GTree *classes; /* of char *: paints that have another colour on dark paper, "s0072b2" */
};

static bool is_one_of(const char *name, const char *const *names)
{
	return g_strv_contains(names, name);
}

/* ---- colours ---- */

/* luminance: relative, as WCAG 2.1 defines it, 0 to 1. */
static double luminance(int rgb)
{
	static const double share[] = {0.0722, 0.7152, 0.2126};
	double sum = 0;
	for (int i = 0; i < 3; i++) {
		double c = (rgb >> 8 * i & 0xff) / 255.0;
		sum += share[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

/* on_dark: the colour of a paint ('f'ill, 's'troke, 'c'olor) on dark paper. A grey is as far from that paper as it is from white, so
 * that a pale grid stays visible. A curve has contrast (WCAG 2.1, 1.4.11). Areas stay as they are. */
static int on_dark(int rgb, char paint)
{
	int grey = rgb & 0xff;
	if (rgb == grey * 0x010101)
		return (DARK_PAPER_GREY + (255 - grey) * (255 - DARK_PAPER_GREY) / 255) * 0x010101;
	if (paint == 'f')
		return rgb;
	double part = 0, least = CONTRAST_LEAST * (luminance(DARK_PAPER_RGB) + 0.05) - 0.05;
	while (luminance((int)chart_style_shade((unsigned)rgb, part)) < least)
		part += 0.05;
	return (int)chart_style_shade((unsigned)rgb, part);
}

static gint compare_classes(gconstpointer a, gconstpointer b, gpointer data)
{
	(void)data;
	return strcmp(a, b);
}

/* ---- attributes ---- */

/* rgb_of: a colour; -1: the value is none. */
static int rgb_of(const char *value)
{
	int r, g, b;
	unsigned x;
	if (!strcmp(value, "black"))
		return 0;
	if (sscanf(value, "rgb( %d , %d , %d )", &r, &g, &b) == 3)
		return (r | g | b) >> 8 ? -1 : r << 16 | g << 8 | b;
	return strlen(value) == 7 && sscanf(value, "#%6x", &x) == 1 ? (int)x : -1;
}

/* add_reference: "#NAME" or "url(#NAME)" of this picture; nothing of any other. */
static void add_reference(struct writer *w, const char *key, const char *value)
{
	bool is_url = g_str_has_prefix(value, "url(#") && g_str_has_suffix(value, ")");
	const char *name = is_url ? value + 5 : *value == '#' ? value + 1 : NULL;
	if (!name || !*name)
		return;
	html_add(w->out, " %s=\"", key);
	g_string_append(w->out, is_url ? "url(#" : "#");
	html_add(w->out, "%s%s\"", w->how->prefix, name);
}

static void add_attribute(struct writer *w, const char *key, const char *value)
{
	if (!strcmp(key, "id"))
		html_add(w->out, " id=\"%s%s\"", w->how->prefix, value);
	else if (!strcmp(key, "xlink:href") || strstr(value, "url"))
		add_reference(w, key, value);
	else
		html_add(w->out, " %s=\"%s\"", key, value);
}

/* add_classes: the classes of paints that have another colour on dark paper. */
static void add_classes(struct writer *w, const char **keys, const char **values)
{
	const char *before = " class=\"";
	for (; *keys; keys++, values++) {
		int rgb = is_one_of(*keys, paints) ? rgb_of(*values) : -1;
		if (rgb < 0 || on_dark(rgb, **keys) == rgb)
			continue;
		char *class = g_strdup_printf("%c%06x", **keys, rgb);
		g_string_append_printf(w->out, "%s%s", before, class);
		g_tree_replace(w->classes, class, class);
		before = " ";
	}
	if (*before == ' ' && !before[1])
		g_string_append_c(w->out, '"');
}

static void add_attributes(struct writer *w, const char **keys, const char **values)
{
	for (int i = 0; keys[i]; i++)
		if (is_one_of(keys[i], attributes))
			add_attribute(w, keys[i], values[i]);
	add_classes(w, keys, values);
}

static const char *chart_svg_value_of(const char *key, const char **keys, const char **values)
{
	for (; *keys; keys++, values++)
		if (!strcmp(*keys, key))
			return *values;
	return "";
}

/* add_hover: the text that gnuplot wants a script to show. */
static void add_hover(struct writer *w, const char *script)
{
	const char *begin = strstr(script, "(evt,'"), *end = strrchr(script, '\'');
	if (!begin || end < begin + 6)
		return;
	char *text = g_strndup(begin + 6, (gsize)(end - begin - 6));
	html_add(w->out, "<title>%s</title>", text);
	g_free(text);
}

/* ---- elements ---- */

static void open(struct writer *w, gsize tag)
{
	g_array_append_val(w->tags, tag);
	g_array_append_val(w->starts, w->out->len);
}

/* start_root: title and description are what a reader hears in place of the picture. */
static void start_root(struct writer *w, const char **keys, const char **values)
{
	const char *p = w->how->prefix;
	w->seen = true;
	html_add(w->out,
		 "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
		 "viewBox=\"%s\" role=\"img\" aria-labelledby=\"%sT %sD\" font-family=\"" FONT "\">\n"
		 "<title id=\"%sT\">%s</title>\n<desc id=\"%sD\">%s</desc>\n",
		 chart_svg_value_of("viewBox", keys, values), p, p, p, w->how->title, p, w->how->text);
	open(w, 0);
}

static bool is_paper(const char *name, const char **keys, const char **values)
{
	return !strcmp(name, "rect") && !strcmp(chart_svg_value_of("x", keys, values), "0") &&
	       !strcmp(chart_svg_value_of("y", keys, values), "0") &&
	       !g_ascii_strcasecmp(chart_svg_value_of("fill", keys, values), "#ffffff");
}

static void chart_svg_start_element(struct writer *w, const char *name, const char **keys,
				    const char **values)
{
	gsize tag = w->out->len;
	bool paper = is_paper(name, keys, values);
	if (paper && w->how->inlined) {
		w->left_out = 1;
		return;
	}
	g_string_append_printf(w->out, "<%s", name);
	if (paper)
		html_add(w->out,
			 " x=\"0\" y=\"0\" width=\"%s\" height=\"%s\" fill=\"#ffffff\" class=\"paper\"",
			 chart_svg_value_of("width", keys, values),
			 chart_svg_value_of("height", keys, values));
	else
		add_attributes(w, keys, values);
	g_string_append_c(w->out, '>');
	open(w, tag);
	add_hover(w, chart_svg_value_of("onmousemove", keys, values));
}

/* is_new_title: of a curve, as the script names it; a point that has its hover text has no other. */
static bool is_title(const struct writer *w, const char *name)
{
	gsize start = g_array_index(w->starts, gsize, w->starts->len - 1);
	return !strcmp(name, "title") && w->starts->len > 1 && w->out->len == start;
}

static void chart_svg_start(GMarkupParseContext *context, const char *name, const char **keys,
			    const char **values, void *writer, GError **error)
{
	struct writer *w = writer;
	(void)context;
	if (!w->seen && strcmp(name, "svg") != 0)
		g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "it is no SVG");
	else if (!w->seen)
		start_root(w, keys, values);
	else if (w->left_out > 0)
		w->left_out++;
	else if (is_one_of(name, elements))
		chart_svg_start_element(w, name, keys, values);
	else if (is_title(w, name)) {
		gsize tag = w->out->len;
		g_string_append(w->out, "<title>");
		open(w, tag);
	} else
		w->left_out = 1;
}

/* chart_svg_is_empty: whether nothing stands in the element that would be drawn. */
static bool chart_svg_is_empty(const struct writer *w, const char *name)
{
	gsize begin = g_array_index(w->starts, gsize, w->starts->len - 1);
	const char *inside = w->out->str + begin;
	if (strcmp(name, "g") != 0 && strcmp(name, "title") != 0)
		return false;
	if (g_str_has_prefix(inside, "<title>") && strstr(inside, "</title>"))
		inside = strstr(inside, "</title>") + 8;
	return inside[strspn(inside, " \n\t")] == '\0';
}

static void chart_svg_end(GMarkupParseContext *context, const char *name, void *writer, GError **error)
{
	struct writer *w = writer;
	(void)context;
	(void)error;
	if (w->left_out > 0) {
		w->left_out--;
		return;
	}
	if (chart_svg_is_empty(w, name))
		g_string_truncate(w->out, g_array_index(w->tags, gsize, w->tags->len - 1));
	else
		g_string_append_printf(w->out, "</%s>", name);
	g_array_set_size(w->starts, w->starts->len - 1);
	g_array_set_size(w->tags, w->tags->len - 1);
}

static void chart_svg_add_text(GMarkupParseContext *context, const char *text, gsize length, void *writer,
			       GError **error)
{
	struct writer *w = writer;
	(void)context;
	(void)error;
	if (!w->seen || w->left_out > 0)
		return;
	char *copy = g_strndup(text, length);
	bool blank = copy[strspn(copy, " \n\t")] == '\0';
	if (!blank)
		html_text(w->out, copy);
	g_free(copy);
}

/* ---- the picture ---- */

/* add_rule: of a class. */
static gboolean add_rule(gpointer key, gpointer value, gpointer text)
{
	const char *class = key;
	unsigned rgb = (unsigned)strtoul(class + 1, NULL, 16);
	const char *paint = *class == 'f' ? "fill" : *class == 's' ? "stroke" : "color";
	(void)value;
	g_string_append_printf(text, ".%s{%s:light-dark(#%06x,#%06x)}", class, paint, rgb,
			       (unsigned)on_dark((int)rgb, *class));
	return FALSE;
}

/* chart_svg_style: colours by the reader's paper. */
static char *chart_svg_style(const struct writer *w)
{
	GString *out = g_string_new("<style>");
	if (!w->how->inlined)
		g_string_append(out,
				":root{color-scheme:light dark}.paper{fill:light-dark(#fff," DARK_PAPER ")}");
	g_tree_foreach(w->classes, add_rule, out);
	g_string_append(out, "</style>\n");
	return g_string_free(out, FALSE);
}

static char *chart_svg_finish(struct writer *w)
{
	char *style = chart_svg_style(w);
	const char *root = strstr(w->out->str, "</desc>\n");
	g_string_insert(w->out, root ? root + 8 - w->out->str : 0, style);
	if (!w->how->inlined)
		g_string_prepend(w->out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
	g_string_append_c(w->out, '\n');
	g_free(style);
	return g_string_free(g_steal_pointer(&w->out), FALSE);
}

char *chart_svg(const char *picture, const struct chart_svg *how, GError **error)
{
	const GMarkupParser parser = {chart_svg_start, chart_svg_end, chart_svg_add_text, NULL, NULL};
	struct writer w = {how,
			   g_string_new(NULL),
			   g_array_new(FALSE, FALSE, sizeof(gsize)),
			   g_array_new(FALSE, FALSE, sizeof(gsize)),
			   0,
			   false,
			   g_tree_new_full(compare_classes, NULL, g_free, NULL)};
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &w, NULL);
	bool good = g_markup_parse_context_parse(context, picture, -1, error) &&
		    g_markup_parse_context_end_parse(context, error);
	char *text = good ? chart_svg_finish(&w) : NULL;
	g_markup_parse_context_free(context);
	g_array_unref(w.starts);
	g_array_unref(w.tags);
	g_tree_unref(w.classes);
	if (w.out)
		g_string_free(w.out, TRUE);
	return text;
}
