/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The columns of the comparison of a crawl's curves, and what replications say about them.
 */
#ifndef TOOLS_COMPARE_COLUMN_H
#define TOOLS_COMPARE_COLUMN_H

#include "tools/crawl_compare.h"

/* Where people see a column. */
enum compare_block { COMPARE_CARRIES, COMPARE_COSTS, COMPARE_CSV_ONLY };

/* What becomes of a column when there are replications. */
enum compare_kind {
	COMPARE_EXACT,	    /* no run decides it alone */
	COMPARE_MEASURED,   /* it has an interval */
	COMPARE_RELATIVE,   /* and is compared with the first curve's, by ratio */
	COMPARE_DIFFERENCE, /* or by difference */
};

struct compare_column {
	const char *csv;
	int csv_decimals;
	enum compare_block block;
	enum compare_kind kind;
	const char *head, *unit; /* for people */
	int decimals;
	double scale; /* from CSV to the unit for people */
	double (*value)(const struct comparison *c, int which);
	int which;
	const char *(*mark)(const struct comparison *c); /* before the number, for people; NULL: none */
	const char *(*word)(const struct comparison *c); /* instead of a number */
};

extern const struct compare_column compare_columns[];
extern const int compare_column_count;

/* compare_has_interval: whether the crawl has replications and the column hangs on them; compare_is_compared: whether
 * it is compared with the first curve's then. */
bool compare_has_interval(const struct crawl_plan *plan, const struct compare_column *column);
bool compare_is_compared(const struct crawl_plan *plan, const struct compare_column *column);

/* compare_interval: of a column's figure over the replications of the comparison, in the unit of the CSV file.
 * compare_change: from the first curve to this one, replication by replication with the same random numbers: as a share
 * of the first, or in that unit. */
struct interval compare_interval(const struct crawl_plan *plan, const struct compare_column *column,
				 const struct comparison *c);
struct interval compare_change(const struct crawl_plan *plan, const struct compare_column *column,
			       const struct comparison *first, const struct comparison *c);

#endif
