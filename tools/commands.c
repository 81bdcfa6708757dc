/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/command.h"

const struct command *const commands[] = {
	&run_command, &crawl_command, &list_command, &schema_command, &summary_command, &compare_command,
};
const int command_count = G_N_ELEMENTS(commands);
