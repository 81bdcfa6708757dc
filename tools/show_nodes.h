/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scenario holds beside settings, shown as it is written, with the place of each value: the axes of a study, its
 * exclusions, expectations.
 */
#ifndef TOOLS_SHOW_NODES_H
#define TOOLS_SHOW_NODES_H

#include "tools/yaml_file.h"
#include "tools/yaml_writer.h"

/* show_nodes: adds the member key of a mapping of the document, if it is there. mapping NULL: there is none. */
void show_nodes(struct yaml_writer *w, struct yaml_file *f, const yaml_node_t *mapping, const char *key);

#endif
