/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are named to be read. What is no file is refused at once: a named pipe that nobody writes to would be waited for
 * for ever, and a device may never end.
 */
#ifndef SIM_INPUT_FILE_H
#define SIM_INPUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* input_file_open: opens the file for reading; the caller closes it. NULL with *why set to the reason, which is not the
 * caller's. pipe: a pipe that is open already in this process is taken as well, under the names /dev/stdin and /dev/fd/N, as
 * the shell's <(...) gives it. */
FILE *input_file_open(const char *path, bool pipe, const char **why);

#endif
