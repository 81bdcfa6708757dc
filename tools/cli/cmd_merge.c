/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim merge: the stores of a study's shards, as one.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/study/store/merge.h"
#include "tools/study/store/store.h"
#include <stdio.h>

static void print_counts(const char *out, const struct merge_counts *c)
{
	GString *line = g_string_new(NULL);
	g_string_append_printf(line, "%s: %d runs", out, c->runs);
	if (c->twice > 0)
		g_string_append_printf(line, ", %d of them given more than once", c->twice);
	if (c->missing > 0)
		g_string_append_printf(line, "; %d runs of the study are missing", c->missing);
	fprintf(stderr, "%s\n", line->str);
	g_string_free(line, TRUE);
}

static int merge(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	struct merge_counts counts;
	GError *error = NULL;
	if (argc < 3) {
		cli_error("merge what? Give the store to make, then those to make it of");
		return EXIT_USAGE;
	}
	if (!merge_stores(argv[1], argv + 2, argc - 2, &counts, &error))
		return cli_fail(error, store_lacks_room(error) ? EXIT_FAILED : EXIT_INPUT);
	print_counts(argv[1], &counts);
	return EXIT_OK;
}

const struct command merge_command = {
	.name = "merge",
	.summary = "join the result stores of the shards of a study",
	.arguments = "OUT IN...",
	.text = "Makes the result store OUT from the stores IN..., which hold parts of one study, such as "
		"the shards of a sweep. They must be of one plan and one version of the models. Runs that "
		"several stores have must agree. OUT appears whole or not at all. To add to a store, name it "
		"among IN..., too.",
	.run = merge,
};
