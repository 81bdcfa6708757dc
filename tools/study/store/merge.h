/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Merge: one store of several that hold parts of one study, as the shards of a sweep leave them.
 */
#ifndef TOOLS_STUDY_STORE_MERGE_H
#define TOOLS_STUDY_STORE_MERGE_H

#include <glib.h>
#include <stdbool.h>

/* What the merged store holds. */
struct merge_counts {
	int runs;
	int twice;   /* in more than one input, the same values each time */
	int missing; /* wanted by the plan as replications of its points, and nowhere to be found */
};

/* merge_stores: makes the store at out of the n inputs. All must have one plan and one version of the models, and runs that
 * are in several must agree. The file out appears whole or not at all; one that there is already must be among the
 * inputs. False with *error set to a message that names the files and what differs. */
bool merge_stores(const char *out, char *const *inputs, int n, struct merge_counts *counts, GError **error);

#endif
