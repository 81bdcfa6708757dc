/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run costs, estimated before it is made: by the packets that its sources offer.
 */
#ifndef TOOLS_STUDY_PLAN_OFFERED_H
#define TOOLS_STUDY_PLAN_OFFERED_H

#include "models/scenario/scenario.h"

#define OFFERED_UNPACED 1000000 /* pps assumed of a source that sends as fast as it can */

/* offered_packets: of one run, warm-up included. A source with a shape counts with its peak. */
double offered_packets(const struct scenario *s);

#endif
