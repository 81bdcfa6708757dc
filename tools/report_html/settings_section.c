/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/version.h"
#include "tools/report_html/sections.h"
#include "tools/text/html.h"
#include <math.h>
#include <string.h>

/* ---- settings ---- */

static bool is_default(JsonObject *row)
{
	return !strcmp(json_read_text(row, "origin"), "default");
}

static void add_settings(GString *out, JsonArray *settings, bool defaults, const char *caption)
{
	struct table *t = table_new();
	guint rows = 0;
	table_column(t, "setting", "", true);
	table_column(t, "value", "", true);
	table_column(t, "origin", "", true);
	for (guint i = 0; i < json_read_length(settings); i++) {
		JsonObject *row = json_read_element(settings, i);
		const char *value = json_read_text(row, "value");
		if (is_default(row) != defaults)
			continue;
		table_cell(t, "%s", json_read_text(row, "key"));
		table_cell(t, "%s",
			   *value || !g_str_has_prefix(json_read_text(row, "origin"), "axis ") ? value
											       : "varies");
		table_cell(t, "%s", json_read_text(row, "origin"));
		rows++;
	}
	section_table(out, t, rows, caption);
}

static void settings_section_add_costs(GString *out, JsonArray *costs)
{
	struct table *t = table_new();
	table_column(t, "cost", "", true);
	table_column(t, "field", "", true);
	table_column(t, "value", "", false);
	table_column(t, "confidence", "", true);
	table_column(t, "origin", "", true);
	for (guint i = 0; i < json_read_length(costs); i++) {
		JsonObject *row = json_read_element(costs, i);
		table_cell(t, "%s", json_read_text(row, "cost"));
		table_cell(t, "%s", json_read_text(row, "field"));
		table_cell(t, "%s", json_read_text(row, "value"));
		table_cell(t, "%s", json_read_text(row, "confidence"));
		table_cell(t, "%s", json_read_text(row, "origin"));
	}
	section_table(out, t, json_read_length(costs), "Costs in force");
}

static void add_hosts(GString *out, JsonObject *machines)
{
	JsonArray *hosts = json_read_array(machines, "hosts");
	struct table *t = table_new();
	table_column(t, "machine", "", true);
	table_column(t, "cores", "", false);
	table_column(t, "clock", "", false);
	for (guint i = 0; i < json_read_length(hosts); i++) {
		JsonObject *host = json_read_element(hosts, i);
		table_cell(t, "%s", json_read_text(host, "name"));
		section_number(t, json_read_number(host, "cores"), 0);
		table_cell(t, "%s", json_read_text(host, "clock"));
	}
	section_table(out, t, json_read_length(hosts), "Machines");
}

static void add_links(GString *out, JsonObject *machines)
{
	JsonArray *links = json_read_array(machines, "links");
	struct table *t = table_new();
	table_column(t, "link", "", true);
	table_column(t, "bandwidth", "", false);
	table_column(t, "latency", "", false);
	for (guint i = 0; i < json_read_length(links); i++) {
		JsonObject *link = json_read_element(links, i);
		table_cell(t, "%s", json_read_text(link, "name"));
		table_cell(t, "%s", json_read_text(link, "bandwidth"));
		table_cell(t, "%s", json_read_text(link, "latency"));
	}
	section_table(out, t, json_read_length(links), "Links");
}

void settings_section(GString *out, const struct results *r)
{
	JsonArray *settings = json_read_array(r->provenance, "settings");
	JsonObject *machines = json_read_object(r->provenance, "machines");
	if (!r->provenance)
		return;
	g_string_append(out, "<p>An origin is the file with line and column, the command line "
			     "(<code>--set</code>), an axis of the study, or the default.</p>\n");
	add_settings(out, settings, false, "Settings that are not left at their default");
	add_hosts(out, machines);
	add_links(out, machines);
	g_string_append(out, "<details><summary>Settings at their default, and costs</summary>\n");
	add_settings(out, settings, true, "Settings at their default");
	settings_section_add_costs(out, json_read_array(r->provenance, "costs"));
	g_string_append(out, "</details>\n");
}

/* ---- how to repeat it ---- */

static void add_fact(GString *out, const char *name, const char *value)
{
	if (*value)
		html_add(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, value);
}

static void add_count(GString *out, const char *name, double value)
{
	char *text = isfinite(value) ? g_strdup_printf("%.0f", value) : g_strdup("");
	add_fact(out, name, text);
	g_free(text);
}

static void add_axes(GString *out, JsonObject *plan)
{
	JsonArray *axes = json_read_array(plan, "axes");
	struct table *t = table_new();
	table_column(t, "axis", "", true);
	table_column(t, "values", "", true);
	for (guint i = 0; i < json_read_length(axes); i++) {
		JsonObject *axis = json_read_element(axes, i);
		JsonArray *values = json_read_array(axis, "values");
		GString *all = g_string_new(NULL);
		for (guint k = 0; k < json_read_length(values); k++)
			g_string_append_printf(all, "%s%s", k ? "; " : "", json_read_word(values, k));
		table_cell(t, "%s", json_read_text(axis, "name"));
		table_cell(t, "%s", all->str);
		g_string_free(all, TRUE);
	}
	section_table(out, t, json_read_length(axes), "Axes of the plan");
}

void repeat_section(GString *out, const struct results *r)
{
	JsonObject *p = r->provenance, *plan = json_read_object(p, "plan");
	if (!p)
		return;
	html_add(out,
		 "<p>This command repeats the results, with the same figures to the last digit:</p>\n"
		 "<pre tabindex=\"0\"><code>%s</code></pre>\n<dl class=\"facts\">\n",
		 json_read_text(p, "repeat"));
	add_fact(out, "vhostsim", json_read_text(p, "version"));
	add_fact(out, "version of the model", json_read_text(p, "model"));
	add_count(out, "seed", json_read_number(p, "seed"));
	add_count(out, "points", json_read_number(plan, "points"));
	add_count(out, "replications", json_read_number(plan, "replications"));
	g_string_append(out, "</dl>\n");
	add_axes(out, plan);
}
