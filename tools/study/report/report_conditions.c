/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_conditions.h"
#include "models/flow_list.h"
#include <string.h>

/* varies: whether an axis sets the setting of this full key; study NULL: a single run. */
static bool varies(const struct study *study, const char *key)
{
	for (guint i = 0; study && i < study->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(study->axes, i);
		if (axis->values->len > 1 && axis->keys &&
		    g_strv_contains((const char *const *)axis->keys, key))
			return true;
	}
	return false;
}

static void report_conditions_add(GString *out, const char *text)
{
	g_string_append_printf(out, "%s%s", out->len ? "; " : "", text);
}

static void add_unit(GString *out, enum unit unit, int64_t value, const char *after)
{
	char *number = unit_format(unit, value), *text = g_strconcat(number, after, NULL);
	report_conditions_add(out, text);
	g_free(text);
	g_free(number);
}

/* kernel_set: by a value of an axis; NULL: it sets none. */
static const char *kernel_set(const struct study_value *value)
{
	const char *kernel = NULL;
	for (char **set = value->sets; set && *set; set++)
		if (g_str_has_prefix(*set, "kernel="))
			kernel = *set + strlen("kernel=");
	return kernel;
}

/* kernel_unnamed: the kernel of those values of an axis whose text does not tell it, such as "vhost, own core"; NULL: there is
 * none, or there are several. */
static const char *kernel_unnamed(const struct study *study)
{
	const char *unnamed = NULL;
	for (guint i = 0; i < study->axes->len; i++) {
		const GPtrArray *values = ((struct study_axis *)g_ptr_array_index(study->axes, i))->values;
		for (guint k = 0; k < values->len; k++) {
			const struct study_value *value = g_ptr_array_index(values, k);
			const char *kernel = kernel_set(value);
			if (!kernel || strstr(value->text, kernel))
				continue;
			if (unnamed && strcmp(unnamed, kernel) != 0)
				return NULL;
			unnamed = kernel;
		}
	}
	return unnamed;
}

static void add_kernel(GString *out, const struct scenario *s, const struct study *study)
{
	bool differs = study && varies(study, "kernel");
	const char *kernel = differs ? kernel_unnamed(study) : era_names[s->general.kernel];
	if (!kernel)
		return;
	char *text = g_strdup_printf("kernel %s%s", kernel, differs ? " where no other is named" : "");
	report_conditions_add(out, text);
	g_free(text);
}

/* frame_of: what the option "frame" of a source holds; newly allocated. */
static char *frame_of(const struct traffic_settings *t)
{
	for (int i = 0; i < traffic_table.n; i++)
		if (!strcmp(traffic_table.options[i].key, "frame"))
			return option_format(&traffic_table.options[i], t);
	return g_strdup("");
}

static const struct traffic_settings *source_at(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

/* add_frame: of all sources, if they have one size. */
static void add_frame(GString *out, const struct scenario *s, const struct study *study)
{
	char *first = frame_of(source_at(s, 0)), *text = g_strdup_printf("frames of %s", first);
	bool same = !varies(study, "traffic.0.frame");
	for (guint i = 1; i < s->traffic->len && same; i++) {
		char *other = frame_of(source_at(s, i));
		same = !strcmp(other, first);
		g_free(other);
	}
	if (same && *first)
		report_conditions_add(out, text);
	g_free(text);
	g_free(first);
}

static void report_conditions_add_host(GString *out, const struct scenario *s)
{
	const struct platform_host *h = platform_host(s->platform, s->host.name);
	if (!h)
		return;
	char *clock = unit_format(UNIT_CLOCK, h->hz),
	     *text = g_strdup_printf("%d cores at %s", h->cores, clock);
	report_conditions_add(out, text);
	g_free(text);
	g_free(clock);
}

static void add_seed(GString *out, const struct scenario *s)
{
	char *text = g_strdup_printf("seed %" G_GINT64_FORMAT, s->general.seed);
	report_conditions_add(out, text);
	g_free(text);
}

static void report_conditions_add_runs(GString *out, const struct study *study)
{
	int64_t n = study->settings.replications;
	char *text = g_strdup_printf("%" G_GINT64_FORMAT " run%s a point", n, n == 1 ? "" : "s");
	report_conditions_add(out, text);
	g_free(text);
}

/* conditions: with how long each run counts, and how many there are. */
static char *conditions(const struct study *study, bool runs)
{
	GString *out = g_string_new(NULL);
	const struct study_point *first = g_ptr_array_index(study->points, 0);
	struct diag *d = diag_new();
	struct scenario *s =
		study->base ? scenario_base_make(study->base, (const char *const *)first->sets, d) : NULL;
	if (s) {
		add_kernel(out, s, study);
		add_frame(out, s, study);
		report_conditions_add_host(out, s);
		if (runs && !varies(study, "duration"))
			add_unit(out, UNIT_TIME, s->general.duration, " counted");
		add_seed(out, s);
		if (runs)
			report_conditions_add_runs(out, study);
	}
	scenario_free(s);
	diag_free(d);
	return g_string_free(out, FALSE);
}

char *report_conditions(const struct study *study)
{
	return conditions(study, true);
}

char *report_conditions_of_trials(const struct study *study)
{
	return conditions(study, false);
}

char *report_conditions_of_run(const struct scenario *s)
{
	GString *out = g_string_new(NULL);
	add_kernel(out, s, NULL);
	if (s->traffic->len > 0)
		add_frame(out, s, NULL);
	report_conditions_add_host(out, s);
	add_seed(out, s);
	return g_string_free(out, FALSE);
}

/* ---- flows ---- */

static const char *known_flow(const char *name)
{
	for (int i = 0; flow_names[i]; i++)
		if (!strcmp(flow_names[i], name))
			return flow_names[i];
	return NULL;
}

/* set_flow: what the last of the point's settings of it says; NULL: none is one. */
static const char *set_flow(const struct study_point *p)
{
	const char *flow = NULL;
	for (char **set = p->sets; set && *set; set++)
		if (g_str_has_prefix(*set, "flow="))
			flow = known_flow(*set + strlen("flow="));
	return flow;
}

/* named_flow: of a study that comes from a store: the word of an axis that is a flow, or begins with one. */
static const char *named_flow(const struct study *study, const struct study_point *p)
{
	const char *flow = NULL;
	for (guint i = 0; i < study->axes->len && !flow; i++) {
		const struct study_axis *axis = g_ptr_array_index(study->axes, i);
		const struct study_value *v = g_ptr_array_index(axis->values, p->value[i]);
		char *word = g_strndup(v->text, strcspn(v->text, ", "));
		flow = known_flow(word);
		g_free(word);
	}
	return flow;
}

const char *report_flow(const struct study *study, guint point)
{
	const struct study_point *p = g_ptr_array_index(study->points, point);
	const char *flow = set_flow(p);
	if (!flow && study->base)
		flow = flow_names[scenario_base_settings(study->base)->general.flow];
	return flow ? flow : named_flow(study, p);
}
