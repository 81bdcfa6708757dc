/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Export of a store: one row a run, in the order of the plan, then of the replications; as CSV (RFC 4180, with a line of column
 * names) or JSON lines.
 *
 * Columns: study, the axes, replication, seed, guest, source, every metric, model, identity. The unit of a column is the end of its
 * name (delivered_pps, load_pps, frame_B): a data frame keeps it. Numbers are the shortest that read back as the same value;
 * what is not known is an empty field, or null. Nothing in it depends on when or in which order runs were made.
 */
#ifndef TOOLS_STUDY_SUMMARY_EXPORT_H
#define TOOLS_STUDY_SUMMARY_EXPORT_H

#include "tools/study/store/store.h"

enum export_format { EXPORT_CSV, EXPORT_JSONL };

struct export_order {
	enum export_format format;
	bool all; /* also runs that the plan does not want (any more): their axes are empty, a column label is added */
	const struct whose *whose; /* whose packets are counted; NULL: as the study does */
	bool spreadsheet; /* CSV: texts that a spreadsheet would take for formulas are defused (csv_spreadsheet) */
};

/* Takes the next piece of the text; false: that is enough. */
typedef bool (*export_sink)(void *self, const char *text);

/* export_store: false with *error set when the store has no plan or cannot be read; what sink refused is no error. */
bool export_store(struct store *s, const struct export_order *order, export_sink sink, void *self,
		  GError **error);

#endif
