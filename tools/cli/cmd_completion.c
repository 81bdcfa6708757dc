/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim completion: the completion of the command line in a shell.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/completion/completion.h"

#define SHELL_NAME(shell) #shell,
#define SHELL_SCRIPT(shell) completion_##shell,
static const char *const shells[] = {COMPLETION_SHELLS(SHELL_NAME) NULL};
static char *(*const scripts[])(void) = {COMPLETION_SHELLS(SHELL_SCRIPT)};

static int completion(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	if (argc != 2) {
		cli_error("the completion of which shell? bash, zsh or fish");
		return EXIT_USAGE;
	}
	int shell = cli_choice("completion", argv[1], shells);
	if (shell < 0)
		return EXIT_USAGE;
	return cli_print_text(scripts[shell]());
}

const struct command completion_command = {
	.name = "completion",
	.summary = "print the script for the completion of command lines",
	.arguments = "bash|zsh|fish",
	.text = "Prints a script that completes command lines in a shell. To use it in bash or zsh: eval "
		"\"$(vhostsim completion bash)\". In fish: vhostsim completion fish | source",
	.words = shells,
	.run = completion,
};
