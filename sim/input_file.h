/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening what the user gives to be read: scenarios, what they extend and name, references. Every such file is opened
 * here, so that one rule holds for all: it is a plain file, and below the folder of input_file_confine, if there is one.
 *
 * Results, which are written as well, are no input in this sense.
 */
#ifndef SIM_INPUT_FILE_H
#define SIM_INPUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* input_file_confine: from now on only files below this folder are opened, in this process and those that it forks: no
 * "..", no absolute path and no symbolic link leads out, and none is swapped for another in between. False with errno
 * set when there is no such folder. */
bool input_file_confine(const char *folder);

/* input_file_open: the file, open for reading bytes; the caller closes it (fclose). NULL with *why set to the end of a
 * sentence that begins with its name: "cannot be read: ..."; not owned, and valid until the next call. A pipe, a device
 * or a folder is refused at once. */
FILE *input_file_open(const char *path, const char **why);

#endif
