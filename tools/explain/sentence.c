/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/sentence.h"
#include "tools/text/prose.h"

void say_kpps(GString *t, double pps)
{
	prose_number(t, 0, pps / 1e3, 1);
	g_string_append(t, " kpps");
}

void say_percent(GString *t, double share)
{
	prose_number(t, 0, 100 * share, 1);
	g_string_append(t, " %");
}

void say_number(GString *t, double value)
{
	prose_number(t, 0, value, value < 100 ? 1 : 0);
}

void say_core(GString *t, const struct explain_run *run, int index)
{
	char *name = core_text(run, index);
	g_string_append(t, name);
	g_free(name);
}

const char *queue_name(const struct explain_run *run, int queue)
{
	return run->r->queue[queue].name;
}

int core_number(const struct explain_run *run, int index)
{
	return run->r->core[index].number;
}
