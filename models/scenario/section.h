/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A section of a scenario's file: a table of options, and where its settings lie in the struct that holds all sections of
 * one kind: struct scenario, or what says which runs to make of it.
 */
#ifndef MODELS_SCENARIO_SECTION_H
#define MODELS_SCENARIO_SECTION_H

#include "sim/input/option.h"

struct scenario_section {
	const struct option_table *table;
	size_t offset;	   /* in the holder: of the settings struct, or of the GArray * when it is a list */
	bool list;	   /* the section is a sequence of mappings; each element is one settings struct */
	bool optional;	   /* of a list: it may be left out */
	const char *plain; /* key of the option that a plain value in place of a mapping sets; NULL: none */
};

/* Entries of a list of sections: the section's field in struct holder, and its table. Of a SECTION_NAMED a plain value is
 * its name: host: server. */
#define SECTION(holder, name)                                                                                \
	{                                                                                                    \
		.table = &name##_table, .offset = offsetof(struct holder, name)                              \
	}
#define SECTION_NAMED(holder, name_)                                                                         \
	{                                                                                                    \
		.table = &name_##_table, .offset = offsetof(struct holder, name_), .plain = "name"           \
	}
#define SECTION_PLAIN(holder, field, table_, key)                                                            \
	{                                                                                                    \
		.table = &table_, .offset = offsetof(struct holder, field), .plain = key                     \
	}
#define SECTION_LIST(holder, name, table_)                                                                   \
	{                                                                                                    \
		.table = &table_, .offset = offsetof(struct holder, name), .list = true                      \
	}

/* sections_init: sets the defaults of n sections in a zeroed holder; lists are empty. sections_copy: `to` is a byte for
 * byte copy of `from`, and gets texts and lists of its own. sections_clear: frees what the sections own. */
void sections_init(const struct scenario_section *sections, int n, void *holder);
void sections_copy(const struct scenario_section *sections, int n, void *to, const void *from);
void sections_clear(const struct scenario_section *sections, int n, void *holder);

/* section_settings: the settings struct of a section, of a list the list itself. section_list: the elements of a list. */
void *section_settings(const struct scenario_section *section, void *holder);
GArray *section_list(const struct scenario_section *section, const void *holder);

#endif
