/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reader of a scenario's section "expect" (expect.h), against the points of its study.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_READER_H
#define TOOLS_STUDY_EXPECT_EXPECT_READER_H

#include "tools/scenario/yaml_file.h"
#include "tools/study/expect/expect.h"
#include "tools/study/plan/plan.h"

/* expect_read_scenario: the expectations of the scenario that the study was read from, as an array of struct expectation *;
 * each means at least one group of points. Empty when there are none. The caller owns it (g_ptr_array_unref). NULL with every
 * fault added to d. */
GPtrArray *expect_read_scenario(const struct study *study, struct diag *d);

#endif
