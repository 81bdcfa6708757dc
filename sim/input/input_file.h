/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are named to be read. What is no file is refused at once: a named pipe that nobody writes to would be waited for
 * for ever, and a device may never end. What is outside of the folder of input_file_confine, if there is one, is refused too.
 *
 * Results, which are written as well, are no input in this sense.
 */
#ifndef SIM_INPUT_INPUT_FILE_H
#define SIM_INPUT_INPUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* input_file_confine: from now on only files below this folder are opened, in this process and those that it forks: no
 * "..", no absolute path and no symbolic link leads out, and none is swapped for another in between. False with errno
 * set when there is no such folder. */
bool input_file_confine(const char *folder);

/* input_file_allow: a file that is opened all the same, by this very path: one that is shipped with the program. */
void input_file_allow(const char *path);

/* input_file_open: opens the file for reading; the caller closes it. NULL with *why set to the reason, which is not the
 * caller's. pipe: a pipe that is open already in this process is taken as well, under the names /dev/stdin and /dev/fd/N, as
 * the shell's <(...) gives it. */
FILE *input_file_open(const char *path, bool pipe, const char **why);

#endif
