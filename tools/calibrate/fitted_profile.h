/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cost profile that a calibration makes: it extends the one that was the prior (tools/scenario/cost_profile.h).
 *
 * A cost is `measured` when the figures determine the sum that it is part of: they have taken at least half of the prior's
 * width of it. The others keep the confidence that they had.
 */
#ifndef TOOLS_CALIBRATE_FITTED_PROFILE_H
#define TOOLS_CALIBRATE_FITTED_PROFILE_H

#include "tools/calibrate/calibration.h"

#define FITTED_KNOWN 0.5

/* fitted_profile: its text, for a file at path. Newly allocated. */
char *fitted_profile(const struct calibration *c, const char *path);

#endif
