/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Point store: the result of each point of a crawl in a file of its own, written as soon as the point is
 * done, so that a crawl can be interrupted and resumed.
 *
 * A file holds {"identity": ..., "run": the run's JSON}, with the identity of the run (study/identity.h). A
 * file counts only when its identity is the one asked for.
 */
#ifndef TOOLS_POINT_STORE_H
#define TOOLS_POINT_STORE_H

#include "models/scenario.h"
#include <json-glib/json-glib.h>

/* point_identity: of the run of this scenario, in hex. Newly allocated (g_free). */
char *point_identity(const struct scenario *s);

/* point_save: keeps the run's JSON text. False with *error set when it is no JSON object or cannot be
 * written. */
bool point_save(const char *path, const char *identity, GBytes *run, GError **error);

/* point_load: the run's JSON of this identity, or NULL when there is none. The caller owns it
 * (json_object_unref). */
JsonObject *point_load(const char *path, const char *identity);

#endif
