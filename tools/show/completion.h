/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completion of the command line in a shell: commands, their options and what these take, keys of settings and their
 * choices, from the same tables as everything else. The script knows the words; it does not call vhostsim.
 */
#ifndef TOOLS_SHOW_COMPLETION_H
#define TOOLS_SHOW_COMPLETION_H

/* completion_bash: a script for bash, which needs nothing else (not even the package bash-completion). Newly allocated
 * (g_free). */
char *completion_bash(void);

#endif
