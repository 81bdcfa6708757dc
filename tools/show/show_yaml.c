/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/cost_section.h"
#include "tools/scenario/scenario_base.h"
#include "tools/scenario/setting.h"
#include "tools/show/show.h"
#include "tools/show/show_rows.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/text/yaml_writer.h"
#include <string.h>

/*
 * What a scenario holds beside settings, shown as it is written, with the place of each value: the curves of a crawl, the
 * axes of a study, its exclusions, expectations.
 */

static void write_member(struct yaml_writer *w, struct scenario_base *b, const char *key,
			 const yaml_node_t *node);

static char *show_yaml_place_text(struct scenario_base *b, const yaml_node_t *node)
{
	const struct origin origin = {ORIGIN_FILE, yaml_file_place(scenario_base_file(b), node)};
	return origin_text(&origin);
}

static bool show_yaml_is_plain(const yaml_node_t *scalar)
{
	return scalar->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* Whether there is anything in it. */
static bool has_content(struct yaml_file *f, const yaml_node_t *node)
{
	const yaml_node_t *key, *value;
	return node->type == YAML_MAPPING_NODE ? yaml_file_pair(f, node, 0, &key, &value)
					       : yaml_file_item(f, node, 0) != NULL;
}

/* empty_text: how a mapping or list without content is written. */
static const char *empty_text(const yaml_node_t *node)
{
	return node->type == YAML_MAPPING_NODE ? "{}" : "[]";
}

static void write_item(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *node);

/* write_contents: the members of a mapping, the items of a list. A section that only studies read may have any shape. */
static void write_contents(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *node)
{
	struct yaml_file *f = scenario_base_file(b);
	const yaml_node_t *key, *value;
	if (node->type == YAML_MAPPING_NODE)
		for (int i = 0; yaml_file_pair(f, node, i, &key, &value); i++)
			write_member(w, b, yaml_file_text(key), value);
	else
		for (int i = 0; (value = yaml_file_item(f, node, i)); i++)
			write_item(w, b, value);
}

static void write_item(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *node)
{
	if (node->type == YAML_SCALAR_NODE) {
		char *comment = show_yaml_place_text(b, node);
		yaml_item_value(w, yaml_file_text(node), show_yaml_is_plain(node), comment);
		g_free(comment);
	} else if (!has_content(scenario_base_file(b), node)) {
		yaml_item_value(w, empty_text(node), true, NULL);
	} else {
		yaml_item(w);
		write_contents(w, b, node);
		yaml_close(w);
	}
}

static void write_scalar(struct yaml_writer *w, struct scenario_base *b, const char *key,
			 const yaml_node_t *node)
{
	char *comment = show_yaml_place_text(b, node),
	     *set = setting_text(scenario_base_reader(b), key, yaml_file_text(node),
				 yaml_file_place(scenario_base_file(b), node));
	const char *value = set + strlen(key) + 1;
	if (show_yaml_is_plain(node))
		yaml_pair_bare(w, key, value, comment);
	else
		yaml_pair(w, key, value, comment);
	g_free(comment);
	g_free(set);
}

static void write_member(struct yaml_writer *w, struct scenario_base *b, const char *key,
			 const yaml_node_t *node)
{
	if (node->type == YAML_SCALAR_NODE) {
		write_scalar(w, b, key, node);
	} else if (!has_content(scenario_base_file(b), node)) {
		yaml_pair_bare(w, key, empty_text(node), NULL);
	} else {
		yaml_open(w, key, NULL);
		write_contents(w, b, node);
		yaml_close(w);
	}
}

/* show_nodes: adds the member key of a mapping of the base's document, if it is there. mapping NULL: there is none. A path
 * under the key of a setting is written as it is from the folder of the scenario. */
static void show_nodes(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *mapping,
		       const char *key)
{
	struct yaml_file *f = scenario_base_file(b);
	const yaml_node_t *node = mapping ? yaml_file_find(f, mapping, key) : NULL;
	if (node && node->type != YAML_SCALAR_NODE && has_content(f, node))
		write_member(w, b, key, node);
}

/* ---- settings ---- */

static void write_row(struct yaml_writer *w, const struct show_row *row)
{
	char *comment = origin_text(&row->origin);
	if (row->option->type == OPTION_TEXT || row->option->type == OPTION_CHOICE)
		yaml_pair(w, row->option->key, row->value, comment);
	else
		yaml_pair_bare(w, row->option->key, row->value, comment);
	g_free(comment);
}

static bool is_section(const struct scenario_section *section, const char *name)
{
	return strcmp(section->table->section, name) == 0;
}

/* Opens what the row is the first one of. */
static void open_for(struct yaml_writer *w, const struct show_row *row, const struct show_row *before)
{
	bool first = !before || before->section != row->section;
	if (first && !is_section(row->section, ""))
		yaml_open(w, row->section->table->section, NULL);
	if (row->section->list && (first || before->index != row->index))
		yaml_item(w);
}

static const yaml_node_t *section_node(const struct show *show, const char *name)
{
	struct yaml_file *f = scenario_base_file(show->base);
	const yaml_node_t *section = yaml_file_find(f, yaml_file_root(f), name);
	return section && section->type == YAML_MAPPING_NODE ? section : NULL;
}

static void show_yaml_write_axes(const struct show *show, struct yaml_writer *w)
{
	show_nodes(w, show->base, section_node(show, STUDY_SECTION), STUDY_AXES);
	show_nodes(w, show->base, section_node(show, STUDY_SECTION), STUDY_EXCLUDE);
}

/* What a section holds beside its options. */
static void show_yaml_write_plan(const struct show *show, struct yaml_writer *w,
				 const struct scenario_section *section)
{
	if (is_section(section, CRAWL_SECTION))
		show_nodes(w, show->base, section_node(show, CRAWL_SECTION), CRAWL_CURVES);
	else if (is_section(section, STUDY_SECTION))
		show_yaml_write_axes(show, w);
}

/* Closes what the row is the last one of. */
static void close_for(const struct show *show, struct yaml_writer *w, const struct show_row *row,
		      const struct show_row *after)
{
	bool last = !after || after->section != row->section;
	if (row->section->list && (last || after->index != row->index))
		yaml_close(w);
	if (last)
		show_yaml_write_plan(show, w, row->section);
	if (last && !is_section(row->section, ""))
		yaml_close(w);
}

/* A study of axes alone, of whose options none is shown. */
static void write_bare_study(const struct show *show, struct yaml_writer *w)
{
	const yaml_node_t *study = section_node(show, STUDY_SECTION);
	if (!study || !yaml_file_find(scenario_base_file(show->base), study, STUDY_AXES))
		return;
	yaml_open(w, STUDY_SECTION, NULL);
	show_yaml_write_axes(show, w);
	yaml_close(w);
}

static void show_yaml_write_settings(const struct show *show, struct yaml_writer *w)
{
	GArray *rows = show_rows(show);
	bool studied = false;
	const struct show_row *row = (const struct show_row *)rows->data;
	for (guint i = 0; i < rows->len; i++) {
		studied |= is_section(row[i].section, STUDY_SECTION);
		open_for(w, &row[i], i > 0 ? &row[i - 1] : NULL);
		write_row(w, &row[i]);
		close_for(show, w, &row[i], i + 1 < rows->len ? &row[i + 1] : NULL);
	}
	if (!studied)
		write_bare_study(show, w);
	g_array_unref(rows);
}

/* ---- costs ---- */

/* What the profile says of a cost. Newly allocated. */
static char *profile_comment(const struct cost_origin *profile)
{
	char *range = cost_range_text(profile);
	char *text = g_strdup_printf("profile, %s%s%s: %s", cost_confidence_names[profile->confidence],
				     range ? ", " : "", range ? range : "", profile->source);
	g_free(range);
	return text;
}

/* Where the fields of a cost come from: one origin, or that of each. Newly allocated. */
static char *cost_comment(const struct cost_origin *profile, const GArray *fields)
{
	GString *comment = g_string_new(NULL);
	char *last = NULL;
	for (guint i = 0; i < fields->len; i++) {
		const struct show_cost *f = &g_array_index(fields, struct show_cost, i);
		char *text =
			f->origin.kind == ORIGIN_DEFAULT ? profile_comment(profile) : origin_text(&f->origin);
		if (i == 0)
			g_string_append(comment, text);
		else if (strcmp(text, last) != 0)
			g_string_append_printf(comment, "; %s: %s", f->field, text);
		g_free(last);
		last = text;
	}
	g_free(last);
	return g_string_free(comment, FALSE);
}

static void show_yaml_write_cost(struct yaml_writer *w, const struct show *show, int cost,
				 const GArray *fields)
{
	GString *value = g_string_new("{");
	for (guint i = 0; i < fields->len; i++) {
		const struct show_cost *f = &g_array_index(fields, struct show_cost, i);
		g_string_append_printf(value, "%s%s: %s", i ? ", " : "", f->field, f->value);
	}
	g_string_append_c(value, '}');
	char *comment = cost_comment(&show->profile[cost], fields);
	yaml_pair_bare(w, cost_names[cost].name, value->str, comment);
	g_free(comment);
	g_string_free(value, TRUE);
}

static void show_yaml_write_costs(const struct show *show, struct yaml_writer *w)
{
	bool open = false;
	for (int cost = 0; cost < COST_COUNT; cost++) {
		GArray *fields = show_costs(show, cost);
		if (!fields)
			continue;
		if (!open)
			yaml_open(w, COST_SECTION, NULL);
		open = true;
		show_yaml_write_cost(w, show, cost, fields);
		g_array_unref(fields);
	}
	if (open)
		yaml_close(w);
}

/* ---- machines: comments, as they stand in a file of their own ---- */

static void show_yaml_write_hosts(const struct platform *p, struct yaml_writer *w)
{
	for (guint i = 0; i < p->hosts->len; i++) {
		const struct platform_host *h = &g_array_index(p->hosts, struct platform_host, i);
		char *clock = unit_format(UNIT_CLOCK, h->hz);
		char *text = g_strdup_printf("host %s: %d core%s, %s", h->name, (int)h->cores,
					     h->cores == 1 ? "" : "s", clock);
		yaml_comment(w, text);
		g_free(text);
		g_free(clock);
	}
}

static void show_yaml_write_links(const struct platform *p, struct yaml_writer *w)
{
	for (guint i = 0; i < p->links->len; i++) {
		const struct platform_link *l = &g_array_index(p->links, struct platform_link, i);
		char *bandwidth = unit_format(UNIT_BITRATE, l->bits_per_s);
		char *latency = unit_format(UNIT_TIME, l->latency);
		char *text = g_strdup_printf("link %s: %s, %s", l->name, bandwidth, latency);
		yaml_comment(w, text);
		g_free(text);
		g_free(latency);
		g_free(bandwidth);
	}
}

static void write_machines(const struct show *show, struct yaml_writer *w)
{
	const char *file = show->scenario->general.platform;
	char *title = g_strdup_printf("The machines%s%s:", *file ? ", from " : "", file);
	yaml_comment(w, "");
	yaml_comment(w, title);
	g_free(title);
	show_yaml_write_hosts(show->scenario->platform, w);
	show_yaml_write_links(show->scenario->platform, w);
}

char *show_yaml(const struct show *show)
{
	struct yaml_writer *w = yaml_writer_new();
	char *title = g_strdup_printf("%s of %s and where each was made. Files are named from its folder.",
				      show->resolved ? "Every setting in force" : "The settings",
				      show->scenario->path);
	yaml_comment(w, title);
	show_yaml_write_settings(show, w);
	show_yaml_write_costs(show, w);
	show_nodes(w, show->base, yaml_file_root(scenario_base_file(show->base)), EXPECT_SECTION);
	show_nodes(w, show->base, yaml_file_root(scenario_base_file(show->base)), MEASUREMENTS_SECTION);
	if (show->resolved)
		write_machines(show, w);
	g_free(title);
	return yaml_writer_finish(w);
}
