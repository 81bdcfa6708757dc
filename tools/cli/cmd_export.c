/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim export: the runs of a result store, a row each.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/study/summary/export.h"

static const char *const format_names[] = {[EXPORT_CSV] = "csv", [EXPORT_JSONL] = "jsonl", NULL};

struct arguments {
	char *guest, *source;
	int format;
	gboolean all, spreadsheet;
};

static const struct cli_option options[] = {
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: csv (default) or jsonl"),
	ARGUMENT(arguments, guest, CLI_TEXT, "guest", 0, "NAME",
		 "count this guest's packets (default: as the study does)"),
	ARGUMENT(arguments, source, CLI_TEXT, "source", 0, "NAME|N",
		 "count the packets of this source of traffic, given by name or by number, from 0 on"),
	ARGUMENT(arguments, all, CLI_FLAG, "all", 0, NULL,
		 "also print runs that the study does not ask for, or no longer"),
	ARGUMENT(arguments, spreadsheet, CLI_FLAG, "spreadsheet", 0, NULL,
		 "csv: put an apostrophe before texts that a spreadsheet takes for formulas: those that "
		 "begin with = + - or @"),
};

static bool cmd_export_print(void *self, const char *text)
{
	int *status = self;
	*status = cli_print(text);
	return *status == EXIT_OK;
}

static int export(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	int status = EXIT_OK;
	GError *error = NULL;
	if (argc != 2) {
		cli_error("which store? Give one: the file, or the folder of a study's results");
		return EXIT_USAGE;
	}
	if (a->guest && a->source) {
		cli_error("--guest and --source are both given; the figures are those of one of them");
		return EXIT_USAGE;
	}
	const struct whose whose =
		a->source ? (struct whose){PART_SOURCE, a->source} : (struct whose){PART_GUEST, a->guest};
	char *path = store_path_at(argv[1]);
	struct store *store = store_open(path, &error);
	const struct export_order order = {(enum export_format)a->format, a->all,
					   a->guest || a->source ? &whose : NULL, a->spreadsheet};
	if (!store || !export_store(store, &order, cmd_export_print, &status, &error))
		status = cli_fail(error, EXIT_INPUT);
	store_close(store);
	g_free(path);
	return status;
}

const struct command export_command = {
	.name = "export",
	.summary = "print the runs of a study as CSV or JSON lines",
	.arguments = "STORE|DIR",
	.text = "Prints the runs of a result store, one row for each run, in the order of the plan. A row "
		"has all axes and metrics. The name of a column ends with its unit. What is not known is an "
		"empty field, or null.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = export,
};
