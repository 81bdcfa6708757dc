/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/command.h"

#define COMMAND_ENTRY(name) &name##_command,
const struct command *const commands[] = {COMMAND_LIST(COMMAND_ENTRY)};
const int command_count = G_N_ELEMENTS(commands);
