/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scenario holds beside settings, shown as it is written, with the place of each value: the curves of a crawl, the
 * axes of a study, its exclusions, expectations.
 */
#ifndef TOOLS_SHOW_SHOW_NODES_H
#define TOOLS_SHOW_SHOW_NODES_H

#include "tools/scenario/scenario_base.h"
#include "tools/text/yaml_writer.h"

/* show_nodes: adds the member key of a mapping of the base's document, if it is there. mapping NULL: there is none. A path
 * under the key of a setting is written as it is from the folder of the scenario. */
void show_nodes(struct yaml_writer *w, struct scenario_base *b, const yaml_node_t *mapping, const char *key);

#endif
