/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completion of the command line in a shell: commands, their options and what these take, keys of settings and their
 * choices, from the same tables as everything else. The scripts know the words; they do not call vhostsim.
 */
#ifndef TOOLS_COMPLETION_COMPLETION_H
#define TOOLS_COMPLETION_COMPLETION_H

#include "tools/base/command.h"
#include <stdbool.h>

/* X(shell): each has a function completion_SHELL */
#define COMPLETION_SHELLS(X) X(bash) X(zsh) X(fish)

/* completion_bash and so on: a script for the shell, which needs nothing else (bash: not even the package bash-completion).
 * Newly allocated (g_free). */
#define COMPLETION_DECLARE(shell) char *completion_##shell(void);
COMPLETION_SHELLS(COMPLETION_DECLARE)

/* completion_settings: for bash and zsh: the variables _vhostsim_keys, the keys of settings, and _vhostsim_lists, the
 * sections that are lists, joined by |; and the function _vhostsim_value, which sets values to the choices of a key. */
void completion_settings(GString *out);

/* completion_argument: what a subcommand's arguments are: "scenarios", "files", "none". */
const char *completion_argument(const struct command *c);

/* completion_quoted: the text between single quotes, with `quote` for each of its own and a backslash before each character
 * of `special`. Newly allocated (g_free). */
char *completion_quoted(const char *text, const char *special, const char *quote);

#endif
