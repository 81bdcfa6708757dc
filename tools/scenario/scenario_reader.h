/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scenario reader: a file, and single settings after it. Every function adds its faults to the reader's diag.
 */
#ifndef TOOLS_SCENARIO_SCENARIO_READER_H
#define TOOLS_SCENARIO_SCENARIO_READER_H

#include "tools/scenario/setting.h"

/* scenario_reader_file: reads a whole file. */
void scenario_reader_file(struct scenario_reader *r, struct yaml_file *f);

/* scenario_reader_set: one setting as --set takes it, key and text apart: "nic.rx_ring", "guests.0.vcpu_core",
 * "guests.vm0.vcpu_core", "traffic.rate" (of all elements), "cost.app_sink", "kernel". */
void scenario_reader_set(struct scenario_reader *r, const char *key, const char *text, struct place at);

#endif
