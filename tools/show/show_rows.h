/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings and costs that are shown, with their origins: what both forms of output (show.h) print.
 */
#ifndef TOOLS_SHOW_SHOW_ROWS_H
#define TOOLS_SHOW_SHOW_ROWS_H

#include "models/scenario/scenario.h"
#include "tools/show/show.h"

/* Origin of a setting in force: its default, a place in a file, or the command line. */
enum origin_kind { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_SET };

struct origin {
	enum origin_kind kind;
	struct place at; /* ORIGIN_FILE */
};

/* origin_name: "default", "file", "--set"; static. origin_text: the same with the place instead of "file":
 * "scenarios/crawl.yaml:4:9". Newly allocated (g_free). */
const char *origin_name(const struct origin *o);
char *origin_text(const struct origin *o);

/* A setting. */
struct show_row {
	const struct scenario_section *section;
	int index; /* of the element of a list section */
	const struct option *option;
	char *key;   /* "guests.0.vcpu_core"; owned */
	char *value; /* as the option takes it; owned */
	struct origin origin;
};

/* show_rows: of struct show_row, in the order of the sections. The caller owns it (g_array_unref). */
GArray *show_rows(const struct show *show);

/* One field of a cost: its value as written, and its origin; ORIGIN_DEFAULT: the profile. */
struct show_cost {
	const char *field; /* "cycles" */
	char *value;	   /* owned */
	struct origin origin;
};

/* show_costs: the fields of a cost, of struct show_cost. The caller owns it (g_array_unref). NULL: the cost is not
 * shown. */
GArray *show_costs(const struct show *show, int cost);

#endif
