/* SPDX-License-Identifier: GPL-3.0-or-later */
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
static bool range_check_keys(const struct range_source *s, struct diag *d)
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
	if (!range_check_keys(s, d) || !read_range(s, &range, d))
		return NULL;
	GArray *values = range_values(&range, &why);
	if (!values)
		diag_error(d, yaml_file_place(s->f, yaml_file_find(s->f, s->node, "from")), "%s", why);
	g_free(why);
	return values;
}

#define SIGNIFICANT 1000 /* the values of a logarithmic range have three digits */

/* Appends a value unless it is the last one again. */
static void range_add(GArray *values, int64_t value)
{
	if (values->len == 0 || g_array_index(values, int64_t, values->len - 1) != value)
		g_array_append_val(values, value);
}

/* ---- linear ---- */

static int64_t at_count(const struct range *r, int64_t i)
{
	__int128 gaps = r->count - 1, way = (__int128)(r->to - r->from) * i;
	return r->from + (int64_t)((way + gaps / 2) / gaps);
}

/* The last step does not end at `to`: says where steps do. */
static char *missed(const struct range *r)
{
	int64_t below = r->from + (r->to - r->from) / r->step * r->step;
	char *step = unit_format(r->unit, r->step), *from = unit_format(r->unit, r->from);
	char *to = unit_format(r->unit, r->to), *near = unit_format(r->unit, below);
	char *why = g_strdup_printf("steps of %s from %s do not end at %s; the last one before ends at %s",
				    step, from, to, near);
	g_free(step);
	g_free(from);
	g_free(to);
	g_free(near);
	return why;
}

static void add_steps(GArray *values, const struct range *r)
{
	for (int64_t value = r->from; value < r->to; value += r->step)
		range_add(values, value);
	range_add(values, r->to);
}

/* ---- logarithmic ---- */

/* x to the n, by squaring: multiplications alone, which are the same on every machine. */
static double power(double x, int64_t n)
{
	double result = 1;
	for (; n > 0; n /= 2, x *= x)
		if (n % 2)
			result *= x;
	return result;
}

/* The n-th root of x, which is 1 or more: halves an interval until no double lies inside. The C library's pow picks its
 * code by the CPU, and a last bit could round a value to its neighbour. */
static double root(double x, int64_t n)
{
	double low = 1, high = x;
	for (;;) {
		double middle = low + (high - low) / 2;
		if (middle <= low || middle >= high)
			return low;
		if (power(middle, n) <= x)
			low = middle;
		else
			high = middle;
	}
}

static int64_t round_digits(double value)
{
	int64_t digit = 1; /* weight of the last digit that counts */
	while (value >= (double)digit * SIGNIFICANT)
		digit *= 10;
	return (int64_t)(value / (double)digit + 0.5) * digit;
}

static void add_ratios(GArray *values, const struct range *r)
{
	double ratio = root((double)r->to / (double)r->from, r->count - 1);
	range_add(values, r->from);
	for (int64_t i = 1; i < r->count - 1; i++) {
		double exact = (double)r->from * power(ratio, i);
		int64_t value = exact < (double)r->to ? round_digits(exact) : r->to;
		if (value > r->from && value < r->to)
			range_add(values, value);
	}
	range_add(values, r->to);
}

/* ---- the whole ---- */

static char *range_fault(const struct range *r)
{
	if (r->from > r->to)
		return g_strdup("from is above to; a range rises");
	if (r->log && r->from == 0)
		return g_strdup("a logarithmic range begins above 0");
	if (r->step > 0 && (r->to - r->from) / r->step >= RANGE_VALUES_MAX)
		return g_strdup_printf("the range has more than %d values; take a longer step",
				       RANGE_VALUES_MAX);
	if (r->step > 0 && (r->to - r->from) % r->step != 0)
		return missed(r);
	return NULL;
}

GArray *range_values(const struct range *r, char **why)
{
	*why = range_fault(r);
	if (*why)
		return NULL;
	GArray *values = g_array_new(FALSE, FALSE, sizeof(int64_t));
	if (r->step > 0)
		add_steps(values, r);
	else if (r->log)
		add_ratios(values, r);
	else
		for (int64_t i = 0; i < r->count; i++)
			range_add(values, at_count(r, i));
	return values;
}
