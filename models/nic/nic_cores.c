/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/nic_cores.h"
#include "sim/input/core_list.h"

/* The only core of the part; -1: there is not just one. */
static int64_t only_core(const GPtrArray *parts, int part)
{
	const GArray *cores = part < (int)parts->len ? parts->pdata[part] : NULL;
	return cores && cores->len == 1 ? g_array_index(cores, int, 0) : -1;
}

/* Cores in the order of the queues, so each is a list of its own. */
static int64_t further_core(const char *text, int number)
{
	char *each = g_strdelimit(g_strdup(text), ",", ';');
	GPtrArray *parts = core_list_parts(each);
	int64_t core = parts ? only_core(parts, number) : -1;
	if (parts)
		g_ptr_array_unref(parts);
	g_free(each);
	return core;
}

int64_t nic_irq_core(const struct nic_settings *s, int queue)
{
	if (queue == 0 || !*s->further_cores)
		return s->core + queue;
	return further_core(s->further_cores, queue - 1);
}

GArray *nic_rps_cores(const struct nic_settings *s, int queue)
{
	GPtrArray *parts = core_list_parts(s->rps_cpus);
	GArray *cores = NULL;
	if (!parts)
		return NULL;
	if (parts->len == 0)
		cores = g_array_new(FALSE, FALSE, sizeof(int));
	else if (parts->len == 1 || queue < (int)parts->len)
		cores = g_array_ref(parts->pdata[parts->len == 1 ? 0 : queue]);
	g_ptr_array_unref(parts);
	return cores;
}
