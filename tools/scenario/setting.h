/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings: what the parts of the scenario reader share: the scenario being read with its plans, and how one setting gets
 * into it, whether it comes from the file or from --set. Every function adds its faults to the reader's diag.
 */
#ifndef TOOLS_SCENARIO_SETTING_H
#define TOOLS_SCENARIO_SETTING_H

#include "sim/input/diag.h"
#include "tools/scenario/plans.h"
#include "tools/scenario/yaml_file.h"

/* The sections of a crawl and of a parameter study, and what they hold beside their options. */
#define CRAWL_SECTION "crawl"
#define CRAWL_CURVES "curves"
#define STUDY_SECTION "study"
#define STUDY_AXES "axes"
#define STUDY_EXCLUDE "exclude"

/* The section of costs (cost_section.h). */
#define COST_SECTION "cost"

/* The section of what the results must be. It takes no part in a run; vhostsim check reads it (study/expect_reader.h). */
#define EXPECT_SECTION "expect"

/* The section of what was measured on a host. It takes no part in a run; vhostsim calibrate reads it (calibrate/measurements.h). */
#define MEASUREMENTS_SECTION "measurements"

/* A setting with the place where it is written. */
struct scenario_set {
	const char *key, *text; /* as --set takes them: "nic.rx_ring", "256" */
	struct place at;
};

struct scenario_reader {
	struct scenario *s;
	struct plans *plans;
	struct diag *d;
	GArray *overrides; /* of costs, in the order they apply (cost_section.h) */
	GHashTable *bad;   /* full keys of the settings whose value is wrong, so far */
	GHashTable *
		again; /* full keys of the settings that were made after the file; NULL: it is the file that is read */
	bool unsound; /* something else is wrong or missing: looking for contradictions would only mislead */
	GHashTable *
		folders; /* path of each file of the scenario (place.file) -> its folder, relative to the scenario's */
};

/* setting_section: the section of this name; NULL when there is none. */
const struct scenario_section *setting_section(const char *name);

/* setting_list: the elements of a list section. */
GArray *setting_list(const struct scenario_reader *r, const struct scenario_section *section);

/* setting_struct: the settings struct of a section; of a list that of one element. */
void *setting_struct(const struct scenario_reader *r, const struct scenario_section *section, int index);

/* setting_add: appends an element with every default set to a list section; returns its index. */
int setting_add(struct scenario_reader *r, const struct scenario_section *section);

/* setting_store: parses text into an option of a section; index is the element of a list section. */
void setting_store(struct scenario_reader *r, const struct scenario_section *section, int index,
		   const struct option *opt, const char *text, struct place at);

/* setting_store_none: the same for a node that is no single value, which is a fault of the option. */
void setting_store_none(struct scenario_reader *r, const struct scenario_section *section, int index,
			const struct option *opt, struct yaml_file *f, const yaml_node_t *node);

/* setting_full_key: the key that is meant by one of scenario_reader_set's: host.name by host, and any other by itself.
 * Interned when it is another. */
const char *setting_full_key(const char *key);

/* setting_find: the option that a key of scenario_reader_set stands for, as far as the key alone can tell; NULL when there is none. */
const struct option *setting_find(const char *key);

/* setting_text: "key=text" for a setting written at `at`, as it is for --set: a path is made relative to the
 * scenario's folder. Newly allocated. */
char *setting_text(const struct scenario_reader *r, const char *key, const char *text, struct place at);

/* setting_unknown: the fault for a key that a section (or the top level) does not have. */
void setting_unknown(struct scenario_reader *r, const struct scenario_section *section, const char *key,
		     struct place at);

/* setting_begin: a value of the setting of this full key is being read, in place of a former one; its faults, until
 * setting_end, are about it. setting_end: sound: whether there was none. */
void setting_begin(struct scenario_reader *r, const char *key);
void setting_end(struct scenario_reader *r, const char *key, bool sound);

/* setting_mark_key: enters the place of a setting under its full key ("cost.app_sink"); at.file must outlive the
 * scenario. setting_mark: enters the place of a setting: option `key` of a section. key NULL: of the section,
 * or of the element of a list that index names (-1: of the list). setting_is_marked: whether there is one.
 * setting_place: the place of a section or element, else of the scenario. */
void setting_mark_key(struct scenario_reader *r, const char *key, struct place at);
void setting_mark(struct scenario_reader *r, const struct scenario_section *section, int index,
		  const char *key, struct place at);
bool setting_is_marked(const struct scenario_reader *r, const struct scenario_section *section, int index,
		       const char *key);
struct place setting_place(const struct scenario_reader *r, const struct scenario_section *section,
			   int index);

#endif
