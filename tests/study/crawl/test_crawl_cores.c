/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time of the cores along a crawl: the table of those that work, and the rows of panels of the chart.
 */
#include "tests/lib/study/sample_curves.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/crawl_cores.h"

/* Two loads of one curve, one of another. */
static const struct sample_row rows[] = {
	{.curve = 0, .load = 100, .offered = 100, .delivered = 100},
	{.curve = 0, .load = 200, .offered = 199, .delivered = 150, .loss_ratio = 0.25},
	{.curve = 1, .load = 100, .offered = 100, .delivered = 100},
};

static const char *const curves[] = {"one, \"two\"", "it's", NULL};

/* What a core does at each of them; the rest of its time it is idle. The NIC's is "0". */
static const struct {
	const char *core;
	double softirq[3], vcpu[3];
} cores[] = {
	{"0", {0.25, 0.5, 0.125}, {0, 0, 0}},	 {"1", {0, 0, 0}, {0.5, 0.25, 0}},
	{"2", {0, 0, 0}, {0.51, 0.24, 0}}, /* as 1, but for the scatter */
	{"3", {0.001, 0.001, 0.001}, {0, 0, 0}}, {"tester 0", {0, 0.75, 0}, {0, 0, 0}},
};

struct fixture {
	struct study *study;
	struct load_curves *c;
	struct crawl_view view;
	struct crawl_cores *cores;
};

static void add_cores(struct run_values *run, int row)
{
	int softirq = metric_find("cpu.softirq"), vcpu = metric_find("cpu.vcpu"),
	    idle = metric_find("cpu.idle");
	EACH_CASE (i, cores, core) {
		double *v = run_values_add(run, PART_CORE, cores[i].core);
		for (int m = 0; m < metric_count(); m++)
			v[m] = metric_at(m)->of_core ? 0 : NAN;
		v[softirq] = cores[i].softirq[row];
		v[vcpu] = cores[i].vcpu[row];
		v[idle] = 1 - v[softirq] - v[vcpu];
	}
	run->all[softirq] = cores[0].softirq[row];
	run->all[idle] = 1 - cores[0].softirq[row];
}

/* setup: with cores, or without, as runs of a store that is older than the table of cores. */
static void setup(struct fixture *f, bool with)
{
	f->study = sample_crawl(curves, G_MAXINT64, rows, G_N_ELEMENTS(rows));
	f->study->settings.replications = 2;
	f->c = sample_curves(f->study, rows, G_N_ELEMENTS(rows));
	for (guint i = 0; with && i < G_N_ELEMENTS(rows); i++)
		for (guint k = 0; k < 2; k++)
			add_cores(sample_run_of(f->c, rows[i].curve, rows[i].load, k), (int)i);
	f->view = crawl_view_of(f->c);
	f->cores = crawl_cores_new(&f->view);
}

static void teardown(struct fixture *f)
{
	crawl_cores_free(f->cores);
	g_array_unref(f->view.drawn);
	load_curves_free(f->c);
	study_free(f->study);
}

/* Core by core, those that do nothing but ticks left out. */
static void test_table(void)
{
	static const char *const lines[] = {
		"core,curve,load_pps,offered_pps,hardirq,softirq,ksoftirqd,napi,vhost,vcpu,qemu,pmd,other,"
		"idle",
		"\"0\",\"one, "
		"\"\"two\"\"\",100,100.000,0.000000,0.250000,0.000000,0.000000,0.000000,0.000000,"
		"0.000000,0.000000,0.000000,0.750000",
		"\"0\",\"one, "
		"\"\"two\"\"\",200,199.000,0.000000,0.500000,0.000000,0.000000,0.000000,0.000000,"
		"0.000000,0.000000,0.000000,0.500000",
		"\"0\",\"it's\",100,100.000,0.000000,0.125000,0.000000,0.000000,0.000000,0.000000,0.000000,"
		"0.000000,0.000000,0.875000",
		"\"1\",\"one, "
		"\"\"two\"\"\",100,100.000,0.000000,0.000000,0.000000,0.000000,0.000000,0.500000,"
		"0.000000,0.000000,0.000000,0.500000",
	};
	struct fixture f;
	setup(&f, true);
	char *csv = crawl_cores_csv(f.cores), **found = g_strsplit(csv, "\n", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(found), 1 + 4 * 3 + 1);
	EACH_CASE (i, lines)
		CU_ASSERT_STRING_EQUAL(found[i], lines[i]);
	CU_ASSERT_TRUE(g_str_has_prefix(found[12], "\"tester 0\",\"it's\",100,"));
	g_strfreev(found);
	g_free(csv);
	teardown(&f);
}

/* A row for each core that works; 1 and 2 do the same, and share one. */
static void test_rows(void)
{
	static const char expected[] = "CORES_CSV = 'cores.csv'\nCORES = 3\nCONTEXTS = 'softirq vcpu'\n"
				       "array CORE_TEXT[3] = ['core 0 (NIC)', 'cores 1, 2', 'tester 0']\n"
				       "array CORE_ROW[3] = [0, 3, 9]\n"
				       "array WORKS[6] = [1, 1, 1, 0, 1, 0]\n";
	struct fixture f;
	setup(&f, true);
	GString *out = g_string_new(NULL);
	crawl_cores_write(out, f.cores);
	CU_ASSERT_STRING_EQUAL(out->str, expected);
	CU_ASSERT_TRUE(crawl_cores_work(f.cores, 0) && crawl_cores_work(f.cores, 1));
	g_string_free(out, TRUE);
	teardown(&f);
}

/* Without figures of cores there is nothing to draw of them. */
static void test_none(void)
{
	struct fixture f;
	setup(&f, false);
	GString *out = g_string_new(NULL);
	char *csv = crawl_cores_csv(f.cores);
	crawl_cores_write(out, f.cores);
	CU_ASSERT_STRING_EQUAL(out->str, "CORES_CSV = 'cores.csv'\nCORES = 0\nCONTEXTS = ''\n");
	CU_ASSERT_TRUE(g_str_has_suffix(csv, ",idle\n"));
	CU_ASSERT_FALSE(crawl_cores_work(f.cores, 0));
	g_free(csv);
	g_string_free(out, TRUE);
	teardown(&f);
}

static const struct test_case cases[] = {
	{"the table", test_table},
	{"rows of panels", test_rows},
	{"no figures of cores", test_none},
};

SUITE("the time of the cores along a crawl", cases)
