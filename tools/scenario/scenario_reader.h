/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scenario reader: a file, and single settings after it. Every function adds its faults to the reader's diag.
 */
#ifndef TOOLS_SCENARIO_SCENARIO_READER_H
#define TOOLS_SCENARIO_SCENARIO_READER_H

#include "tools/scenario/setting.h"

/**
 * scenario_reader_file() - reads a whole file
 * @r: the reader, whose scenario gets the settings, and whose diag gets every fault
 * @f: a file that has been parsed, with those that it extends
 */
void scenario_reader_file(struct scenario_reader *r, struct yaml_file *f);

/**
 * scenario_reader_set() - makes one setting, as --set does
 * @r: the reader, whose scenario gets the setting, and whose diag gets every fault
 * @key: "nic.rx_ring", "guests.0.vcpu_core", "guests.vm0.vcpu_core", "traffic.rate" (of all
 *   elements), "cost.app_sink", "kernel"
 * @text: the value, with its unit
 * @at: where it was written, for messages
 */
void scenario_reader_set(struct scenario_reader *r, const char *key, const char *text, struct place at);

#endif
