/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario to begin with: one that runs as it is, with a comment at what a user would change.
 */
#ifndef TOOLS_HOST_NEW_SCENARIO_H
#define TOOLS_HOST_NEW_SCENARIO_H

#include "tools/host/host_facts.h"

/* X(name): the questions, the default first */
#define NEW_QUESTIONS(X) X(flood) X(latency) X(guests) X(chain) X(sizing)

#define NEW_QUESTION_ENUM(name) NEW_##name,
enum new_question { NEW_QUESTIONS(NEW_QUESTION_ENUM) NEW_QUESTION_COUNT };

extern const char *const new_question_names[]; /* NULL-terminated */

/* new_scenario: the text of a scenario that asks the question, of a host with these facts; facts NULL: of one with 16 cores
 * and a wire of 25 Gbps. Newly allocated (g_free). */
char *new_scenario(enum new_question question, const struct host_facts *facts);

#endif
