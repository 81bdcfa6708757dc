/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers and names as the sentences of an explanation have them.
 */
#ifndef TOOLS_EXPLAIN_SENTENCE_H
#define TOOLS_EXPLAIN_SENTENCE_H

#include "tools/explain/limit.h"

/* Each appends to the text. say_kpps: a rate in pps as "742.2 kpps". say_percent: a share of 1 as "74.1 %". say_number: a
 * number with one decimal below 100. say_core: a core by its index into result.core as "core 0". */
void say_kpps(GString *t, double pps);
void say_percent(GString *t, double share);
void say_number(GString *t, double value);
void say_core(GString *t, const struct explain_run *run, int index);

/* queue_name: owned by the result. core_number: on its machine. Both by index into the result's list. */
const char *queue_name(const struct explain_run *run, int queue);
int core_number(const struct explain_run *run, int index);

/* say_limit: what the limit is, in a sentence or two. */
void say_limit(GString *t, const struct explain_run *run, const struct limit *l);

#endif
