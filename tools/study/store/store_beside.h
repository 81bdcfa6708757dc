/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that SQLite looks for beside a store, seen before SQLite opens it.
 *
 * SQLite obeys what it finds there. A rollback journal may name a super-journal, a file anywhere that SQLite then
 * reads and deletes; a write-ahead log holds pages of its own. vhostsim makes neither, so whoever gave us such a
 * folder is no vhostsim (https://www.sqlite.org/fileformat.html, 3: the rollback journal).
 */
#ifndef TOOLS_STUDY_STORE_STORE_BESIDE_H
#define TOOLS_STUDY_STORE_STORE_BESIDE_H

#include <glib.h>
#include <stdbool.h>

/* store_beside_check: whether what lies beside the store at path is what vhostsim leaves: nothing, or a journal that is
 * a plain file and names no super-journal. False with *error set to a message that names the file. */
bool store_beside_check(const char *path, GError **error);

/* store_beside_interrupted: whether a write was cut short; whoever opens the store takes it back, and must be allowed
 * to write for that. */
bool store_beside_interrupted(const char *path);

#endif
