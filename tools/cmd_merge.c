/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim merge: the stores of a study's shards, as one.
 */
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/exit_codes.h"
#include "tools/study/merge.h"
#include "tools/study/sql.h"
#include <stdio.h>

static int merge(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	struct merge_counts counts;
	GError *error = NULL;
	if (argc < 3) {
		cli_error("merge what? Give the store to make, then those to make it of");
		return EXIT_USAGE;
	}
	if (!merge_stores(argv[1], argv + 2, argc - 2, &counts, &error)) {
		bool full = g_error_matches(error, SQL_ERROR, SQLITE_FULL) ||
			    g_error_matches(error, SQL_ERROR, SQLITE_IOERR);
		cli_error("%s", error->message);
		g_error_free(error);
		return full ? EXIT_FAILED : EXIT_INPUT;
	}
	fprintf(stderr, "%s: %d runs", argv[1], counts.runs);
	if (counts.twice > 0)
		fprintf(stderr, ", %d of them given more than once", counts.twice);
	if (counts.missing > 0)
		fprintf(stderr, "; %d runs of the study are missing", counts.missing);
	fputc('\n', stderr);
	return EXIT_OK;
}

const struct command merge_command = {
	.name = "merge",
	.summary = "make one result store of those of a study's shards",
	.arguments = "OUT IN...",
	.text = "Makes the result store OUT of the stores IN..., which hold parts of one study, as the "
		"shards of a\n"
		"sweep do. They must be of one plan and one version of the models, and agree about runs that "
		"several\n"
		"have. OUT appears whole or not at all; to add to a store, name it among IN... too.",
	.run = merge,
};
