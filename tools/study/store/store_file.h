/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of a result store, seen from outside SQLite: whether it is one, and whose it is to write.
 *
 * Everything here is looked at through the file's first bytes, before SQLite opens it: what is no store, is cut or is
 * of a newer version is left exactly as it was.
 */
#ifndef TOOLS_STUDY_STORE_STORE_FILE_H
#define TOOLS_STUDY_STORE_STORE_FILE_H

#include <glib.h>
#include <stdbool.h>

#define STORE_APPLICATION 0x76687374 /* "vhst", SQLite's application_id */
#define STORE_VERSION 1		     /* of the tables, SQLite's user_version */

/* store_file_new: makes the file with these bytes unless there is a file of the name, of whatever kind. */
bool store_file_new(const char *path, const void *bytes, gsize length, GError **error);

/* store_file_check: whether the file at path is a whole store of a version that we know, no symbolic link, with nothing
 * beside it that a store of ours has not (store_beside.h). */
bool store_file_check(const char *path, GError **error);

/* store_file_lock: claims the right to write; a descriptor to close after SQLite has closed the file, or -1 with
 * *error, at once, when somebody else has it. The claim ends with the process that holds it, however it ends. */
int store_file_lock(const char *path, GError **error);

#endif
