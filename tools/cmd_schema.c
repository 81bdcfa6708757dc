/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim schema: the JSON Schema of scenario files.
 */
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/schema.h"

static int schema(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	int status = cli_no_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	char *text = schema_text();
	status = cli_print(text);
	g_free(text);
	return status;
}

const struct command schema_command = {
	.name = "schema",
	.summary = "print the JSON Schema of scenario files, for editors and validators",
	.text = "Prints the JSON Schema (draft 2020-12) of scenario files, which editors and validators "
		"read.",
	.run = schema,
};
