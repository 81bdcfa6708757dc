/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/cli/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/study/crawl/scenario_file.h"

struct scenario_base *cli_base(const char *path)
{
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(path, d);
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
