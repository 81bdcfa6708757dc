/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plan of a parameter study: the axes of a scenario's section "study" and the points that they span.
 *
 *     study:
 *       replications: 10                       # and the other options of study_table
 *       axes: [...]                            # axes_read.h
 *       exclude: [...]                         # exclude.h
 *
 * A point is one value on each axis; its scenario is the file's with the user's --set and then the settings of
 * these values made. A run is a point and a replication.
 */
#ifndef TOOLS_STUDY_PLAN_PLAN_H
#define TOOLS_STUDY_PLAN_PLAN_H

#include "tools/study/plan/axis.h"

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION /* an input takes milliseconds (tests/fuzz) */
#define STUDY_POINTS_MAX 200
#define STUDY_RUNS_MAX 2000
#else
#define STUDY_POINTS_MAX 1000000
#define STUDY_RUNS_MAX 10000000
#endif

struct study_point {
	int *value;  /* index into the values of each axis; owned */
	char **sets; /* NULL-terminated: the user's, then those of the values; owned */
	char *label; /* "load=850kpps frame=64B flow=vhost"; the scenario's name when there is no axis; owned */
	char *identity; /* of the point (identity.h), in hex; no other point has it; owned */
	double cost;	/* packets that a run of it offers, warm-up included: estimate of what it costs */
	int64_t limit; /* pps: the highest load that its wire carries; not known unless the study has a source */
};

struct study {
	char *path, *name, *question; /* of the scenario; owned */
	struct scenario_base *base;   /* owned */
	char **sets;		      /* the user's, NULL-terminated; owned */
	GPtrArray *axes;	      /* of struct study_axis * */
	GPtrArray *points; /* of struct study_point *, at least one, the last axis running fastest */
	int64_t excluded;  /* points that are left out */
	guint from;	   /* a sweep begins at this point: those before it were swept */
	int64_t first;	   /* the number of the first replication of every point */
	bool twins;	   /* several points may be one scenario */
	char *source; /* of a study whose curves turn (turn.h): guest to whom the one source sends that takes the load;
			 "": all sources are scaled to it; owned; NULL: its points have no limit */
	struct study_settings settings;
};

/* study_read: the study of the scenario at path with the user's sets ("key=value", NULL-terminated). A scenario
 * without a section "study" is a study of one point. NULL with every fault added to d, those of single points
 * included. The caller owns it (study_free). */
struct study *study_read(const char *path, const char *const *sets, struct diag *d);
void study_free(struct study *s);

/* study_varies_platform: whether an axis may change the platform: its file, or the hardware that the scenario has itself. */
bool study_varies_platform(const struct study *s);

/* study_plan: adds every combination of the values on the axes to a study that has a base, sets, axes, settings and
 * question; at is the place that names the axes. False with every fault added to d. study_add: adds the one with these
 * values (an index for each axis). */
bool study_plan(struct study *s, struct place at, struct diag *d);
bool study_add(struct study *s, const int *value, struct diag *d);

/* study_of_base: as study_read, of a base that was read already, which the study then owns. */
struct study *study_of_base(struct scenario_base *base, const char *const *sets, struct diag *d);

/* study_empty: all that is not set is NULL or 0, without axes and points, for one that does not come from a scenario's
 * file. As study_read. */
struct study *study_empty(const char *path);

/* study_over: the same with the base, which it then owns, the user's sets, and the name that s has. study_without_section:
 * the same with the question and the first replication of s, the defaults of all settings, and points that may be twins. */
struct study *study_over(struct scenario_base *base, const struct scenario *s, const char *const *sets);
struct study *study_without_section(struct scenario_base *base, const struct scenario *s,
				    const char *const *sets);

#endif
