/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command as a user would type it into a shell.
 */
#ifndef TOOLS_BASE_SHELL_LINE_H
#define TOOLS_BASE_SHELL_LINE_H

#define SHELL_LINE_SELF "/proc/self/exe" /* the very program that runs, even after the file was replaced */

/* shell_line: the words of argv (NULL-terminated), quoted where a shell would take them for something else. A first
 * word SHELL_LINE_SELF is shown as the path of this program. Newly allocated (g_free). */
char *shell_line(char *const *argv);

#endif
