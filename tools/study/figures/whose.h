/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose packets a figure of a study counts: all, one guest's, or one source's; and which core's time.
 */
#ifndef TOOLS_STUDY_FIGURES_WHOSE_H
#define TOOLS_STUDY_FIGURES_WHOSE_H

#include "tools/scenario/plans.h"

/* Kinds of parts of a run that have figures of their own; WHOLE: no part, but all. */
enum run_part { PART_GUEST, PART_SOURCE, PART_CORE, PARTS, WHOLE = PARTS };

/* part_words: "guest", "source", "core": as keys and columns call it. */
extern const char *const part_words[PARTS];

/* A source is named by what traffic_names() calls it, or by its number in the list of traffic, as in `--set traffic.0.rate`. */
struct whose {
	enum run_part part;
	const char *name; /* not owned; "" or NULL: all packets */
};

/* whose_all: whether all packets are meant. whose_is: whether the part with this number and name is. */
bool whose_all(struct whose w);
bool whose_is(struct whose w, int number, const char *name);

/* whose_number: the number that a source is named by; -1: it is named by its name, or it is no source. */
int whose_number(struct whose w);

/* whose_text: "guest vm0", "source tester to vm0", "all guests". Newly allocated. */
char *whose_text(struct whose w);

/* whose_of_study: what the settings of a study say; the names are those of the settings. */
struct whose whose_of_study(const struct study_settings *set);

/* whose_source: the name of the source that is called so, or has this number, in a scenario. Newly allocated; NULL, and an
 * error at that place, when there is none. */
char *whose_source(const char *name, const struct scenario *s, struct place at, struct diag *d);

#endif
