/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_name.h"
#include "tools/study/figures/metric.h"

/* The text of a key; NULL when there is none. */
static const char *expect_name_text_of(struct yaml_file *f, const yaml_node_t *node, const char *key)
{
	const yaml_node_t *value = yaml_file_find(f, node, key);
	return value ? yaml_file_text(value) : NULL;
}

/* append_mapping: "flow=callback load=800kpps", lists as "...". */
static void append_mapping(GString *s, struct yaml_file *f, const yaml_node_t *mapping)
{
	const yaml_node_t *k, *v;
	for (int i = 0; yaml_file_pair(f, mapping, i, &k, &v); i++)
		g_string_append_printf(s, "%s%s=%s", i ? " " : "", yaml_file_text(k),
				       v->type == YAML_SCALAR_NODE ? yaml_file_text(v) : "...");
}

static void expect_name_append_bounds(GString *s, struct yaml_file *f, const yaml_node_t *node)
{
	const char *min = expect_name_text_of(f, node, "min"), *max = expect_name_text_of(f, node, "max");
	if (min)
		g_string_append_printf(s, " at least %s", min);
	if (max)
		g_string_append_printf(s, "%s at most %s", min ? "," : "", max);
}

static void append_better(GString *s, struct yaml_file *f, const yaml_node_t *node)
{
	const char *by = expect_name_text_of(f, node, "by");
	g_string_append(s, " better with ");
	append_mapping(s, f, yaml_file_find(f, node, "better"));
	g_string_append(s, " than with ");
	append_mapping(s, f, yaml_file_find(f, node, "than"));
	if (by)
		g_string_append_printf(s, " by %s", by);
}

char *expect_name(struct yaml_file *f, const yaml_node_t *node, const struct expectation *e)
{
	GString *s = g_string_new(metric_at(e->metric)->name);
	if (!whose_all(e->whose))
		g_string_append_printf(s, " of %s %s", part_words[e->whose.part], e->whose.name);
	switch (e->kind) {
	case EXPECT_BOUNDS:
		expect_name_append_bounds(s, f, node);
		break;
	case EXPECT_BETTER:
		append_better(s, f, node);
		break;
	case EXPECT_NEVER_FALLS:
		g_string_append_printf(s, " never falls along %s",
				       expect_name_text_of(f, node, "never_falls"));
		break;
	case EXPECT_NEVER_RISES:
		g_string_append_printf(s, " never rises along %s",
				       expect_name_text_of(f, node, "never_rises"));
		break;
	}
	return g_string_free(s, FALSE);
}
