/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/core_list.h"
#include "tools/host/host_facts_private.h"
#include <stdlib.h>
#include <string.h>

#define NET "sys/class/net"
#define NIC_QUEUES_MAX 16 /* that nic.queues has at most */
#define NIC_MASTERS_MAX 4 /* a NIC below a bond below a bridge, and one more */

static int compare_numbers(gconstpointer a, gconstpointer b)
{
	gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
	return (left > right) - (left < right);
}

/* The outermost master: of a bond in a bridge the bridge. */
static char *master_of(const char *root, const char *name)
{
	char *master = host_link(root, NET "/%s/master", name);
	for (int i = 1; master && i < NIC_MASTERS_MAX; i++) {
		char *next = host_link(root, NET "/%s/master", master);
		if (!next)
			break;
		g_free(master);
		master = next;
	}
	return master;
}

static gint64 queues_of(const char *root, const char *name)
{
	char **queues = host_names(root, NET "/%s/queues", name);
	gint64 n = 0;
	for (char **q = queues; *q; q++)
		n += g_str_has_prefix(*q, "rx-");
	g_strfreev(queues);
	return n > 0 ? n : HOST_NUMBER_NONE;
}

/* The core that the interrupt goes to now, or else the first one that it may go to. */
static gint64 core_of_interrupt(const char *root, gint64 irq)
{
	char *list = host_text(root, "proc/irq/%" G_GINT64_FORMAT "/effective_affinity_list", irq);
	if (!list)
		list = host_text(root, "proc/irq/%" G_GINT64_FORMAT "/smp_affinity_list", irq);
	gint64 core = host_first_core(list);
	g_free(list);
	return core;
}

/* Of the device; one of virtio has them at the device that it stands on. */
static char **irqs_of(const char *root, const char *name)
{
	char *bus = host_link(root, NET "/%s/device/subsystem", name);
	bool virtio = g_strcmp0(bus, "virtio") == 0;
	g_free(bus);
	return host_names(root, NET "/%s/device/%smsi_irqs", name, virtio ? "../" : "");
}

/* The lowest interrupts are those of the first queues; one for the link's state may stand among them. */
static GArray *irq_cores_of(const char *root, const char *name)
{
	char **names = irqs_of(root, name);
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
	for (char **irq = names; *irq; irq++) {
		gint64 number = host_number(*irq);
		if (number != HOST_NUMBER_NONE)
			g_array_append_val(numbers, number);
	}
	g_array_sort(numbers, compare_numbers);
	GArray *cores = g_array_new(FALSE, FALSE, sizeof(gint64));
	for (guint i = 0; i < numbers->len; i++) {
		gint64 core = core_of_interrupt(root, g_array_index(numbers, gint64, i));
		if (core != HOST_NUMBER_NONE)
			g_array_append_val(cores, core);
	}
	g_array_unref(numbers);
	g_strfreev(names);
	return cores;
}

/* The cores of one queue's RPS map, "" where it has none or none can be read. */
static char *rps_cores_of(const char *root, const char *name, gint64 queue)
{
	char *mask = host_text(root, NET "/%s/queues/rx-%" G_GINT64_FORMAT "/rps_cpus", name, queue);
	GArray *cores = mask ? core_list_of_mask(mask) : NULL;
	char *list = cores ? core_list_format(cores) : g_strdup("");
	if (cores)
		g_array_unref(cores);
	g_free(mask);
	return list;
}

/* As nic.rps_cpus takes it, which one list for all queues suffices for. */
static char *rps_of(const char *root, const char *name, gint64 queues)
{
	char *first = rps_cores_of(root, name, 0);
	GString *all = g_string_new(first);
	bool alike = true, any = *first;
	for (gint64 i = 1; i < MIN(queues, NIC_QUEUES_MAX); i++) {
		char *list = rps_cores_of(root, name, i);
		alike &= strcmp(list, first) == 0;
		any |= *list != '\0';
		g_string_append_printf(all, ";%s", list);
		g_free(list);
	}
	if (alike)
		g_string_assign(all, first);
	g_free(first);
	return g_string_free(all, !any);
}

static void add_nic(const char *root, const char *name, struct host_facts *f)
{
	struct host_nic nic = {.name = g_strdup(name),
			       .driver = host_link(root, NET "/%s/device/driver", name),
			       .master = master_of(root, name),
			       .mbits = host_file_number(root, NET "/%s/speed", name),
			       .rx_queues = queues_of(root, name),
			       .first_core = HOST_NUMBER_NONE,
			       .irq_cores = irq_cores_of(root, name)};
	nic.rps_cpus = rps_of(root, name, nic.rx_queues);
	if (nic.irq_cores->len > 0)
		nic.first_core = g_array_index(nic.irq_cores, gint64, 0);
	if (nic.mbits == 0 || nic.mbits > 1000000)
		nic.mbits = HOST_NUMBER_NONE;
	if (!host_ethtool_read(root, &nic))
		host_unseen(f, "rings and moderation of %s: ethtool shows none of them", name);
	if (nic.mbits == HOST_NUMBER_NONE)
		host_unseen(f, "speed of %s: the driver does not say it, or the link is down", name);
	if (nic.first_core == HOST_NUMBER_NONE)
		host_unseen(f, "interrupts of %s: their affinity cannot be read", name);
	g_array_append_val(f->nics, nic);
}

static void add_tap(const char *root, const char *name, struct host_facts *f)
{
	struct host_tap tap = {g_strdup(name), master_of(root, name),
			       host_file_number(root, NET "/%s/tx_queue_len", name)};
	g_array_append_val(f->taps, tap);
}

static void add_device(const char *root, const char *name, struct host_facts *f)
{
	if (host_has(root, NET "/%s/tun_flags", name))
		add_tap(root, name, f);
	else if (host_has(root, NET "/%s/bridge", name))
		g_ptr_array_add(f->bridges, g_strdup(name));
	else if (host_has(root, NET "/%s/device", name))
		add_nic(root, name, f);
}

void host_net_read(const char *root, struct host_facts *f)
{
	char **names = host_names(root, NET);
	for (char **name = names; *name; name++) {
		char *clean = g_strdup(*name);
		g_strcanon(clean, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.:@", '?');
		if (strcmp(clean, *name) == 0)
			add_device(root, *name, f);
		g_free(clean);
	}
	f->openvswitch = host_has(root, NET "/ovs-system");
	if (f->nics->len == 0)
		host_unseen(f, "NIC: no device of a bus stands below /" NET);
	g_strfreev(names);
}
