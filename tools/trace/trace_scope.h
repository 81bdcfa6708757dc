/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which events of a run are written, from the words of the user.
 */
#ifndef TOOLS_TRACE_TRACE_SCOPE_H
#define TOOLS_TRACE_TRACE_SCOPE_H

#include "models/drops.h"
#include "sim/base/trace.h"

/* Drops that begin a trace. */
struct trace_drops {
	bool begins[DROPS];
	bool counting; /* the warm-up is over */
};

/* trace_window: "10ms..12ms" into the scope; either date may be left out. False with *why set to a phrase (g_free). */
bool trace_window(const char *text, struct trace_scope *scope, char **why);

/* trace_begin_on: "first_drop", a place ("tap") or a drop reason ("tap/queue_full"): the trace begins with the first such
 * drop after the warm-up. drops must outlive the scope. False as above. */
bool trace_begin_on(const char *text, struct trace_drops *drops, struct trace_scope *scope, char **why);

#endif
