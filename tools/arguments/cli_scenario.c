/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/arguments/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/base/shipped.h"
#include "tools/study/crawl/scenario_file.h"

const char *cli_scenario_path(const char *argument)
{
	static const char *const folders[] = {"", "studies", "published", "lab"};
	char *path = NULL;
	bool there = g_file_test(argument, G_FILE_TEST_EXISTS);
	for (size_t i = 0; !there && !path && i < G_N_ELEMENTS(folders); i++)
		path = shipped_file(folders[i], argument);
	const char *kept = g_intern_string(path ? path : argument);
	g_free(path);
	return kept;
}

struct scenario_base *cli_base(const char *path)
{
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(cli_scenario_path(path), d);
	diag_print(d, stderr);
	diag_free(d);
	return b;
}

struct scenario *cli_scenario_of(struct scenario_base *b, char *const *sets, const char *seed)
{
	char **all = cli_sets(sets, seed);
	struct diag *d = diag_new();
	struct scenario *s = scenario_of_base(b, (const char *const *)all, d);
	diag_print(d, stderr);
	diag_free(d);
	g_strfreev(all);
	return s;
}

struct scenario *cli_scenario_given(int argc, char **argv, char *const *sets, const char *seed, int *status)
{
	*status = cli_scenario_argument(argc, argv);
	if (*status != CLI_GO_ON)
		return NULL;
	struct scenario_base *b = cli_base(argv[1]);
	struct scenario *s = b ? cli_scenario_of(b, sets, seed) : NULL;
	scenario_base_free(b);
	*status = s ? EXIT_OK : EXIT_INPUT;
	return s;
}
