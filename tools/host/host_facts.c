/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/host_facts.h"
#include "tools/host/host_facts_private.h"
#include <string.h>

void host_unseen(struct host_facts *f, const char *what, ...)
{
	va_list args;
	va_start(args, what);
	g_ptr_array_add(f->unseen, g_strdup_vprintf(what, args));
	va_end(args);
}

static void clear_nic(void *data)
{
	struct host_nic *nic = data;
	g_free(nic->name);
	g_free(nic->driver);
	g_free(nic->rps_cpus);
	g_array_unref(nic->irq_cores);
	g_free(nic->master);
}

static void clear_tap(void *data)
{
	struct host_tap *tap = data;
	g_free(tap->name);
	g_free(tap->master);
}

static void clear_guest(void *data)
{
	struct host_guest *guest = data;
	g_free(guest->name);
	g_array_unref(guest->vcpus);
	g_array_unref(guest->workers);
}

static void clear_idle_state(void *data)
{
	g_free(((struct host_idle_state *)data)->name);
}

static GArray *host_facts_list_new(size_t size, GDestroyNotify clear)
{
	GArray *list = g_array_new(FALSE, TRUE, (guint)size);
	g_array_set_clear_func(list, clear);
	return list;
}

struct host_facts *host_facts_read(const char *root)
{
	struct host_facts *f = g_new0(struct host_facts, 1);
	f->kernel.mitigations = g_ptr_array_new_with_free_func(g_free);
	f->bridges = g_ptr_array_new_with_free_func(g_free);
	f->unseen = g_ptr_array_new_with_free_func(g_free);
	f->nics = host_facts_list_new(sizeof(struct host_nic), clear_nic);
	f->taps = host_facts_list_new(sizeof(struct host_tap), clear_tap);
	f->guests = host_facts_list_new(sizeof(struct host_guest), clear_guest);
	f->cpu.states = host_facts_list_new(sizeof(struct host_idle_state), clear_idle_state);
	host_kernel_read(root, f);
	host_cpu_read(root, f);
	host_net_read(root, f);
	host_guests_read(root, f);
	return f;
}

void host_facts_free(struct host_facts *f)
{
	g_free(f->kernel.release);
	g_free(f->kernel.preempt);
	g_ptr_array_unref(f->kernel.mitigations);
	g_free(f->cpu.model);
	g_free(f->cpu.siblings);
	g_free(f->cpu.governor);
	g_array_unref(f->cpu.states);
	g_array_unref(f->nics);
	g_array_unref(f->taps);
	g_array_unref(f->guests);
	g_ptr_array_unref(f->bridges);
	g_ptr_array_unref(f->unseen);
	g_free(f);
}

static bool has_taps(const struct host_facts *f, const char *master)
{
	for (guint i = 0; i < f->taps->len; i++)
		if (g_strcmp0(g_array_index(f->taps, struct host_tap, i).master, master) == 0)
			return true;
	return false;
}

static int host_facts_rank(const struct host_facts *f, const struct host_nic *nic)
{
	return !nic->master ? 0 : has_taps(f, nic->master) ? 2 : 1;
}

const struct host_nic *host_facts_nic(const struct host_facts *f)
{
	const struct host_nic *best = NULL;
	for (guint i = 0; i < f->nics->len; i++) {
		const struct host_nic *nic = &g_array_index(f->nics, struct host_nic, i);
		int more = best ? host_facts_rank(f, nic) - host_facts_rank(f, best) : 1;
		if (more > 0 || (more == 0 && nic->mbits > best->mbits))
			best = nic;
	}
	return best;
}
