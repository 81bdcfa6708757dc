/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run watch: what a user sees and does while one run is simulated. On a terminal there is a live line with how far it is; a
 * signal that asks the program to end stops the run (world_stop), and a second one ends the program at once.
 */
#ifndef TOOLS_CLI_RUN_WATCH_H
#define TOOLS_CLI_RUN_WATCH_H

#include "models/run/run.h"
#include "models/scenario/scenario.h"
#include "tools/base/progress.h"
#include "tools/base/signals.h"

struct run_watch {
	struct progress progress;
	vtime length; /* of the run, its warm-up included */
	struct sigaction before[SIGNALS_ENDING];
};

/* run_watch_begin: of a run of this length. run_watch_look: what struct run_settings takes, with the watch as its self.
 * run_watch_end: removes the line, and gives back the signals unless one came. Once in a process. */
void run_watch_begin(struct run_watch *w, vtime length);
void run_watch_look(void *watch, const struct run_look *now);
void run_watch_end(const struct run_watch *w);

/* run_warn: prints what is to be feared of a run's warm-up, and what the run was meant to show and did not. */
void run_warn(const struct scenario *s, const struct result *r);

#endif
