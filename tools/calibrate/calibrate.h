/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calibrate: finds the costs of a host from what standard tools measured on it.
 *
 * What is fitted are the costs that the measured scenes pay, each with one factor on its cycles and its cycles per byte. A
 * cost that a scene sets itself is known there. The profile of the scenario is the prior: the logarithm of each factor is
 * normal around 0, and its width comes from the profile's low and high, or else from its confidence:
 *
 *     confidence   measured   sourced   fitted   assumed
 *     factor           1.1       1.5        2         3     (95 % of what is expected lies between 1/factor and factor)
 *
 * Doubt multiplies the width of all: more than 1 for a host that is far from the profile's.
 */
#ifndef TOOLS_CALIBRATE_CALIBRATE_H
#define TOOLS_CALIBRATE_CALIBRATE_H

#include "tools/calibrate/calibration.h"

struct calibrate_settings {
	char *const *
		only; /* names of the costs that may be tuned, NULL-terminated; NULL: all that are paid; not owned */
	double doubt; /* above 0 */
};

/* calibration_new: of measurements, all of which must outlive it. NULL after a message, with *status set to the exit status.
 * The caller owns it (calibration_free, NULL allowed). */
struct calibration *calibration_new(struct scenario_base *base, const struct measurements *m,
				    struct scene_runs *runs, const struct calibrate_settings *settings,
				    int *status);
void calibration_free(struct calibration *c);

#endif
