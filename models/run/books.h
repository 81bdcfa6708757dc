/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Books: what a result says twice must agree. Checked once, at the end of every run; what is checked per component
 * before it are the machine's times (machine_check) and the datapath's rings and queues (datapath_check).
 */
#ifndef MODELS_RUN_BOOKS_H
#define MODELS_RUN_BOOKS_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* books_check: ends the process with exit status 5 unless all sums of the result agree; the message names the two
 * quantities and both values. */
void books_check(const struct scenario *s, const struct result *r);

#endif
