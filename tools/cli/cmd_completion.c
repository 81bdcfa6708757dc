/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim completion: the completion of the command line in a shell.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/show/completion.h"
#include <string.h>

static const char *const shells[] = {"bash", NULL};

static int completion(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	if (argc != 2) {
		cli_error("the completion of which shell? bash");
		return EXIT_USAGE;
	}
	if (cli_choice("completion", argv[1], shells) < 0)
		return EXIT_USAGE;
	char *text = completion_bash();
	int status = cli_print(text);
	g_free(text);
	return status;
}

const struct command completion_command = {
	.name = "completion",
	.summary = "print the script for the completion of command lines",
	.arguments = "bash",
	.text = "Prints a script that completes command lines in a shell. To use it in bash: eval "
		"\"$(vhostsim completion bash)\"",
	.words = shells,
	.run = completion,
};
