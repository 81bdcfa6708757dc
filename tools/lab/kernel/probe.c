// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions that are called at tracepoints of the kernel.
 */
#include "simnic.h"

#include <linux/tracepoint.h>

struct search {
	struct probe *probes;
	int n;
};

static void find(struct tracepoint *tp, void *data)
{
	struct search *s = data;
	int i;

	for (i = 0; i < s->n; i++)
		if (!strcmp(tp->name, s->probes[i].name))
			s->probes[i].found = tp;
}

int probes_start(struct probe *probes, int n)
{
	struct search s = {probes, n};
	int i, error = 0;

	for_each_kernel_tracepoint(find, &s);
	for (i = 0; i < n && !error; i++)
		error = probes[i].found ? tracepoint_probe_register(probes[i].found, probes[i].call, NULL)
					: -ENOENT;
	if (error)
		pr_err("simnic: the tracepoint %s cannot be watched: %d\n", probes[i - 1].name, error);
	return error;
}

void probes_stop(struct probe *probes, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (probes[i].found)
			tracepoint_probe_unregister(probes[i].found, probes[i].call, NULL);
	tracepoint_synchronize_unregister();
}
