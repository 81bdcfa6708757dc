/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an expectation without a name of its own is called: what it says, in words as the user wrote them.
 */
#ifndef TOOLS_STUDY_EXPECT_EXPECT_NAME_H
#define TOOLS_STUDY_EXPECT_EXPECT_NAME_H

#include "tools/scenario/yaml_file.h"
#include "tools/study/expect/expect.h"

/* expect_name: "delivered_pps at least 600kpps" for the expectation that was read, without a fault, from the mapping at node. Newly
 * allocated (g_free). */
char *expect_name(struct yaml_file *f, const yaml_node_t *node, const struct expectation *e);

#endif
