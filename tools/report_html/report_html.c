/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/report_html/report_html.h"
#include "report_assets.h"
#include "tools/report_html/sections.h"
#include "tools/text/html.h"
#include "tools/text/prose.h"
#include <string.h>

static const struct {
	const char *id, *title;
	report_section *write;
} sections[] = {
	{"answer", "What limits it", answer_section},
	{"warnings", "Warnings", warnings_section},
	{"charts", "Charts", charts_section},
	{"run", "Figures", run_section},
	{"tables", "Tables", study_section},
	{"series", "Over time", series_section},
	{"settings", "Settings in force", settings_section},
	{"repeat", "How to repeat it", repeat_section},
};

#define SECTIONS ((int)G_N_ELEMENTS(sections))

/* ---- scripts ---- */

/* report_html_script_of: both scripts, between marks that XML needs and JavaScript takes for comments; uPlot's licence goes with it. */
static char *report_html_script_of(void)
{
	return g_strconcat("//<![CDATA[\n/*\n", (const char *)uplot_licence, "*/\n", (const char *)uplot_js,
			   "\n", (const char *)report_js, "//]]>\n", NULL);
}

/* report_html_hash_of: as the policy of a page names a script. */
static char *report_html_hash_of(const char *script)
{
	guint8 digest[32];
	gsize length = sizeof(digest);
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)script, -1);
	g_checksum_get_digest(sum, digest, &length);
	g_checksum_free(sum);
	return g_base64_encode(digest, length);
}

/* ---- the page ---- */

static void add_head(GString *out, const struct results *r, const char *script)
{
	char *hash = report_html_hash_of(script), *question = prose_first_sentence(results_question(r));
	html_add(
		out,
		"<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n"
		"<title>%s%s%s</title>\n<style>\n",
		hash, results_name(r), *question ? ": " : "", question);
	g_string_append(out, (const char *)uplot_css);
	g_string_append(out, (const char *)report_css);
	g_string_append(out, "</style>\n</head>\n");
	g_free(question);
	g_free(hash);
}

static void add_contents(GString *out, char *const *bodies)
{
	g_string_append(out, "<nav aria-label=\"Contents\"><ul>\n");
	for (int i = 0; i < SECTIONS; i++)
		if (*bodies[i])
			html_add(out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id, sections[i].title);
	g_string_append(out, "</ul></nav>\n");
}

static void add_sections(GString *out, char *const *bodies)
{
	g_string_append(out, "<main id=\"main\">\n");
	for (int i = 0; i < SECTIONS; i++) {
		if (!*bodies[i])
			continue;
		html_add(out, "<section id=\"%s\" aria-labelledby=\"%s-head\">\n<h2 id=\"%s-head\">%s</h2>\n",
			 sections[i].id, sections[i].id, sections[i].id, sections[i].title);
		g_string_append(out, bodies[i]);
		g_string_append(out, "</section>\n");
	}
	g_string_append(out, "</main>\n");
}

static void add_body(GString *out, const struct results *r, char *const *bodies)
{
	char *question = prose_wrap(results_question(r), G_MAXINT);
	html_add(out,
		 "<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n<header>\n<h1>%s</h1>\n",
		 results_name(r));
	if (*question)
		html_add(out, "<p class=\"question\">%s</p>\n", question);
	g_string_append(out, "</header>\n");
	add_contents(out, bodies);
	add_sections(out, bodies);
	html_add(out, "<footer><p>Made by vhostsim %s.</p></footer>\n",
		 r->provenance ? json_read_text(r->provenance, "version") : "");
	g_free(question);
}

char *report_html(const struct results *r)
{
	GString *out = g_string_new(NULL);
	char *script = report_html_script_of(), *bodies[SECTIONS + 1] = {NULL};
	for (int i = 0; i < SECTIONS; i++) {
		GString *body = g_string_new(NULL);
		sections[i].write(body, r);
		bodies[i] = g_string_free(body, FALSE);
	}
	add_head(out, r, script);
	add_body(out, r, bodies);
	g_string_append_printf(out, "<script>%s</script>\n</body>\n</html>\n", script);
	for (int i = 0; i < SECTIONS; i++)
		g_free(bodies[i]);
	g_free(script);
	return g_string_free(out, FALSE);
}
