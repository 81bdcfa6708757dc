/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of results: whole or not at all. What a file held before stays until the new text is on the disk.
 */
#ifndef TOOLS_BASE_OUTPUT_FILE_H
#define TOOLS_BASE_OUTPUT_FILE_H

#include <glib.h>
#include <stdbool.h>

/* output_folder: makes the folder, with those above it, and tries whether a file can be created in it, so
 * that a run need not find out at its end. False with *error set to a message that names the folder and the
 * reason. */
bool output_folder(const char *path, GError **error);

/* output_folder_remove: removes a folder of plain files, and them; what cannot be removed stays. */
void output_folder_remove(const char *path);

/* output_lacks_room: whether such an error says that the system has no room (disk, quota, limit of a file's size, open files,
 * memory) or failed, rather than that the place is wrong. */
bool output_lacks_room(const GError *error);

/* output_temporary_folder: the same of a folder, which holds plain files only. */
char *output_temporary_folder(const char *folder, int *fd);

/* output_file_write: replaces the file of a folder of results by these bytes: a temporary in the same folder, fsync,
 * rename. A symbolic link is replaced, and what it leads to is left alone; a device, a pipe or a folder is an error.
 * False with *error set to a message that names the file and the reason (a full disk, a folder without permission);
 * the temporary is gone then, and a former file is unchanged. */
bool output_file_write(const char *path, const char *bytes, gsize length, GError **error);

/* output_file_text: writes a text, which it frees, as the file `name` in the folder, as output_file_write. */
bool output_file_text(const char *folder, const char *name, char *text, GError **error);

/* output_file_deliver: the same for a path that the user gave as such: what is there and no plain file - /dev/null,
 * /dev/stdout, a pipe, what a link leads to - is opened and written. A pipe waits for its reader. */
bool output_file_deliver(const char *path, const char *bytes, gsize length, GError **error);

/* output_file_holds: whether the path is a plain file with this very text. */
bool output_file_holds(const char *path, const char *text);

#endif
