/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reader of a scenario's section "expect" (expect.h), against the points of its study.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_READER_H
#define TOOLS_STUDY_EXPECT_EXPECT_READER_H

#include "tools/scenario/yaml_file.h"
#include "tools/study/expect/expect.h"
#include "tools/study/plan/plan.h"

/* expect_read: the expectations of the list at node, as an array of struct expectation *; each means at least one
 * group of points. The caller owns it (g_ptr_array_unref). NULL with every fault added to d. */
GPtrArray *expect_read(struct yaml_file *f, const yaml_node_t *node, const struct study *study,
		       struct diag *d);

/* expect_read_scenario: those of the scenario that the study was read from; empty when there are none. As expect_read. */
GPtrArray *expect_read_scenario(const struct study *study, struct diag *d);

#endif
