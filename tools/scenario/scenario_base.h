/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario base: a scenario's file with those that it extends and names (platforms, cost profiles, captures),
 * each read and parsed once, from which the scenarios of many runs are made.
 *
 * A base may be used in a forked child like in its parent. What is made from it may outlive it.
 */
#ifndef TOOLS_SCENARIO_SCENARIO_BASE_H
#define TOOLS_SCENARIO_SCENARIO_BASE_H

#include "sim/input/diag.h"
#include "tools/scenario/cost_profile.h"
#include "tools/scenario/plans.h"
#include "tools/scenario/scenario_reader.h"

struct scenario_base;

/* scenario_base_read: parses the file at path and those that it extends. NULL with the faults of their syntax
 * added to d. The caller owns it (scenario_base_free). */
struct scenario_base *scenario_base_read(const char *path, struct diag *d);
void scenario_base_free(struct scenario_base *b);

/* scenario_base_make: the scenario with the settings `sets` ("key=value", NULL-terminated; NULL: none) made
 * after it, in order; complete and checked. The caller owns it (scenario_free). NULL with every fault added
 * to d; a value of the file that is replaced is not looked at. Files are opened only the first time that they are named. It is the scenario of one run: its plans have no crawl
 * (has_crawl), so that loads which only a crawl would try are no fault. */
struct scenario *scenario_base_make(struct scenario_base *b, const char *const *sets, struct diag *d);

/* What looks for contradictions between a scenario and its crawl: adds every fault to d. */
typedef void crawl_check(const struct scenario *s, const struct plans *p, struct diag *d);

/* What scenario_base_make_with makes of a base. */
struct scenario_order {
	const char *const *sets;	 /* of the command line; NULL: none */
	const struct scenario_set *more; /* settings of the file, made after them */
	int n;				 /* of these */
	crawl_check *crawl;		 /* for contradictions of its crawl; NULL: it has none */
	bool as_written; /* like guests stay one element (like_guests.h), and no contradiction is looked for */
};

/* scenario_base_make_with: as scenario_base_make. */
struct scenario *scenario_base_make_with(struct scenario_base *b, const struct scenario_order *order,
					 struct diag *d);

/* scenario_base_plans: the plans of a scenario that scenario_base_make_with makes with these sets, and its faults has
 * reported: they are the same whatever an axis sets. The caller owns them (plans_free). */
struct plans *scenario_base_plans(const struct scenario_base *b, const char *const *sets);

/* scenario_base_try: makes the settings of the order after those of the file and adds their own faults to d, those of a
 * key or a value; what they contradict is not looked at. Returns the full keys of what they set ("traffic.0.rate"),
 * NULL-terminated, in alphabetical order; the caller frees them (g_strfreev). */
char **scenario_base_try(struct scenario_base *b, const struct scenario_order *order, struct diag *d);

/* scenario_base_faults: adds the faults of the settings in the file to d, but those of a value that the order replaces;
 * scenario_base_make adds them as well. */
void scenario_base_faults(const struct scenario_base *b, const struct scenario_order *order, struct diag *d);

/* scenario_base_set_place: the place of the setting "key=value" of the command line. */
struct place scenario_base_set_place(const char *set);

/* scenario_base_place: of the whole document. */
struct place scenario_base_place(const struct scenario_base *b);

/* scenario_base_costs: by cost, what the cost profile of a scenario made from the base says of it. Owned by the base. */
const struct cost_origin *scenario_base_costs(const struct scenario_base *b, const struct scenario *s);

/* scenario_base_file: the document. scenario_base_settings: the scenario as the file alone has it, neither complete nor
 * checked. scenario_base_reader: for setting_text; it has no diag. Owned by the base. */
struct yaml_file *scenario_base_file(struct scenario_base *b);
const struct scenario *scenario_base_settings(const struct scenario_base *b);
const struct scenario_reader *scenario_base_reader(const struct scenario_base *b);

#endif
