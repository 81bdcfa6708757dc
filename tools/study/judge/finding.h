/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings: what a check found out, one for each thing that was asked for, in the order asked.
 *
 * Besides pass and fail a finding can leave the question open: the interval is too wide to tell (no difference shown).
 * That is no failure unless the check is strict. A finding that could not be made is an error: runs failed, nothing was
 * offered, or no run knows the metric.
 */
#ifndef TOOLS_STUDY_JUDGE_FINDING_H
#define TOOLS_STUDY_JUDGE_FINDING_H

#include "sim/input/diag.h"

enum finding_status { FINDING_PASS, FINDING_FAIL, FINDING_OPEN, FINDING_ERROR };

#define FINDING_STATUSES 4

struct finding {
	enum finding_status status;
	const char *group; /* "expect" or "reference": findings of a group stand together; not owned */
	char *title;	   /* the name that the user gave to it; "": none; owned */
	char *name; /* what was asked: names the test in every report, whatever came out; no two have one; owned */
	char *message;	 /* what came out, a sentence; owned */
	struct place at; /* where it was asked for; the file has a name always */
};

struct findings {
	char *scenario, *path; /* name and file of the scenario; owned */
	bool strict;	       /* open findings count as failures */
	GPtrArray *list;       /* of struct finding * */
	GHashTable *names;     /* private: those taken, as every report shows them */
};

/* findings_new: none yet. The caller owns it (findings_free). */
struct findings *findings_new(const char *scenario, const char *path, bool strict);
void findings_free(struct findings *f);

/* findings_add: takes the texts over. Where another finding has the name already " (2)" is added to it, or the next number
 * that makes it unlike any other: whoever reads a report knows a test by its name. */
void findings_add(struct findings *f, struct finding finding);

/* findings_fails: whether the finding counts as a failure here; an error does not, though no check passes with one. */
bool findings_fails(const struct findings *f, const struct finding *finding);

/* findings_count: how many there are of a status, in a group (NULL: in all). */
int findings_count(const struct findings *f, enum finding_status status, const char *group);

/* finding_word: "pass", "fail", "no difference shown", "error". */
const char *finding_word(enum finding_status status);

/* findings_text: one line for each finding of the group "expect" and for each other one that does not pass, and the
 * counts. Newly allocated (g_free). */
char *findings_text(const struct findings *f);

/* findings_markdown: a table of the same findings, and the counts. Newly allocated (g_free). */
char *findings_markdown(const struct findings *f);

#endif
