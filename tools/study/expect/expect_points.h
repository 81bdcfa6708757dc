/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which points of a study an expectation means: those that a mapping such as {flow: feedback, load: [800kpps, 1Mpps]}
 * picks.
 *
 * A key is the name of an axis, else a setting as --set takes it ("nic.rx_ring"; of a list without an element's name: all
 * elements alike). A value is one of the axis, as written there or the same number in another unit; of a list of
 * values any.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_POINTS_H
#define TOOLS_STUDY_EXPECT_EXPECT_POINTS_H

#include "tools/scenario/yaml_file.h"
#include "tools/study/plan/plan.h"

/* expect_points_pick: clears the mark of every point (one bool each) that the mapping does not mean; what is the mapping's
 * key, for messages. False with every fault added to d. */
bool expect_points_pick(struct yaml_file *f, const yaml_node_t *mapping, const char *what,
			const struct study *study, bool *marks, struct diag *d);

#endif
