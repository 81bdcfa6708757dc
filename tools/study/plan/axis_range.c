/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/axis_range.h"
#include "tools/study/plan/range.h"

/* Parses a key of a range as an option of its own, into a struct that holds nothing else. False when it is not there or,
 * with a fault, wrong. */
static bool read_key(const struct range_source *s, const struct option *opt, void *into, struct diag *d)
{
	const yaml_node_t *value = yaml_file_find(s->f, s->node, opt->key);
	char *why = NULL;
	if (!value || !yaml_file_expect(s->f, value, YAML_SCALAR_NODE, opt->key, d))
		return false;
	if (!option_parse(opt, yaml_file_text(value), into, &why)) {
		diag_error(d, yaml_file_place(s->f, value), "%s", why);
		g_free(why);
		return false;
	}
	return true;
}

/* Which of the keys a range has, as far as they go together. */
static bool check_keys(const struct range_source *s, struct diag *d)
{
	bool step = yaml_file_find(s->f, s->node, "step"), count = yaml_file_find(s->f, s->node, "count");
	bool ends = yaml_file_find(s->f, s->node, "from") && yaml_file_find(s->f, s->node, "to");
	if (!ends)
		return diag_error(d, s->axis->at,
				  "axis %s needs values, or a range: from, to and either count or step",
				  s->axis->name);
	if (step == count)
		return diag_error(d, s->axis->at, "the range of axis %s needs either count or step%s",
				  s->axis->name, step ? ", not both" : "");
	if (s->opt->type != OPTION_VALUE)
		return diag_error(d, s->axis->at, "%s has no range; list its values: values: [...]", s->key);
	return true;
}

static bool read_range(const struct range_source *s, struct range *range, struct diag *d)
{
	const struct option *opt = s->opt;
	int before = diag_count(d);
	struct option from = {
		.key = "from", .type = OPTION_VALUE, .unit = opt->unit, .min = opt->min, .max = opt->max};
	struct option to = from, step = {.key = "step", .type = OPTION_VALUE, .unit = opt->unit};
	const struct option count = {.key = "count",
				     .type = OPTION_VALUE,
				     .unit = UNIT_COUNT,
				     .min = "2",
				     .max = G_STRINGIFY(RANGE_VALUES_MAX)};
	static const char *const scales[] = {"linear", "log", NULL};
	const struct option scale = {.key = "scale", .type = OPTION_CHOICE, .choices = scales};
	int log = 0;
	to.key = "to";
	range->unit = opt->unit;
	read_key(s, &from, &range->from, d);
	read_key(s, &to, &range->to, d);
	read_key(s, &count, &range->count, d);
	read_key(s, &scale, &log, d);
	range->log = log == 1;
	if (read_key(s, &step, &range->step, d)) {
		struct place at = yaml_file_place(s->f, yaml_file_find(s->f, s->node, "step"));
		if (range->step == 0)
			diag_error(d, at, "a step is above 0");
		if (range->log)
			diag_error(d, at, "a logarithmic range takes count, not step");
	}
	return diag_count(d) == before;
}

GArray *axis_range_read(const struct range_source *s, struct diag *d)
{
	struct range range = {0};
	char *why = NULL;
	if (!check_keys(s, d) || !read_range(s, &range, d))
		return NULL;
	GArray *values = range_values(&range, &why);
	if (!values)
		diag_error(d, yaml_file_place(s->f, yaml_file_find(s->f, s->node, "from")), "%s", why);
	g_free(why);
	return values;
}
