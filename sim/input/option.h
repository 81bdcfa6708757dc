/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options: every setting of every component, declared once.
 *
 * A component lists its options in a const table next to its settings struct. From the table come: parsing
 * with units, range errors, defaults, `vhostsim list options`, and the settings recorded with a result. A
 * table is a section of the scenario file: section "nic" with key "rx_ring" is `nic: {rx_ring: 512}` in YAML
 * and `--set nic.rx_ring=512`.
 *
 * Storage of a value in the settings struct, by type:
 *     OPTION_BOOL    bool           "yes" / "no" (also true / false)
 *     OPTION_VALUE   int64_t        base units of .unit (unit.h)
 *     OPTION_CHOICE  int            index into .choices
 *     OPTION_TEXT    char *         owned by the struct (g_free), "" rather than NULL once defaults are set; one that
 *                                   must be given must not be empty
 *     OPTION_FRAMES  struct frame_mix
 */
#ifndef SIM_INPUT_OPTION_H
#define SIM_INPUT_OPTION_H

#include "sim/input/unit.h"
#include <stdbool.h>
#include <stddef.h>

enum option_type { OPTION_BOOL, OPTION_VALUE, OPTION_CHOICE, OPTION_TEXT, OPTION_FRAMES };

#define FRAME_MIX_MAX 8
#define FRAME_MIX_WORD "imix"
#define FRAME_WEIGHT_MAX 1000000 /* keeps the sum of all weights far from any limit */

/* The words of a bool, NULL-terminated: those at an odd index mean yes. */
extern const char *const option_bool_words[];

/* Frame sizes with their weights. Written "64B" (one size), "64B:7,594B:4,1518B:1" (sizes and whole-number
 * weights of 1 to 1000000; one left out is 1; blanks may follow a comma), or "imix" (that very mix: 7:4:1 of
 * 64, 594 and 1518 bytes). Sizes are Ethernet frames with FCS. */
struct frame_mix {
	int n;
	int64_t size[FRAME_MIX_MAX];   /* bytes */
	int64_t weight[FRAME_MIX_MAX]; /* relative frequency, at least 1 */
};

struct option {
	const char *key; /* lower case, words joined by _ */
	enum option_type type;
	enum unit unit;		    /* OPTION_VALUE */
	size_t offset;		    /* of the value in the settings struct */
	const char *def;	    /* default, as a user would write it; NULL: the key must be given */
	const char *min, *max;	    /* VALUE, FRAMES (each size): inclusive bounds as written; NULL: none */
	const char *const *choices; /* OPTION_CHOICE: NULL-terminated */
	bool versions;	  /* of choices: versions, the oldest first; others mean the nearest below */
	bool path;	  /* OPTION_TEXT: names a file, relative to the scenario's folder */
	const char *text; /* one sentence for lists, schema and man page */
};

struct option_table {
	const char *section; /* "" for the top level of a scenario */
	const char *text;    /* one sentence */
	const struct option *options;
	int n;
	size_t size; /* of the settings struct */
};

/* Entries of an option table: the key is the name of the field in struct S. */
#define VALUE_OPTION(S, key_, unit_, def_, min_, max_, text_)                                                \
	{                                                                                                    \
		.key = #key_, .type = OPTION_VALUE, .unit = unit_, .offset = offsetof(struct S, key_),       \
		.def = def_, .min = min_, .max = max_, .text = text_                                         \
	}
#define BOOL_OPTION(S, key_, def_, text_)                                                                    \
	{                                                                                                    \
		.key = #key_, .type = OPTION_BOOL, .offset = offsetof(struct S, key_), .def = def_,          \
		.text = text_                                                                                \
	}
#define CHOICE_OPTION(S, key_, choices_, def_, text_)                                                        \
	{                                                                                                    \
		.key = #key_, .type = OPTION_CHOICE, .offset = offsetof(struct S, key_), .def = def_,        \
		.choices = choices_, .text = text_                                                           \
	}
#define VERSION_OPTION(S, key_, versions_, def_, text_)                                                      \
	{                                                                                                    \
		.key = #key_, .type = OPTION_CHOICE, .offset = offsetof(struct S, key_), .def = def_,        \
		.choices = versions_, .versions = true, .text = text_                                        \
	}
#define TEXT_OPTION(S, key_, def_, text_)                                                                    \
	{                                                                                                    \
		.key = #key_, .type = OPTION_TEXT, .offset = offsetof(struct S, key_), .def = def_,          \
		.text = text_                                                                                \
	}
#define PATH_OPTION(S, key_, def_, text_)                                                                    \
	{                                                                                                    \
		.key = #key_, .type = OPTION_TEXT, .offset = offsetof(struct S, key_), .def = def_,          \
		.path = true, .text = text_                                                                  \
	}
#define FRAMES_OPTION(S, key_, def_, min_, max_, text_)                                                      \
	{                                                                                                    \
		.key = #key_, .type = OPTION_FRAMES, .unit = UNIT_BYTES, .offset = offsetof(struct S, key_), \
		.def = def_, .min = min_, .max = max_, .text = text_                                         \
	}

/* OPTION_TABLE: defines the table var of the options in the array options_ for struct S. */
#define OPTION_TABLE(var, section_, S, options_, text_)                                                      \
	const struct option_table var = {.section = section_,                                                \
					 .text = text_,                                                      \
					 .options = options_,                                                \
					 .n = (int)(sizeof(options_) / sizeof(*(options_))),                 \
					 .size = sizeof(struct S)}

/* option_find: the option with this key, or NULL. */
const struct option *option_find(const struct option_table *table, const char *key);

/* option_defaults: sets every option that has a default in the zeroed struct at settings, and a text without
 * one to "". A default that does not parse is a broken invariant. */
void option_defaults(const struct option_table *table, void *settings);

/* option_parse: reads text as a value of the option into the struct at settings, checking type, unit, choices
 * and range. Returns true; on a fault the struct is unchanged, false is returned and *why is a newly
 * allocated phrase (g_free) that says what is wrong and what would be right, such as: rx_ring 8 is below the
 * smallest, 64. A former text value is freed. */
bool option_parse(const struct option *opt, const char *text, void *settings, char **why);

/* option_stands_for: the choice that a text which option_parse has taken stands for without being it: of versions, the
 * nearest below. NULL: the text means itself. Not owned by the caller. */
const char *option_stands_for(const struct option *opt, const char *text);

/* option_format: the value in force, as option_parse reads it back. Newly allocated (g_free). */
char *option_format(const struct option *opt, const void *settings);

/* option_copy: makes the struct at `to`, whatever it holds, a copy of the one at `from` with texts of its own. */
void option_copy(const struct option_table *table, void *to, const void *from);

/* option_clear: frees what the struct's text values own. */
void option_clear(const struct option_table *table, void *settings);

#endif
