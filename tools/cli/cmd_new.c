/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim new: a scenario to begin with.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/host/new_scenario.h"
#include <string.h>

struct arguments {
	gboolean from_host, force;
	char *root, *output;
	int question; /* enum new_question */
};

static const struct cli_option options[] = {
	CHOICE_ARGUMENT(arguments, question, new_question_names, "question", 'q', "QUESTION",
			"what it asks: flood (default), latency, guests, chain, sizing"),
	ARGUMENT(arguments, from_host, CLI_FLAG, "from-host", 0, NULL,
		 "describe the Linux that this runs on; nothing is changed, and root is not needed"),
	ARGUMENT(arguments, root, CLI_FOLDER, "root", 0, "DIR",
		 "with --from-host: read the files of a host below DIR, a copy of its /proc, /sys and /boot; "
		 "DIR/ethtool/NIC.g and NIC.c are what ethtool -g and -c print (default: /)"),
	ARGUMENT(arguments, output, CLI_FILE, "output", 'o', "FILE",
		 "write it to FILE (default: standard output)"),
	ARGUMENT(arguments, force, CLI_FLAG, "force", 0, NULL, "replace FILE if it is there"),
};

/* CLI_GO_ON, or the exit status after a message about options that do not go together. */
static int cmd_new_check(const struct arguments *a)
{
	if (a->root && !a->from_host)
		cli_error("--root goes with --from-host");
	else if (a->root && !g_file_test(a->root, G_FILE_TEST_IS_DIR))
		cli_error("--root: %s is no folder", a->root);
	else if (a->force && !a->output)
		cli_error("--force goes with --output");
	else
		return CLI_GO_ON;
	return EXIT_USAGE;
}

static int cmd_new_deliver(const struct arguments *a, const char *text)
{
	GError *error = NULL;
	if (!a->output)
		return cli_print(text);
	if (!a->force && g_file_test(a->output, G_FILE_TEST_IS_REGULAR)) {
		cli_error("%s is there already; --force replaces it", a->output);
		return EXIT_USAGE;
	}
	if (!output_file_deliver(a->output, text, strlen(text), &error))
		return cli_fail(error, EXIT_FAILED);
	return EXIT_OK;
}

static int new (const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	int status = cli_no_argument(argc, argv);
	if (status == CLI_GO_ON)
		status = cmd_new_check(a);
	if (status != CLI_GO_ON)
		return status;
	struct host_facts *facts = a->from_host ? host_facts_read(a->root ? a->root : "/") : NULL;
	char *text = new_scenario((enum new_question)a->question, facts);
	status = cmd_new_deliver(a, text);
	g_free(text);
	if (facts)
		host_facts_free(facts);
	return status;
}

const struct command new_command = {
	.name = "new",
	.summary = "print a scenario to begin with, which runs as it is",
	.text = "Prints a scenario with comments that runs as it is. With --from-host it describes the host "
		"that "
		"this runs on: kernel, cores, NIC, taps and the threads of guests. What could not be seen is "
		"said "
		"in a comment.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = new,
};
