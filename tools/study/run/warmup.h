/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run with the warm-up that its scenario asks for: of the length written, or found by MSER-5 (sim/base/mser.h).
 *
 * To find it a pilot is simulated first: the same scenario with the same random numbers, `warmup` and
 * `duration` long, from which 1,000 samples are taken of the packets delivered a second and of those in the
 * queues. The cut is the later of the two series' cuts. As one process holds one world, the pilot has a child
 * process of its own; the run comes after it. What the load does over time (start, stop, shape) the pilot
 * sees too, and takes for a transient.
 */
#ifndef TOOLS_STUDY_RUN_WARMUP_H
#define TOOLS_STUDY_RUN_WARMUP_H

#include "models/run/run.h"

#define WARMUP_SAMPLES 1000

/* warmup_run: run_scenario (models/run/run.h) after that cut; NULL also when world_stop was called during the pilot. A pilot that
 * fails has said why on stderr and ends this process with its status, EXIT_INTERNAL if it was killed. */
struct result *warmup_run(const struct scenario *s, const struct run_settings *settings);

/* warmup_warning: what is to be feared of the cut that was found: it takes more than a third of the run, or
 * no steady state was found. A sentence, newly allocated (g_free); NULL: nothing. */
char *warmup_warning(const struct scenario *s, const struct result *r);

#endif
