/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes: what can be tried with one scenario, made of the candidates (candidate_table.h) by filling in values and free
 * cores. No candidate has code of its own.
 */
#ifndef TOOLS_ADVISE_CANDIDATE_H
#define TOOLS_ADVISE_CANDIDATE_H

#include "tools/advise/candidate_table.h"
#include "tools/scenario/scenario_base.h"

/* A change that can be tried: a candidate with one of its values, for one scenario. */
struct change {
	int row;		    /* of the table; changes of one row exclude each other; -1: of a pair */
	enum candidate_group group; /* of that row */
	const char *value;	    /* of that row; NULL: it has none; static */
	char *name;		    /* "a tap's queue of 2000 packets"; owned */
	char **sets;		    /* "key=value", NULL-terminated; owned */
	char *how;		    /* on a real host; owned */
	int cores; /* that it takes more than the scenario as it is; less than 0: it frees some */
};

/* changes_for: those of the allowed groups (a bit each) that the scenario takes, and that make it another one; sets are
 * the command line's, which the scenario has. Of struct change; the caller frees the array (g_ptr_array_unref), which
 * owns them. *left_out: how many were left out for want of cores, or because the scenario refuses them. */
GPtrArray *changes_for(struct scenario_base *base, const char *const *sets, const struct scenario *s,
		       unsigned allowed, int *left_out);

/* changes_free_cores: those of the host that nothing is placed on. */
int changes_free_cores(const struct scenario *s);

/* change_pair: both together; NULL when they exclude each other, or the scenario refuses them together. */
struct change *change_pair(struct scenario_base *base, const char *const *sets, const struct scenario *s,
			   const struct change *a, const struct change *b);

/* change_free: frees a struct change. */
void change_free(void *change);

#endif
