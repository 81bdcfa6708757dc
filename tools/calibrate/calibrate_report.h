/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a calibration has found, for people and for programs: the residual of every figure, the costs, which sums are known
 * and which of their parts are not, and the predictions of what was held out.
 */
#ifndef TOOLS_CALIBRATE_CALIBRATE_REPORT_H
#define TOOLS_CALIBRATE_CALIBRATE_REPORT_H

#include "tools/calibrate/calibration.h"

/* calibrate_text, calibrate_json: newly allocated. */
char *calibrate_text(const struct calibration *c);
char *calibrate_json(const struct calibration *c);

#endif
