/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How curves look: a flow has one colour and mark whatever is beside it; no two curves of a chart look alike.
 */
#include "models/flow_list.h"
#include "tests/lib/suite.h"
#include "tools/chart/chart_style.h"
#include <stdbool.h>
#include <string.h>

#define MOST 12

static bool alike(struct chart_style a, struct chart_style b)
{
	return !strcmp(a.colour, b.colour) && a.point == b.point && a.line == b.line;
}

static void test_flow_keeps_its_look(void)
{
	const char *const all[] = {"emulated", "virtio",     "vhost",	   "feedback",
				   "callback", "vhost-user", "passthrough"};
	for (int i = 0; i < (int)G_N_ELEMENTS(all); i++)
		for (int k = 0; k < (int)G_N_ELEMENTS(all); k++) {
			const char *const pair[] = {all[i], all[k]};
			if (i != k)
				CU_ASSERT_TRUE(alike(chart_style_of(pair, 2, 0),
						     chart_style_of(all, G_N_ELEMENTS(all), i)));
		}
}

/* Several curves of a flow, all of one, flows that are not known. */
static void test_no_two_alike(void)
{
	static const char *const cases[][MOST] = {
		{"vhost", "vhost", "vhost", "feedback", "callback", "vhost"},
		{"vhost", "vhost", "vhost", "vhost", "vhost", "vhost", "vhost", "vhost", "vhost", "vhost"},
		{NULL, "vhost", NULL, "feedback", "other"},
		{"vhost", "feedback", "callback", "passthrough", "vhost-user", "virtio", "emulated", "vhost",
		 "feedback", "callback", "virtio", "emulated"},
	};
	for (size_t c = 0; c < G_N_ELEMENTS(cases); c++)
		for (int i = 0; i < MOST; i++)
			for (int k = 0; k < i; k++)
				CU_ASSERT_FALSE(alike(chart_style_of(cases[c], MOST, i),
						      chart_style_of(cases[c], MOST, k)));
}

static void test_arrays(void)
{
	const char *const flows[] = {"vhost", "feedback", "vhost"};
	GString *out = g_string_new(NULL);
	chart_styles(out, flows, 3);
	CU_ASSERT_STRING_EQUAL(out->str, "array COLOUR[3] = ['#0072B2', '#CC79A7', '#00446A']\n"
					 "array POINT[3] = [7, 11, 6]\narray LINE[3] = [11, 11, 12]\n");
	g_string_free(out, TRUE);
}

static const struct test_case cases[] = {
	{"a flow keeps its look", test_flow_keeps_its_look},
	{"no two alike", test_no_two_alike},
	{"arrays", test_arrays},
};

SUITE("chart style", cases)
