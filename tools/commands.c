/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/command.h"

/* clang-format off */
const struct command *const commands[] = {
	&run_command,
	&crawl_command,
	&list_command,
	&show_command,
	&schema_command,
	&man_command,
	&completion_command,
};
/* clang-format on */
const int command_count = G_N_ELEMENTS(commands);
