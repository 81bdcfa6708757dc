/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In which unit the figures and the axes of a chart are drawn: that of the greatest value, from half a unit on.
 */
#include "tests/lib/study/sample_study.h"
#include "tests/lib/suite.h"
#include "tools/study/report/report_unit.h"

#define EXACT 1e-15

/* The greatest value of an axis, and what stands at the axis for it. */
static void test_axes(void)
{
	static const struct {
		enum unit unit;
		const char *greatest, *name;
		double number; /* in that unit */
	} cases[] = {
		{UNIT_TIME, "2s", "s", 2},
		{UNIT_TIME, "500ms", "s", 0.5},
		{UNIT_TIME, "499ms", "ms", 499},
		{UNIT_TIME, "500us", "ms", 0.5},
		{UNIT_TIME, "499us", "us", 499},
		{UNIT_TIME, "500ns", "us", 0.5},
		{UNIT_TIME, "499ns", "ns", 499},
		{UNIT_TIME, "1ns", "ns", 1},
		{UNIT_RATE, "14Mpps", "Mpps", 14},
		{UNIT_RATE, "500kpps", "Mpps", 0.5},
		{UNIT_RATE, "499kpps", "kpps", 499},
		{UNIT_RATE, "1pps", "kpps", 0.001},
		{UNIT_BITRATE, "10Gbps", "Gbps", 10},
		{UNIT_BITRATE, "500Mbps", "Gbps", 0.5},
		{UNIT_BITRATE, "499Mbps", "Mbps", 499},
		{UNIT_BITRATE, "100kbps", "Mbps", 0.1},
		{UNIT_BYTES, "4MiB", "MiB", 4},
		{UNIT_BYTES, "3MiB", "KiB", 3072},
		{UNIT_BYTES, "16KiB", "KiB", 16},
		{UNIT_BYTES, "15KiB", "B", 15360},
		{UNIT_CLOCK, "3.3GHz", "GHz", 3.3},
		{UNIT_CLOCK, "100MHz", "GHz", 0.1},
		{UNIT_FACTOR, "0.5", "", 0.5},
		{UNIT_COUNT, "256", "", 256},
	};
	EACH_CASE (i, cases, unit) {
		const struct sample_axis of = {"n", true, cases[i].unit, {cases[i].greatest}};
		struct study *s = sample_study(&of, 1);
		const struct study_axis *axis = g_ptr_array_index(s->axes, 0);
		struct report_unit u = report_unit_of_axis(axis);
		double greatest = ((const struct study_value *)g_ptr_array_index(axis->values, 0))->number;
		CU_ASSERT_STRING_EQUAL(u.name, cases[i].name);
		CU_ASSERT_DOUBLE_EQUAL(greatest * u.scale, cases[i].number, cases[i].number * 1e-12);
		char *title = report_axis_title(axis, u),
		     *expected = *u.name ? g_strdup_printf("n (%s)", u.name) : g_strdup("n");
		CU_ASSERT_STRING_EQUAL(title, expected);
		g_free(title);
		g_free(expected);
		study_free(s);
	}
}

static void test_words(void)
{
	static const struct sample_axis words = {"flow", false, UNIT_COUNT, {"vhost", "callback"}};
	struct study *s = sample_study(&words, 1);
	struct report_unit u = report_unit_of_axis(g_ptr_array_index(s->axes, 0));
	CU_ASSERT_STRING_EQUAL(u.name, "");
	CU_ASSERT_EQUAL(u.scale, 1);
	study_free(s);
}

static void test_figures(void)
{
	static const struct {
		const char *of;
		double most, scale;
		const char *name;
	} cases[] = {
		{"pps", 5e5, 1e-6, "Mpps"}, {"pps", 499999, 1e-3, "kpps"},  {"pps", 500, 1e-3, "kpps"},
		{"pps", 499, 1, "pps"},	    {"kpps", 500, 1e-3, "Mpps"},    {"kpps", 499, 1, "kpps"},
		{"bps", 5e8, 1e-9, "Gbps"}, {"bps", 4e8, 1e-6, "Mbps"},	    {"bps", 5e5, 1e-6, "Mbps"},
		{"bps", 4e5, 1, "bps"},	    {"ns", 5e8, 1e-9, "s"},	    {"ns", 4e8, 1e-6, "ms"},
		{"ns", 5e5, 1e-6, "ms"},    {"ns", 4e5, 1e-3, "us"},	    {"ns", 500, 1e-3, "us"},
		{"ns", 499, 1, "ns"},	    {"us", 5e5, 1e-6, "s"},	    {"us", 4e5, 1e-3, "ms"},
		{"us", 499, 1, "us"},	    {"packets", 1e9, 1, "packets"}, {"", 1e9, 1, ""},
	};
	EACH_CASE (i, cases, of) {
		struct report_unit u = report_unit_of(cases[i].of, cases[i].most);
		CU_ASSERT_STRING_EQUAL(u.name, cases[i].name);
		CU_ASSERT_DOUBLE_EQUAL(u.scale, cases[i].scale, EXACT);
	}
}

static const struct test_case cases[] = {
	{"units of axes", test_axes},
	{"an axis of words", test_words},
	{"units of figures", test_figures},
};

SUITE("report unit", cases)
