/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/new_scenario.h"
#include "models/guest/guest.h"
#include "models/traffic/traffic.h"
#include "sim/input/core_list.h"
#include "sim/input/unit.h"
#include "sim/kernel/era.h"
#include "tools/host/new_host.h"
#include "tools/host/new_text.h"
#include <string.h>

#define GUESTS_MAX 32 /* of a host that are written; of more the first ones */

#define NEW_QUESTION_NAME(name) #name,
const char *const new_question_names[] = {NEW_QUESTIONS(NEW_QUESTION_NAME) NULL};

/* ---- guests ---- */

/* The text of a rate. Newly allocated. */
static char *rate_of(const struct new_host *h, gint64 wanted, int hundredths)
{
	return unit_format(UNIT_RATE, new_host_rate(h, wanted, hundredths));
}

static bool is_taken(const GPtrArray *names, const char *name)
{
	return strcmp(name, TRAFFIC_WIRE) == 0 || strcmp(name, TRAFFIC_HOST) == 0 ||
	       g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

/* Adds a name that no other guest has: the host's own as far as it may be one here, else vm with a number. */
static const char *add_name(GPtrArray *names, const char *own)
{
	bool named = own && g_ascii_isalpha(*own);
	char *base = g_strndup(named ? own : "vm", GUEST_NAME_MAX - 12);
	g_strcanon(base, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-", '_');
	char *name = named ? g_strdup(base) : g_strdup_printf("%s%u", base, names->len);
	for (guint i = names->len + 1; is_taken(names, name); i++) {
		g_free(name);
		name = g_strdup_printf("%s%u", base, i);
	}
	g_ptr_array_add(names, name);
	g_free(base);
	return name;
}

/* Where a thread runs: the core on which it is, or begins; and the list of cores that it may wake on, "" if it stays. */
struct where {
	gint64 core;
	char *list; /* as guests.N.vhost_cores takes it; owned */
};

/* The list of the cores of this host among those that the thread may run on; "any": all of them; NULL: there is none. */
static char *moves_among(const struct new_host *h, const char *allowed)
{
	GArray *cores = core_list_parse(allowed ? allowed : "");
	while (cores && cores->len > 0 && g_array_index(cores, int, cores->len - 1) >= h->cores)
		g_array_set_size(cores, cores->len - 1);
	bool none = !cores || cores->len == 0;
	char *list = none ? NULL : cores->len == h->cores ? g_strdup("any") : core_list_format(cores);
	g_clear_pointer(&cores, g_array_unref);
	return list;
}

/* begins_on: a core of the list: that by rule if it is one of them, else the first. */
static gint64 begins_on(struct new_host *h, const char *list)
{
	gint64 core = new_host_place(h);
	GArray *cores = core_list_parse(strcmp(list, "any") == 0 ? "" : list);
	gint64 first = cores->len ? g_array_index(cores, int, 0) : core;
	for (guint i = 0; i < cores->len; i++)
		if (g_array_index(cores, int, i) == core)
			first = core;
	g_array_unref(cores);
	return first;
}

/* Where the first of the threads runs: on its only core, on those of its list, or by rule, with a comment. */
static struct where where_runs(GString *out, struct new_host *h, const GArray *threads)
{
	if (threads->len == 0)
		return (struct where){new_host_place(h), g_strdup("")};
	const struct host_thread *t = &g_array_index(threads, struct host_thread, 0);
	gint64 only = host_only_core(t->allowed);
	if (only != HOST_NUMBER_NONE && only < h->cores)
		return (struct where){only, g_strdup("")};
	char *list = moves_among(h, t->allowed);
	if (list)
		return (struct where){begins_on(h, list), list};
	new_comment(out, "  %s may run on cores that could not be seen; here it stays on one", t->comm);
	return (struct where){new_host_place(h), g_strdup("")};
}

static void append_where(GString *t, const char *thread, const struct where *w)
{
	g_string_append_printf(t, ", %s_core: %" G_GINT64_FORMAT, thread, w->core);
	if (*w->list)
		g_string_append_printf(t, ", %s_cores: \"%s\"", thread, w->list);
}

/* more: further settings, each after a comma. */
static void write_guest(GString *out, const char *name, struct where vhost, struct where vcpu,
			const char *more)
{
	GString *t = g_string_new(NULL);
	append_where(t, "vhost", &vhost);
	append_where(t, "vcpu", &vcpu);
	new_line(out, "  - {name: %s%s%s}", name, t->str, more);
	g_string_free(t, TRUE);
	g_free(vhost.list);
	g_free(vcpu.list);
}

static void write_host_guest(GString *out, struct new_host *h, int i, GPtrArray *names, const char *more)
{
	const struct host_guest *g = &g_array_index(h->facts->guests, struct host_guest, (guint)i);
	const char *cgroup = g->vcpus->len ? g_array_index(g->vcpus, struct host_thread, 0).cgroup : NULL;
	new_comment(out, "process %" G_GINT64_FORMAT ": %u vCPUs, %u vhost workers%s%.60s", g->pid,
		    g->vcpus->len, g->workers->len, cgroup ? ", cgroup " : "", cgroup ? cgroup : "");
	struct where vhost = where_runs(out, h, g->workers), vcpu = where_runs(out, h, g->vcpus);
	write_guest(out, add_name(names, g->name), vhost, vcpu, more);
}

/* The guests of the host, and as many more as the question needs. Their names, which the caller frees. */
static GPtrArray *new_scenario_write_guests(GString *out, struct new_host *h, int least, int most,
					    const char *more)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	int found = h->facts ? (int)h->facts->guests->len : 0, n = MIN(found, most);
	new_line(out, "guests:");
	for (int i = 0; i < n; i++)
		write_host_guest(out, h, i, names, more);
	if (found > n)
		new_comment(out, "%d more guests of this host are left out", found - n);
	if (h->facts && n < least)
		new_comment(out, "not of this host: the question needs %d guests", least);
	for (int i = n; i < least; i++) {
		struct where vhost = {new_host_place(h), g_strdup("")},
			     vcpu = {new_host_place(h), g_strdup("")};
		write_guest(out, add_name(names, NULL), vhost, vcpu, more);
	}
	return names;
}

/* ---- the questions ---- */

static void write_flood(GString *out, struct new_host *h)
{
	new_line(out, "warmup: 20ms\nduration: 150ms\nseries: 1ms   # a row for each millisecond, with "
		      "--output DIR");
	GPtrArray *names = new_scenario_write_guests(out, h, 3, GUESTS_MAX, "");
	char *flood = rate_of(h, 2000000, 50), *modest = rate_of(h, 50000, 40 / (int)names->len);
	new_line(out, "traffic:");
	for (guint i = 0; i + 1 < names->len; i++)
		new_line(out, "  - {to: %s, rate: %s, frame: 64B, arrivals: poisson}",
			 (char *)g_ptr_array_index(names, i), modest);
	new_comment(out, "the flood; dates count from the start of the warm-up");
	new_line(out, "  - {to: %s, rate: %s, frame: 64B, arrivals: poisson, start: 70ms, stop: 120ms}",
		 (char *)g_ptr_array_index(names, names->len - 1), flood);
	g_free(flood);
	g_free(modest);
	g_ptr_array_unref(names);
}

static void new_scenario_write_latency(GString *out, struct new_host *h)
{
	bool polls = era_rules.vhost_net_busy_polls[h->era];
	new_line(out, "warmup: 20ms\nduration: 200ms");
	new_comment(out, "the guest sends every packet back; latency is that of the whole way");
	GPtrArray *names = new_scenario_write_guests(out, h, 1, 1, ", app: reflect");
	char *rate = rate_of(h, 20000, 20), *low = rate_of(h, 5000, 10), *high = rate_of(h, 100000, 40);
	new_line(out, "traffic:\n  - {to: %s, rate: %s, frame: 64B, arrivals: poisson}",
		 (char *)g_ptr_array_index(names, 0), rate);
	new_line(out, "study:\n  replications: 3\n  axes:\n    - {set: load, values: [%s, %s, %s]}", low,
		 rate, high);
	if (polls)
		new_line(out, "    - {set: vhost.busyloop_timeout, values: [0us, 50us]}");
	else
		new_line(out, "    - {set: nic.moderation, values: [dynamic, off]}");
	g_free(high);
	g_free(low);
	g_free(rate);
	g_ptr_array_unref(names);
}

static void write_guest_count(GString *out, struct new_host *h)
{
	gint64 half = MAX(h->cores / 4, 1);
	char *rate = rate_of(h, 200000, 4);
	new_line(out, "warmup: 20ms\nduration: 50ms\nguests:");
	new_comment(out, "like guests, vm0, vm1, and so on: their workers take turns on the cores from "
			 "vhost_core on to the "
			 "one before vcpu_core, their vCPUs on those from vcpu_core on");
	new_line(out,
		 "  - {name: vm, count: 4, vhost_core: %" G_GINT64_FORMAT ", vcpu_core: %" G_GINT64_FORMAT
		 "}",
		 MIN(1, h->cores - 1), MIN(half + 1, h->cores - 1));
	new_line(out, "traffic:\n  - {to: vm, rate: %s, frame: 64B, arrivals: poisson}   # to each of them",
		 rate);
	new_line(
		out,
		"study:\n  replications: 3\n  axes:\n    - {set: guests.vm.count, from: 1, to: 10, step: 1}");
	g_free(rate);
}

static void write_chain(GString *out, struct new_host *h)
{
	static const char *const names[] = {"firewall", "nat", "router", "wire"};
	char *rate = rate_of(h, 300000, 40);
	new_line(out, "warmup: 20ms\nduration: 100ms\nguests:");
	for (int i = 0; i < 3; i++) {
		gint64 vhost_core = new_host_place(h), vcpu_core = new_host_place(h);
		new_line(out,
			 "  - {name: %s, vhost_core: %" G_GINT64_FORMAT ", vcpu_core: %" G_GINT64_FORMAT
			 ", app: forward, to: %s}",
			 names[i], vhost_core, vcpu_core, names[i + 1]);
	}
	new_line(out, "traffic:\n  - {to: firewall, rate: %s, frame: 64B, arrivals: poisson}", rate);
	g_free(rate);
}

static void write_sizing(GString *out, struct new_host *h)
{
	new_line(out, "warmup: 20ms");
	GPtrArray *names = new_scenario_write_guests(out, h, 1, 1, "");
	char *rate = rate_of(h, 200000, 2);
	new_line(out, "traffic:\n  - {to: %s, rate: %s, frame: 64B, arrivals: constant}",
		 (char *)g_ptr_array_index(names, 0), rate);
	new_line(out, "study:\n  axes:\n    - {name: frame, set: traffic.frame, values: [64B, 512B, 1518B]}");
	new_line(out, "search: {preset: csit, trial: 20ms, initial_trial: 20ms, duration_sum: 60ms}");
	new_line(out, "goals:\n  - {name: NDR, loss_ratio: 0}\n  - {name: PDR, loss_ratio: 0.005}");
	g_free(rate);
	g_ptr_array_unref(names);
}

static const struct {
	const char *asks, *command, *look;
	void (*write)(GString *out, struct new_host *h);
} questions[NEW_QUESTION_COUNT] = {
	[NEW_flood] = {"What does a flood to one guest do to the others, and how long does it last?",
		       "vhostsim run FILE --output DIR",
		       "the report's lost packets, latency by guest, and DIR/series.csv", write_flood},
	[NEW_latency] =
		{"What does a guest's latency depend on, and what does it take of the CPU to lower it?",
		 "vhostsim sweep FILE",
		 "p99 latency beside the cycles a packet in the table; a run's report has the time of each "
		 "core",
		 new_scenario_write_latency},
	[NEW_guests] = {"How many guests of this load fit on the host?", "vhostsim sweep FILE",
			"the number of guests at which loss begins", write_guest_count},
	[NEW_chain] = {"What does a chain of network functions in guests carry, and what does each hop add?",
		       "vhostsim run FILE", "where packets are lost, and which core is full", write_chain},
	[NEW_sizing] = {"Which load does the host carry without loss, and with a little, by frame size?",
			"vhostsim search FILE", "NDR and PDR of each size", write_sizing},
};

char *new_scenario(enum new_question question, const struct host_facts *facts)
{
	GString *out = g_string_new(NULL);
	struct new_host h = new_host_of(facts);
	new_comment(out, "Run it with: %s", questions[question].command);
	new_comment(out, "Look for: %s.", questions[question].look);
	new_comment(out, "Every setting, its default and its meaning: vhostsim list options");
	new_host_notes(out, &h);
	new_line(out, "question: >-\n  %s", questions[question].asks);
	new_host_write(out, &h);
	questions[question].write(out, &h);
	return g_string_free(out, FALSE);
}
