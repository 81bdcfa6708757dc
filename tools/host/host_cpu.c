/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/host_facts_private.h"
#include <string.h>

#define CPU "sys/devices/system/cpu"
#define CORES_MAX 4096

/* "0-7" or "0-3,8-11": one more than the last number. */
static gint64 host_cpu_count_of(const char *list)
{
	gint64 most = HOST_NUMBER_NONE;
	for (const char *p = list; p && *p; p += strspn(p, "-,")) {
		gint64 number = host_number(p);
		if (number == HOST_NUMBER_NONE)
			break;
		most = MAX(most, number);
		p += strspn(p, "0123456789");
	}
	return most == HOST_NUMBER_NONE || most >= CORES_MAX ? HOST_NUMBER_NONE : most + 1;
}

/* How many processors /proc/cpuinfo lists. */
static gint64 processors_of(const char *info)
{
	gint64 n = 0;
	for (const char *p = info; p && (p = strstr(p, "processor\t")); p++)
		n += p == info || p[-1] == '\n';
	return n > 0 && n <= CORES_MAX ? n : HOST_NUMBER_NONE;
}

/* "2596.122", in MHz, as Hz. */
static gint64 hz_of_mhz(const char *text)
{
	double mhz = text ? g_ascii_strtod(text, NULL) : 0;
	return mhz >= 1 && mhz <= 1e6 ? (gint64)(mhz * 1e6) : HOST_NUMBER_NONE;
}

/* "Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz" as Hz. */
static gint64 hz_of_model(const char *model)
{
	const char *at = model ? strstr(model, "@ ") : NULL;
	double ghz = at && strstr(at, "GHz") ? g_ascii_strtod(at + 2, NULL) : 0;
	return ghz >= 0.001 && ghz <= 1000 ? (gint64)(ghz * 1e9) : HOST_NUMBER_NONE;
}

/* A sound clock of the sources in turn. A busy core runs at its highest clock, as far as heat allows. */
static void read_clock(const char *root, struct host_cpu *c, const char *info)
{
	gint64 khz = host_file_number(root, CPU "/cpu0/cpufreq/cpuinfo_max_freq");
	char *mhz = host_line(info, "cpu MHz\t");
	const struct {
		gint64 hz;
		const char *source;
	} sources[] = {
		{khz >= 1000 && khz <= 1000000000 ? khz * 1000 : HOST_NUMBER_NONE,
		 "/" CPU "/cpu0/cpufreq/cpuinfo_max_freq, its highest"},
		{hz_of_model(c->model), "the name of the model"},
		{hz_of_mhz(mhz), "/proc/cpuinfo, its clock now"},
	};
	c->hz = HOST_NUMBER_NONE;
	for (size_t i = 0; i < G_N_ELEMENTS(sources) && c->hz == HOST_NUMBER_NONE; i++) {
		c->hz = sources[i].hz;
		c->hz_source = sources[i].source;
	}
	g_free(mhz);
}

static void host_cpu_read_cores(const char *root, struct host_cpu *c, const char *info)
{
	char *present = host_text(root, CPU "/present");
	c->cores = host_cpu_count_of(present);
	if (c->cores == HOST_NUMBER_NONE)
		c->cores = processors_of(info);
	c->siblings = host_text(root, CPU "/cpu0/topology/thread_siblings_list");
	c->threads_of_core = c->siblings && host_only_core(c->siblings) == HOST_NUMBER_NONE ? 2 : 1;
	g_free(present);
}

/* By the driver of cpuidle. That of ACPI may do either. */
static const char *host_cpu_idle_of(const char *root)
{
	static const struct {
		const char *driver, *idle;
	} drivers[] = {{"intel_idle", "mwait"}, {"haltpoll", "hlt"}, {"none", "hlt"}};
	char *driver = host_text(root, CPU "/cpuidle/current_driver");
	const char *idle = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(drivers); i++)
		if (g_strcmp0(driver, drivers[i].driver) == 0)
			idle = drivers[i].idle;
	g_free(driver);
	return idle;
}

#define IDLE CPU "/cpu0/cpuidle"
#define STATES_MAX 16

/* Its states in their order, up to one that lacks a file. The first may poll (POLL, with a latency of 0). */
static void read_idle_states(const char *root, struct host_cpu *c)
{
	for (int i = 0; i < STATES_MAX; i++) {
		struct host_idle_state s = {
			.name = host_text(root, IDLE "/state%d/name", i),
			.latency_us = host_file_number(root, IDLE "/state%d/latency", i),
			.residency_us = host_file_number(root, IDLE "/state%d/residency", i),
			.disabled = host_file_number(root, IDLE "/state%d/disable", i) > 0,
		};
		bool known = s.name && s.latency_us != HOST_NUMBER_NONE && s.residency_us != HOST_NUMBER_NONE;
		bool sleeps = known && (i > 0 || s.latency_us > 0);
		if (sleeps)
			g_array_append_val(c->states, s);
		else
			g_free(s.name);
		if (!known)
			return;
	}
}

void host_cpu_read(const char *root, struct host_facts *f)
{
	struct host_cpu *c = &f->cpu;
	char *read = host_text(root, "proc/cpuinfo");
	const char *info = read ? read : "";
	c->model = host_line(info, "model name\t");
	c->governor = host_text(root, CPU "/cpu0/cpufreq/scaling_governor");
	c->idle = host_cpu_idle_of(root);
	read_idle_states(root, c);
	host_cpu_read_cores(root, c, info);
	read_clock(root, c, info);
	if (c->cores == HOST_NUMBER_NONE)
		host_unseen(f, "cores: neither /" CPU "/present nor /proc/cpuinfo can be read");
	if (c->hz == HOST_NUMBER_NONE)
		host_unseen(f, "clock: neither cpufreq nor /proc/cpuinfo says it");
	if (!c->siblings)
		host_unseen(f, "SMT: /" CPU "/cpu0/topology cannot be read");
	if (!c->idle)
		host_unseen(f, "how a core idles: /" CPU "/cpuidle/current_driver does not say it");
	if (c->idle && c->states->len == 0)
		host_unseen(f, "idle states: /" IDLE " cannot be read");
	if (!c->governor)
		host_unseen(f, "governor: /" CPU "/cpu0/cpufreq cannot be read (a virtual machine?)");
	g_free(read);
}
