/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The curves of a scenario's section "crawl":
 *
 *     crawl:
 *       curves:
 *         - name: vhost 3.13
 *           set: {flow: vhost, kernel: "3.13"}   # settings that differ; may be left out
 */
#ifndef TOOLS_CRAWL_SECTION_H
#define TOOLS_CRAWL_SECTION_H

#include "tools/json_writer.h"
#include "tools/scenario_reader.h"
#include "tools/yaml_file.h"

#define CRAWL_SECTION "crawl"
#define CRAWL_CURVES_MAX 64 /* that a chart and a reader can take */
#define CRAWL_CURVES "curves"

/* crawl_curves_read: appends the curves of the list to the scenario; false when there is a fault. What their
 * settings mean is not looked at. */
bool crawl_curves_read(struct scenario_reader *r, struct yaml_file *f, const yaml_node_t *curves);

/* crawl_curve_sets: the settings of one curve (struct scenario_set), of a list that crawl_curves_read took without a
 * fault. The texts are the file's. The caller frees the array. */
GArray *crawl_curve_sets(struct yaml_file *f, const yaml_node_t *curve);

/* crawl_curves_schema: the key of the curves in the schema of scenarios (schema.h). */
void crawl_curves_schema(struct json_writer *w);

#endif
