/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measurements: what standard tools have measured on a host, and in which scenario. A list in the scenario's file:
 *
 *     measurements:
 *       - name: full tap                  # what a table calls it
 *         set: {traffic.rate: 1Mpps}      # what differs from the scenario of the file
 *         guest: vm0                      # or source: whose packets the metrics count; without it, all
 *         steal: 0.2%                     # greatest share of the CPU that the hypervisor took; above 1 % it is refused
 *         error: 2%                       # of the instrument, beside the spread of the repetitions; 1 % without it
 *         holdout: yes                    # predicted, never fitted
 *         figures:                        # quantity (quantity.h): its repetitions
 *           delivered_pps: [612kpps, 610kpps, 615kpps]
 *           cycles.softirq: [2010, 2003, 2022]
 *
 * Repetitions that spread by more than 10 % are refused. So is a figure of one repetition without an error of its own.
 */
#ifndef TOOLS_CALIBRATE_MEASUREMENTS_H
#define TOOLS_CALIBRATE_MEASUREMENTS_H

#include "tools/calibrate/quantity.h"
#include "tools/scenario/scenario_base.h"

/* One figure that was measured. */
struct measured {
	struct place at;
	guint scene; /* index */
	int quantity;
	GArray *values; /* of double: the repetitions, at least one; owned */
	double mean;	/* of them, above 0 */
	double spread; /* standard error of the mean, widened for few repetitions by Student's t; 0: one repetition */
	double doubt; /* error of the instrument */
};

/* A scenario in which it was measured. */
struct scene {
	struct place at;
	char *name; /* owned */
	char **sets; /* "key=value", after those of the command line, which come first; NULL-terminated; owned */
	struct whose whose;
	char *who; /* its name; owned */
	bool holdout;
	guint first, n;	    /* its figures */
	struct scenario *s; /* as it is with the costs of the profile; owned */
};

struct measurements {
	GPtrArray *scenes; /* of struct scene * */
	GArray *figures;   /* of struct measured, scene by scene */
};

/* measurements_read: those of a scenario's file, with the settings of the command line ("key=value", NULL-terminated). NULL
 * with every fault added to d. The caller owns them (measurements_free, NULL allowed). */
struct measurements *measurements_read(struct scenario_base *base, const char *const *sets, struct diag *d);
void measurements_free(struct measurements *m);

/* scene_at, measured_at: by their number; not owned. */
const struct scene *scene_at(const struct measurements *m, guint i);
const struct measured *measured_at(const struct measurements *m, guint i);

/* measured_error: standard error of the figure as a whole. */
double measured_error(const struct measured *f);

#endif
