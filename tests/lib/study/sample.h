/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario and a result of round numbers, for the tests of what is printed.
 */
#ifndef TESTS_LIB_STUDY_SAMPLE_H
#define TESTS_LIB_STUDY_SAMPLE_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* sample_scenario: every default, and a platform of one host. Free with sample_scenario_free. */
struct scenario *sample_scenario(void);

void sample_scenario_free(struct scenario *s);

/* sample_result: 2 s in which 1000 packets came: 600 were delivered, 100 lost in the NIC, 290 at the tap, 10
 * more are inside. Latencies are 1 us .. 600 us. Free with result_free. */
struct result *sample_result(void);

#endif
