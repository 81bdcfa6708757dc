/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Versions: which of a list stands for another.
 */
#include "sim/input/version.h"
#include "tests/lib/suite.h"

static const char *const versions[] = {"3.13", "5.10", "6.1", "6.6", "6.12", NULL};

static void test_nearest(void)
{
	static const struct {
		const char *text;
		int nearest;
	} cases[] = {
		{"3.13", 0},	       {"3.14", 0},  {"4.19", 0},    {"5.9", 0},     {"5.10", 1},
		{"5.15", 1},	       {"6.0", 1},   {"6.1", 2},     {"6.1.115", 2}, {"6.1-rc1", 2},
		{"6.1.0-50-amd64", 2}, {"6.2", 2},   {"6.5", 2},     {"6.6", 3},     {"6.8", 3},
		{"6.10", 3},	       {"6.11", 3},  {"6.12", 4},    {"6.13", 4},    {"7.0", 4},
		{"9999.9999", 4},      {"3.12", -1}, {"2.6.32", -1}, {"0.1", -1},
	};
	EACH_CASE (i, cases, text)
		CU_ASSERT_EQUAL(version_nearest(cases[i].text, versions), cases[i].nearest);
}

static void test_no_version(void)
{
	static const char *const texts[] = {"",	       "6",	  "6.",		 ".1",	 "latest", "5.01",
					    "06.1",    "6.1 ",	  " 6.1",	 "6,1",	 "v6.1",   "6.1/x",
					    "6.1.\n",  "6.1\n",	  "-6.1",	 "+6.1", "6.1a",   "6.x",
					    "10000.1", "6.10000", "6.1.\xc3\xa4"};
	EACH_CASE (i, texts)
		CU_ASSERT_EQUAL(version_nearest(texts[i], versions), VERSION_NONE);
}

static const struct test_case cases[] = {
	{"the nearest below", test_nearest},
	{"no version", test_no_version},
};
SUITE("version", cases)
