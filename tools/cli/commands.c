/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/command.h"
#include <string.h>

#define COMMAND_ENTRY(name) &name##_command,
const struct command *const commands[] = {COMMAND_LIST(COMMAND_ENTRY)};
const int command_count = G_N_ELEMENTS(commands);

const struct command *command_find(const char *name)
{
	for (int i = 0; i < command_count; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}
