/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a result looks like for other viewers: folded stacks, HdrHistogram's percentiles, OpenMetrics.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include "tools/show/output_folded.h"
#include "tools/show/output_hgrm.h"
#include "tools/show/output_openmetrics.h"

#include <inttypes.h>
#include <math.h>

#define US(n) ((int64_t)(n)*VTIME_PER_US)

/* ---- folded stacks ---- */

static void report_folded(const struct scenario *s, const struct result *r, FILE *out)
{
	char *text = output_folded(s, r);
	fprintf(out, "%s%c", text, 0);
	g_free(text);
}

/* The lines of a core make up its cycles: 4 ms at 3.3 GHz. */
static void test_folded(void)
{
	static const char *const sets[] = {"warmup=2ms", "duration=4ms", NULL};
	GByteArray *bytes =
		run_child(&(struct run_order){.path = SOURCE_DIR "/scenarios/shared-core.yaml", .sets = sets},
			  report_folded);
	CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
	char **lines = g_strsplit((const char *)bytes->data, "\n", -1);
	int64_t sum[4] = {0}, idle[4] = {0};
	int n = 0, core, at;
	for (; *lines[n]; n++) {
		CU_ASSERT_EQUAL_FATAL(sscanf(lines[n], "core %d;%n", &core, &at), 1);
		CU_ASSERT_FATAL(core >= 0 && core < 4);
		char **parts = g_strsplit(lines[n] + at, ";", -1);
		int64_t spent = g_ascii_strtoll(strrchr(lines[n], ' '), NULL, 10);
		bool is_idle = g_str_has_prefix(parts[0], "idle ");
		CU_ASSERT_EQUAL(g_strv_length(parts), is_idle ? 1 : 2);
		CU_ASSERT(spent > 0);
		sum[core] += spent;
		idle[core] += is_idle ? spent : 0;
		g_strfreev(parts);
	}
	for (int i = 0; i < 4; i++)
		CU_ASSERT(llabs(sum[i] - 13200000) <= n);
	CU_ASSERT(idle[0] < idle[3]);
	g_strfreev(lines);
	g_byte_array_unref(bytes);
}

/* ---- percentiles ---- */

static int64_t at_most(const GArray *values, double us)
{
	int64_t n = 0;
	for (guint i = 0; i < values->len; i++)
		n += (double)g_array_index(values, int64_t, i) / VTIME_PER_US <= us + 0.0006;
	return n;
}

/* check_level: a line against the values themselves. Buckets are 0.8 % wide. */
static double check_level(const char *line, const GArray *values, double before)
{
	double us, level, inverse;
	int64_t count;
	int fields = sscanf(line, "%lf %lf %" SCNd64 " %lf", &us, &level, &count, &inverse);
	CU_ASSERT_FATAL(fields >= 3);
	CU_ASSERT_EQUAL(fields, level < 1 ? 4 : 3);
	CU_ASSERT(level > before);
	CU_ASSERT_EQUAL(count, at_most(values, us));
	CU_ASSERT((double)count >= level * values->len - 1e-6);
	CU_ASSERT(level == 1 || fabs(inverse * (1 - level) - 1) < 0.01);
	return level;
}

static void check_hgrm(const GArray *values)
{
	struct histogram h = {0};
	for (guint i = 0; i < values->len; i++)
		histogram_add(&h, g_array_index(values, int64_t, i));
	char *text = output_hgrm(&h), **lines = g_strsplit(text, "\n", -1);
	double level = -1;
	int i = 2;
	CU_ASSERT(strstr(lines[0], "Value     Percentile TotalCount 1/(1-Percentile)") != NULL);
	for (; *lines[i] != '#'; i++)
		level = check_level(lines[i], values, level);
	CU_ASSERT_EQUAL(level, values->len > 0 ? 1 : -1);
	CU_ASSERT(g_str_has_prefix(lines[i], "#[Mean "));
	CU_ASSERT(g_str_has_prefix(lines[i + 1], "#[Max "));
	g_strfreev(lines);
	g_free(text);
	histogram_reset(&h);
}

static void test_hgrm(void)
{
	static const int counts[] = {0, 1, 2, 1000, 12345};
	EACH_CASE (i, counts) {
		GArray *values = g_array_new(FALSE, FALSE, sizeof(int64_t));
		for (int k = 0; k < counts[i]; k++) {
			int64_t value = US(1 + k % 100) * (k % 7 ? 1 : 50);
			g_array_append_val(values, value);
		}
		check_hgrm(values);
		g_array_free(values, TRUE);
	}
}

/* The whole text, of four values that are buckets of their own. */
static void test_hgrm_text(void)
{
	struct histogram h = {0};
	for (int i = 1; i <= 4; i++)
		histogram_add(&h, i * 10);
	char *text = output_hgrm(&h), *levels = strstr(text, "\n\n") + 2;
	CU_ASSERT(g_str_has_prefix(levels, "       0.000 0.000000000000          1           1.00\n"
					   "       0.000 0.100000000000          1           1.11\n"
					   "       0.000 0.200000000000          1           1.25\n"
					   "       0.000 0.300000000000          2           1.43\n"));
	CU_ASSERT(strstr(levels,
			 "       0.000 1.000000000000          4\n#[Mean    =        0.000, StdDeviation   "
			 "=        0.000]\n#[Max     =        0.000, Total count    =            4]\n") !=
		  NULL);
	g_free(text);
	histogram_reset(&h);
}

/* ---- OpenMetrics ---- */

static void report_openmetrics(const struct scenario *s, const struct result *r, FILE *out)
{
	char *text = output_openmetrics(s, r);
	fprintf(out, "%" PRId64 " %" PRId64 "\n%s%c", r->offered, r->counter[COUNTER_exits], text, 0);
	g_free(text);
}

static void test_openmetrics(void)
{
	static const char *const sets[] = {"warmup=2ms", "duration=4ms", NULL};
	GByteArray *bytes =
		run_child(&(struct run_order){.path = SOURCE_DIR "/scenarios/shared-core.yaml", .sets = sets},
			  report_openmetrics);
	CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
	const char *text = (const char *)bytes->data;
	int64_t offered = 0, exits = 0;
	CU_ASSERT_EQUAL(sscanf(text, "%" SCNd64 " %" SCNd64, &offered, &exits), 2);
	char *line = g_strdup_printf(
		"\nvhostsim_packets_offered_total{source=\"tester to vm0\"} %" PRId64 "\n", offered);
	CU_ASSERT(strstr(text, line) != NULL);
	g_free(line);
	line = g_strdup_printf("\nvhostsim_events_total{event=\"exits\"} %" PRId64 "\n", exits);
	CU_ASSERT(strstr(text, line) != NULL);
	g_free(line);
	CU_ASSERT(strstr(text, "\nvhostsim_measured_seconds 0.004\n") != NULL);
	CU_ASSERT(g_str_has_suffix(text, "\n# EOF\n"));
	g_byte_array_unref(bytes);
}

static const struct test_case cases[] = {
	{"folded stacks", test_folded},
	{"percentiles against the values", test_hgrm},
	{"percentiles, the whole text", test_hgrm_text},
	{"OpenMetrics", test_openmetrics},
};
SUITE("viewed", cases)
