/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reader of a result store: a few metrics of many runs, without what else there is of them.
 *
 * Whole runs, with all guests and sources, are store_values' to read (store.h).
 */
#ifndef TOOLS_STUDY_STORE_STORE_READER_H
#define TOOLS_STUDY_STORE_STORE_READER_H

#include "tools/study/store/store.h"

struct store_reader;

/* store_reader_new: of these metrics (of int: indices); whose figures: of a metric that is not known of such
 * parts, those of all. The name is copied. The store must outlive it. The caller owns it (store_reader_free, NULL allowed); NULL with *error
 * set. */
struct store_reader *store_reader_new(struct store *s, const GArray *metrics, struct whose whose,
				      GError **error);
void store_reader_free(struct store_reader *r);

/* store_reader_get: the figures of a run, in the order of the metrics; NAN: not known. False when the run is not there
 * (any more). Keeps a store that is opened for reading as store_values does (store_rest). */
bool store_reader_get(struct store_reader *r, const struct store_run *run, double *figures);

#endif
