/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/host_facts_private.h"
#include <string.h>

#define VHOST                                                                                                \
	"vhost-" /* comm of a worker: its owner's pid follows (vhost_worker_create, drivers/vhost/vhost.c) */

static void clear_thread(void *data)
{
	struct host_thread *thread = data;
	g_free(thread->comm);
	g_free(thread->allowed);
	g_free(thread->cgroup);
}

static GArray *threads_new(void)
{
	GArray *threads = g_array_new(FALSE, TRUE, sizeof(struct host_thread));
	g_array_set_clear_func(threads, clear_thread);
	return threads;
}

/* QEMU names the thread of a vCPU when it runs with -name ...,debug-threads=on, as libvirt starts it. */
static bool is_vcpu(const char *comm)
{
	return g_str_has_prefix(comm, "CPU ") &&
	       (g_str_has_suffix(comm, "/KVM") || g_str_has_suffix(comm, "/TCG"));
}

/* The last part of the path of its cgroup, "0::/machine.slice/machine-qemu.scope/vcpu0". */
static char *cgroup_of(const char *root, const char *folder)
{
	char *text = host_text(root, "%s/cgroup", folder);
	char *path = text ? strrchr(text, ':') : NULL;
	char *cgroup = path && path[1] ? g_strdup(path + 1) : NULL;
	g_free(text);
	return cgroup;
}

/* The thread whose files stand in this folder; comm becomes its own. */
static void add_thread(GArray *threads, const char *root, const char *folder, const char *tid, char *comm)
{
	char *status = host_text(root, "%s/status", folder);
	struct host_thread thread = {host_number(tid), comm,
				     status ? host_line(status, "Cpus_allowed_list") : NULL,
				     cgroup_of(root, folder)};
	g_array_append_val(threads, thread);
	g_free(status);
}

static struct host_guest *host_guests_guest_of(struct host_facts *f, gint64 pid)
{
	for (guint i = 0; i < f->guests->len; i++) {
		struct host_guest *guest = &g_array_index(f->guests, struct host_guest, i);
		if (guest->pid == pid)
			return guest;
	}
	struct host_guest new = {pid, NULL, threads_new(), threads_new()};
	g_array_append_val(f->guests, new);
	return &g_array_index(f->guests, struct host_guest, f->guests->len - 1);
}

/* A thread of process pid. Workers are threads of their owner from 6.4 on, and before it of the kernel. */
static void look_at_thread(const char *root, const char *pid, const char *tid, struct host_facts *f)
{
	char *folder = g_strdup_printf("proc/%s/task/%s", pid, tid);
	char *comm = host_text(root, "%s/comm", folder);
	gint64 owner =
		comm && g_str_has_prefix(comm, VHOST) ? host_number(comm + strlen(VHOST)) : HOST_NUMBER_NONE;
	if (owner != HOST_NUMBER_NONE)
		add_thread(host_guests_guest_of(f, owner)->workers, root, folder, tid, comm);
	else if (comm && is_vcpu(comm))
		add_thread(host_guests_guest_of(f, host_number(pid))->vcpus, root, folder, tid, comm);
	else
		g_free(comm);
	g_free(folder);
}

static void look_at_process(const char *root, const char *pid, struct host_facts *f)
{
	char **tids = host_names(root, "proc/%s/task", pid);
	for (char **tid = tids; *tid; tid++)
		if (host_number(*tid) != HOST_NUMBER_NONE)
			look_at_thread(root, pid, *tid, f);
	g_strfreev(tids);
}

/* The name behind -name: "guest=web1,debug-threads=on" or "web1". */
static char *name_in(char *const *words)
{
	for (; *words && words[1]; words++) {
		if (strcmp(*words, "-name") != 0)
			continue;
		const char *name =
			g_str_has_prefix(words[1], "guest=") ? words[1] + strlen("guest=") : words[1];
		return g_strndup(name, strcspn(name, ","));
	}
	return NULL;
}

static void read_names(const char *root, struct host_facts *f)
{
	for (guint i = 0; i < f->guests->len; i++) {
		struct host_guest *guest = &g_array_index(f->guests, struct host_guest, i);
		char **words = host_words(root, "proc/%" G_GINT64_FORMAT "/cmdline", guest->pid);
		guest->name = name_in(words);
		g_strfreev(words);
	}
}

static int compare_guests(gconstpointer a, gconstpointer b)
{
	gint64 left = ((const struct host_guest *)a)->pid, right = ((const struct host_guest *)b)->pid;
	return (left > right) - (left < right);
}

static int compare_threads(gconstpointer a, gconstpointer b)
{
	gint64 left = ((const struct host_thread *)a)->tid, right = ((const struct host_thread *)b)->tid;
	return (left > right) - (left < right);
}

static void host_guests_sort(struct host_facts *f)
{
	g_array_sort(f->guests, compare_guests);
	for (guint i = 0; i < f->guests->len; i++) {
		g_array_sort(g_array_index(f->guests, struct host_guest, i).vcpus, compare_threads);
		g_array_sort(g_array_index(f->guests, struct host_guest, i).workers, compare_threads);
	}
}

void host_guests_read(const char *root, struct host_facts *f)
{
	char **names = host_names(root, "proc");
	bool seen = false;
	for (char **pid = names; *pid; pid++)
		if (host_number(*pid) != HOST_NUMBER_NONE) {
			seen = true;
			look_at_process(root, *pid, f);
		}
	if (!seen)
		host_unseen(f, "guests: /proc lists no process");
	else if (f->guests->len == 0)
		host_unseen(f, "guests: no thread is named vhost-PID or CPU N/KVM (none runs, or QEMU was "
			       "started without -name NAME,debug-threads=on)");
	read_names(root, f);
	host_guests_sort(f);
	g_strfreev(names);
}
