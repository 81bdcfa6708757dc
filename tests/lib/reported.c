/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/reported.h"
#include "tests/lib/run_child.h"
#include "tools/show/output_json.h"
#include "tools/study/crawl/load_curve.h"
#include <math.h>

/* put_parts: a metric of guests or of sources. */
static void put_parts(int metric, const struct run_parts *parts, FILE *out)
{
	for (int i = 0; i < parts->n; i++)
		if (!isnan(parts->figures[i][metric]))
			fprintf(out, ", \"%s of %s\": %.17g", metric_at(metric)->name, parts->name[i],
				parts->figures[i][metric]);
}

/* The metrics, one object, and the sum of a crawl's places. */
static void print_values(const struct scenario *s, const struct result *r, FILE *out)
{
	struct run_values *v = run_values_new(s, r);
	double lost = 0;
	for (int i = 0; i < load_place_count(); i++)
		lost += load_run_figure(v, load_place_figure(i), NULL);
	fprintf(out, "{\"lost_at_places\": %.17g", lost);
	for (int i = 0; i < metric_count(); i++)
		if (!isnan(v->all[i]))
			fprintf(out, ", \"%s\": %.17g", metric_at(i)->name, v->all[i]);
	for (int i = 0; i < metric_count(); i++)
		for (int part = 0; part < PARTS; part++)
			put_parts(i, &v->part[part], out);
	fputs("}", out);
	run_values_free(v);
}

static void report(const struct scenario *s, const struct result *r, FILE *out)
{
	char *json = output_json(s, r, false);
	fprintf(out, "%s%c", json, '\0');
	print_values(s, r, out);
	fputc('\0', out);
	g_free(json);
}

static JsonObject *object_of(JsonNode *node)
{
	CU_ASSERT_PTR_NOT_NULL_FATAL(node);
	return json_node_get_object(node);
}

void reported_init(struct reported *run, const char *path, char **sets)
{
	char *trace = g_build_filename(g_get_tmp_dir(), "vhostsim-recount-XXXXXX", NULL);
	close(g_mkstemp(trace));
	GByteArray *out =
		run_child(&(struct run_order){path, (const char *const *)sets, SYNC_WINDOW, trace}, report);
	if (!out)
		printf("\n    %s: the run failed", path);
	CU_ASSERT_PTR_NOT_NULL_FATAL(out);
	const char *json = (const char *)out->data;
	*run = (struct reported){.what = path};
	run->root = json_from_string(json, NULL);
	run->json = object_of(run->root);
	run->metrics = json_from_string(json + strlen(json) + 1, NULL);
	run->values = object_of(run->metrics);
	run->seconds = json_object_get_double_member(run->json, "simulated_s");
	run->count = recount_new(trace);
	g_byte_array_unref(out);
	unlink(trace);
	g_free(trace);
}

void reported_fini(struct reported *run)
{
	json_node_unref(run->root);
	json_node_unref(run->metrics);
	recount_free(run->count);
}

void reported_count(const struct reported *run, const char *figure, int64_t reported, int64_t counted)
{
	if (reported != counted)
		printf("\n    %s: %s is %" PRId64 ", counted are %" PRId64, run->what, figure, reported,
		       counted);
	CU_ASSERT_EQUAL(reported, counted);
}

void reported_int(const struct reported *run, JsonObject *in, const char *key, int64_t counted)
{
	CU_ASSERT_TRUE(json_object_has_member(in, key));
	reported_count(run, key, json_object_get_int_member(in, key), counted);
}

void reported_near(const struct reported *run, const char *figure, double reported, double counted,
		   double off)
{
	bool near = fabs(reported - counted) <= off;
	if (!near)
		printf("\n    %s: %s is %.9g, counted is %.9g", run->what, figure, reported, counted);
	CU_ASSERT(near);
}

/* A number that may be null when it is not known (NAN). */
void reported_known(const struct reported *run, JsonObject *in, const char *key, double counted, double off)
{
	CU_ASSERT_TRUE_FATAL(json_object_has_member(in, key));
	if (isnan(counted)) {
		CU_ASSERT_TRUE(json_object_get_null_member(in, key));
		return;
	}
	CU_ASSERT_FALSE(json_object_get_null_member(in, key));
	reported_near(run, key, json_object_get_double_member(in, key), counted, off);
}

/* A metric, which is left out when it is not known. */
void reported_metric(const struct reported *run, const char *name, double counted, double off)
{
	CU_ASSERT_EQUAL(json_object_has_member(run->values, name), !isnan(counted));
	if (json_object_has_member(run->values, name))
		reported_near(run, name, json_object_get_double_member(run->values, name), counted, off);
}

JsonObject *reported_element(const struct reported *run, const char *array, guint i)
{
	return json_array_get_object_element(json_object_get_array_member(run->json, array), i);
}

guint reported_length(const struct reported *run, const char *array)
{
	return json_array_get_length(json_object_get_array_member(run->json, array));
}

double reported_member(JsonObject *in, const char *key)
{
	return json_object_get_null_member(in, key) ? NAN : json_object_get_double_member(in, key);
}
