/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values attached to short options become words of their own, and nothing else does.
 */
#include "tests/lib/suite.h"
#include "tools/base/command.h"

struct arguments {
	gboolean all, resolved;
	int jobs;
	char **sets, *output;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, all, CLI_FLAG, "all", 'a', NULL, "a flag"),
	ARGUMENT(arguments, resolved, CLI_FLAG, "resolved", 'r', NULL, "another"),
	ARGUMENT(arguments, jobs, CLI_NUMBER, "jobs", 'j', "N", "a number"),
	ARGUMENT(arguments, sets, CLI_SETTINGS, "set", 's', "KEY=VALUE", "a setting"),
	ARGUMENT(arguments, output, CLI_FOLDER, "output", 0, "DIR", "no short form"),
};

static const struct command command = {
	.name = "study", .options = options, .n_options = G_N_ELEMENTS(options)};

/* Words that blanks part, and what they become. */
static void test_split(void)
{
	static const struct {
		const char *given, *split;
	} cases[] = {
		{"study", "study"},
		{"study a.yaml -j2", "study a.yaml -j 2"},
		{"study -j2 a.yaml", "study -j 2 a.yaml"},
		{"study -j 2 -s load=1 a", "study -j 2 -s load=1 a"},
		{"study -sload=1Mpps a", "study -s load=1Mpps a"},
		{"study -j1 --all", "study -j 1 --all"},
		{"study -j-3", "study -j -3"},
		{"study -j=2", "study -j =2"},
		{"study -jj2", "study -j j2"},
		/* behind flags */
		{"study -aj2", "study -aj 2"},
		{"study -arskey=1 -ra", "study -ars key=1 -ra"},
		{"study -haj2", "study -haj 2"},
		{"study -aj 2 -j2", "study -aj 2 -j 2"},
		/* a value is left alone, whatever it looks like */
		{"study -j -s2", "study -j -s2"},
		{"study --jobs -j2 -j2", "study --jobs -j2 -j 2"},
		{"study --output -s2 -s2=3", "study --output -s2 -s 2=3"},
		{"study --output=-s2 -s2=3", "study --output=-s2 -s 2=3"},
		{"study -s -- -j2", "study -s -- -j 2"},
		{"study --all -j2", "study --all -j 2"},
		/* unknown, not short, no option */
		{"study -x2 -ax2 --j2 -", "study -x2 -ax2 --j2 -"},
		{"study -xj2 -j2", "study -xj2 -j 2"},
		{"study -xset -j2", "study -xset -j 2"},
		{"study a2 --unknown -j2", "study a2 --unknown -j 2"},
		{"study -j2 -- -j2 -- -j2", "study -j 2 -- -j2 -- -j2"},
		{"-j2 -j2", "-j2 -j 2"},
	};
	EACH_CASE (i, cases, given) {
		char **given = g_strsplit(cases[i].given, " ", -1);
		char **split = short_values_split(&command, (int)g_strv_length(given), given);
		char *joined = g_strjoinv(" ", split);
		CU_ASSERT_STRING_EQUAL(joined, cases[i].split);
		g_free(joined);
		g_strfreev(split);
		g_strfreev(given);
	}
}

/* Blanks and empty words are kept. */
static void test_bytes(void)
{
	char *const given[] = {"study", "-squestion=a b", "", "-s", "", "-j 2"};
	static const char *const expected[] = {"study", "-s", "question=a b", "", "-s", "", "-j", " 2", NULL};
	char **split = short_values_split(&command, G_N_ELEMENTS(given), given);
	CU_ASSERT_TRUE(g_strv_equal((const char *const *)split, expected));
	g_strfreev(split);
	split = short_values_split(&command, 0, given);
	CU_ASSERT_PTR_NULL(*split);
	g_strfreev(split);
}

static const struct test_case cases[] = {
	{"what becomes a word of its own", test_split},
	{"blanks and empty words", test_bytes},
};

SUITE("short values", cases)
