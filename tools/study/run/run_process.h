/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run process: how a process of the pool makes a run of a scenario. The pool's server makes the run's scenario, so that
 * a file which only some runs name is read once; the process simulates it.
 *
 * A run whose scenario is not that of its point fails: between the plan and the run somebody changed a file that it
 * names.
 */
#ifndef TOOLS_STUDY_RUN_RUN_PROCESS_H
#define TOOLS_STUDY_RUN_RUN_PROCESS_H

#include "tools/scenario/scenario_base.h"
#include "tools/study/run/pool.h"

/* run_process_work: runs of the scenario of the base, which must outlive the pool. Their result is a run report
 * (run_bytes.h). */
struct pool_work run_process_work(struct scenario_base *base);

/* run_process_request: the run with all these sets ("key=value", NULL-terminated), of the point of this identity;
 * one_platform: all runs of the pool have the same platform, which is then loaded once, in the server (world_load). Newly
 * allocated. */
GByteArray *run_process_request(const char *point, const char *const *sets, bool one_platform);

#endif
