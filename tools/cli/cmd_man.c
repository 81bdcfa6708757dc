/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim man: the man page.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/show/manual.h"

static int man(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	int status = cli_no_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	char *text = manual_text();
	status = cli_print(text);
	g_free(text);
	return status;
}

const struct command man_command = {
	.name = "man",
	.summary = "print the man page, vhostsim.1",
	.text = "Prints the man page in roff. To read it: vhostsim man | man -l -",
	.run = man,
};
