/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/new_host.h"
#include "models/scenario/scenario.h"
#include "sim/input/core_list.h"
#include "tools/host/new_mitigations.h"
#include "tools/host/new_sched.h"
#include "tools/host/new_text.h"
#include <string.h>

#define FRAME_BITS 672	 /* a frame of 64 B on the wire, with preamble and gap */
#define DEFAULT_CORES 16 /* of a host of which nothing is known */
#define DEFAULT_HZ G_GINT64_CONSTANT(2500000000)
#define DEFAULT_BITS G_GINT64_CONSTANT(25000000000)
#define DEFAULT_KERNEL "6.1"

/* ---- what is taken over ---- */

/* The era of a kernel, which option_parse reads; -1: the model knows none of its age. */
static int era_of(const char *release)
{
	struct general_settings general = {0};
	char *why = NULL;
	bool known = release && option_parse(option_find(&general_table, "kernel"), release, &general, &why);
	g_free(why);
	return known ? general.kernel : -1;
}

static gint64 or_default(gint64 number, gint64 otherwise)
{
	return number == HOST_NUMBER_NONE ? otherwise : number;
}

static gint64 within(gint64 number, gint64 least, gint64 most)
{
	return CLAMP(number, least, most);
}

/* Whether the first interrupts are known to go to cores that exist, one for each queue. */
static bool knows_affinity(const struct new_host *h, gint64 queues)
{
	for (gint64 i = 0; i < queues; i++)
		if (i >= h->nic->irq_cores->len ||
		    g_array_index(h->nic->irq_cores, gint64, (guint)i) >= h->cores)
			return false;
	return queues > 1;
}

static void use_pinned(struct new_host *h, const GArray *threads)
{
	for (guint i = 0; i < threads->len; i++) {
		gint64 only = host_only_core(g_array_index(threads, struct host_thread, i).allowed);
		if (only != HOST_NUMBER_NONE && only < h->cores)
			h->used[only] = true;
	}
}

static void use_all_pinned(struct new_host *h)
{
	for (guint i = 0; h->facts && i < h->facts->guests->len; i++) {
		const struct host_guest *g = &g_array_index(h->facts->guests, struct host_guest, i);
		use_pinned(h, g->workers);
		use_pinned(h, g->vcpus);
	}
}

struct new_host new_host_of(const struct host_facts *f)
{
	struct new_host h = {.facts = f, .nic = f ? host_facts_nic(f) : NULL};
	gint64 mbits = h.nic ? h.nic->mbits : HOST_NUMBER_NONE;
	h.cores = within(f ? or_default(f->cpu.cores, DEFAULT_CORES) : DEFAULT_CORES, 1, HOST_CORES_MAX);
	h.bits_per_s = mbits == HOST_NUMBER_NONE ? DEFAULT_BITS : mbits * 1000000;
	h.nic_core = h.nic ? within(or_default(h.nic->first_core, 0), 0, h.cores - 1) : 0;
	h.queues = h.nic ? within(or_default(h.nic->rx_queues, 1), 1, 16) : 1;
	h.affinity = h.nic && knows_affinity(&h, h.queues);
	if (!h.affinity)
		h.queues = MIN(h.queues, h.cores - h.nic_core);
	h.era = era_of(f ? f->kernel.release : DEFAULT_KERNEL);
	if (h.era < 0)
		h.era = era_of(DEFAULT_KERNEL);
	use_all_pinned(&h);
	return h;
}

gint64 new_host_place(struct new_host *h)
{
	gint64 others = MAX(h->cores - 1, 1), in_turn = (h->nic_core + 1 + h->placed++ % others) % h->cores;
	for (gint64 i = 1; i < h->cores; i++) {
		gint64 core = (h->nic_core + i) % h->cores;
		if (h->used[core])
			continue;
		h->used[core] = true;
		return core;
	}
	return in_turn;
}

gint64 new_host_rate(const struct new_host *h, gint64 wanted, int hundredths)
{
	gint64 most = h->bits_per_s / FRAME_BITS * hundredths / 100, rate = MIN(wanted, most);
	return MAX(rate >= 10000 ? rate / 1000 * 1000 : rate, 1);
}

/* ---- how it is written ---- */

static void write_kernel(GString *out, const struct new_host *h)
{
	const char *release = h->facts ? h->facts->kernel.release : NULL;
	if (!release)
		new_line(out, "kernel: \"" DEFAULT_KERNEL
			      "\"   # as uname -r prints it; the rules of host and guests");
	else if (era_of(release) >= 0)
		new_line(out, "kernel: \"%s\"   # the rules are those of %s", release, era_names[h->era]);
	else
		new_line(out,
			 "kernel: \"" DEFAULT_KERNEL "\"   # this host has %.40s, whose rules are not known",
			 release);
}

/* How the siblings are numbered, as host.smt takes it; NULL: there are none, or it takes no such order. */
static const char *smt_of(const struct new_host *h)
{
	const struct host_cpu *c = h->facts ? &h->facts->cpu : NULL;
	if (!c || c->threads_of_core < 2 || h->cores % 2)
		return NULL;
	char *halves = g_strdup_printf("0,%" G_GINT64_FORMAT, h->cores / 2);
	const char *smt = g_str_equal(c->siblings, halves)				       ? "halves"
			  : g_str_equal(c->siblings, "0-1") || g_str_equal(c->siblings, "0,1") ? "pairs"
											       : NULL;
	g_free(halves);
	return smt;
}

static void new_host_write_hardware(GString *out, const struct new_host *h)
{
	gint64 hz = h->facts ? or_default(h->facts->cpu.hz, DEFAULT_HZ) : DEFAULT_HZ;
	char *clock = unit_format(UNIT_CLOCK, MAX(hz / 1000000, 1) * 1000000);
	char *bandwidth = unit_format(UNIT_BITRATE, h->bits_per_s);
	const char *smt = smt_of(h);
	new_line(out, "host: {cores: %" G_GINT64_FORMAT ", clock: %s%s%s}", h->cores, clock,
		 smt ? ", smt: " : "", smt ? smt : "");
	new_line(out, "wire: {bandwidth: %s, latency: 1us}   # from the tester to the NIC", bandwidth);
	new_line(out, "costs: x86-3.3GHz   # cycles of each piece of work; vhostsim list costs names them");
	g_free(bandwidth);
	g_free(clock);
}

static void write_mitigations(GString *out, const struct host_kernel *k)
{
	char *section = new_mitigations(k);
	if (section)
		new_line(out, "%s   # cycles", section);
	g_free(section);
}

/* The moderation that ethtool -c shows. */
static void append_moderation(GString *keys, const struct host_nic *nic)
{
	if (nic->adaptive == 1)
		g_string_append(keys, ", moderation: dynamic");
	else if (nic->rx_usecs > 0)
		g_string_append_printf(keys, ", moderation: fixed, interrupt_gap: %" G_GINT64_FORMAT "us",
				       MIN(nic->rx_usecs, 10000));
	else if (nic->rx_usecs == 0)
		g_string_append(keys, ", moderation: off");
}

/* Cores of the second queue's interrupt and of those after it, unless they stand in a row. */
static bool append_further_cores(GString *keys, const struct new_host *h)
{
	GString *list = g_string_new(NULL);
	bool row = true;
	for (gint64 i = 1; h->affinity && i < h->queues; i++) {
		gint64 core = g_array_index(h->nic->irq_cores, gint64, (guint)i);
		g_string_append_printf(list, "%s%" G_GINT64_FORMAT, i > 1 ? "," : "", core);
		row &= core == h->nic_core + i;
	}
	if (!row)
		g_string_append_printf(keys, ", further_cores: \"%s\"", list->str);
	g_string_free(list, TRUE);
	return !row;
}

static void append_rps(GString *keys, const struct new_host *h)
{
	const char *rps = h->nic ? h->nic->rps_cpus : NULL;
	GPtrArray *parts = core_list_parts(rps ? rps : "");
	bool sound = parts && (parts->len == 1 || parts->len == (guint)h->queues);
	for (guint i = 0; sound && i < parts->len; i++) {
		const GArray *cores = parts->pdata[i];
		sound = cores->len == 0 || g_array_index(cores, int, cores->len - 1) < h->cores;
	}
	if (sound)
		g_string_append_printf(keys, ", rps_cpus: \"%s\"", rps);
	if (parts)
		g_ptr_array_unref(parts);
}

static void write_nic(GString *out, const struct new_host *h)
{
	GString *keys = g_string_new(NULL);
	g_string_append_printf(keys, "core: %" G_GINT64_FORMAT, h->nic_core);
	if (h->queues > 1)
		g_string_append_printf(keys, ", queues: %" G_GINT64_FORMAT, h->queues);
	if (h->nic && h->nic->rx_ring > 0)
		g_string_append_printf(keys, ", rx_ring: %" G_GINT64_FORMAT,
				       within(h->nic->rx_ring, 64, 4096));
	if (h->nic && h->nic->tx_ring > 0)
		g_string_append_printf(keys, ", tx_ring: %" G_GINT64_FORMAT,
				       within(h->nic->tx_ring, 64, 4096));
	bool apart = append_further_cores(keys, h);
	append_rps(keys, h);
	if (h->nic)
		append_moderation(keys, h->nic);
	if (h->nic)
		new_comment(out, "%s (%s): the interrupts of its queues go to %s", h->nic->name,
			    h->nic->driver ? h->nic->driver : "unknown driver",
			    apart ? "these cores" : "this core and those behind it");
	new_line(out, "nic: {%s}", keys->str);
	g_string_free(keys, TRUE);
}

#define OVS_MASTER "ovs-system" /* the device that is the master of all ports of Open vSwitch */

/* Whether Open vSwitch is what forwards: taps are its ports, or, without taps, the NIC. */
static bool forwards_by_ovs(const struct host_facts *f)
{
	const struct host_nic *nic = host_facts_nic(f);
	for (guint i = 0; i < f->taps->len; i++)
		if (g_strcmp0(g_array_index(f->taps, struct host_tap, i).master, OVS_MASTER) == 0)
			return true;
	return f->taps->len == 0 && nic && g_strcmp0(nic->master, OVS_MASTER) == 0;
}

static void write_switch(GString *out, struct new_host *h)
{
	if (forwards_by_ovs(h->facts))
		new_line(out,
			 "switch: {kind: ovs, handler_core: %" G_GINT64_FORMAT
			 "}   # ovs-vswitchd may run anywhere; here it stays on this core",
			 new_host_place(h));
}

/* The queue of the first tap, as a host has mostly like ones. */
static void write_tap(GString *out, const struct host_facts *f)
{
	const struct host_tap *tap = f->taps->len ? &g_array_index(f->taps, struct host_tap, 0) : NULL;
	if (tap && tap->tx_queue_len > 0)
		new_line(out, "tap: {queue: %" G_GINT64_FORMAT "}   # tx_queue_len of %s",
			 MIN(tap->tx_queue_len, 100000), tap->name);
}

static void write_vcpu(GString *out, const struct host_kernel *k)
{
	if (k->halt_poll_ns == HOST_NUMBER_NONE)
		return;
	char *time = unit_format(UNIT_TIME, MIN(k->halt_poll_ns, 10000000) * VTIME_PER_NS);
	new_line(out, "vcpu: {halt_poll: %s}   # halt_poll_ns of kvm", time);
	g_free(time);
}

void new_host_write(GString *out, struct new_host *h)
{
	new_line(out, "flow: vhost   # vhostsim list flows");
	write_kernel(out, h);
	new_host_write_hardware(out, h);
	if (h->facts)
		write_mitigations(out, &h->facts->kernel);
	if (h->facts)
		new_sched_write(out, h->facts);
	write_nic(out, h);
	if (h->facts)
		write_switch(out, h);
	if (h->facts)
		write_tap(out, h->facts);
	if (h->facts)
		write_vcpu(out, &h->facts->kernel);
}

/* ---- what has no setting ---- */

static void note_cpu(GString *out, const struct host_cpu *c)
{
	if (c->model)
		new_comment(out, "- CPU: %s", c->model);
	if (c->hz != HOST_NUMBER_NONE)
		new_comment(out, "- clock: from %s", c->hz_source);
	if (c->threads_of_core > 1)
		new_comment(out,
			    "- SMT: cores %s are siblings, threads of one core. host.smt says so, if their "
			    "numbers are half of the cores apart, or neighbours.",
			    c->siblings);
	new_sched_notes(out, c);
	if (c->governor)
		new_comment(out, "- governor: %s. Here the clock does not change.", c->governor);
}

static void note_switches(GString *out, const struct host_facts *f)
{
	char **names = (char **)f->bridges->pdata;
	for (guint i = 0; i < f->bridges->len; i++)
		new_comment(out, "- bridge: %s", names[i]);
	if (f->openvswitch && forwards_by_ovs(f))
		new_comment(
			out,
			"- Open vSwitch: ovs-dpctl show says how many masks and lost packets it has. With "
			"rules that look at addresses or ports, write match: 5-tuple.");
	else if (f->openvswitch)
		new_comment(out, "- Open vSwitch: it has no tap. Here a bridge forwards.");
	for (guint i = 0; i < f->taps->len; i++) {
		const struct host_tap *tap = &g_array_index(f->taps, struct host_tap, i);
		new_comment(out, "- tap: %s, of %s", tap->name, tap->master ? tap->master : "no switch");
	}
}

static void note_mitigations(GString *out, const struct host_kernel *k)
{
	if (k->mitigations->len > 0)
		new_comment(out,
			    "- vulnerabilities of the CPU. The setting mitigations is what the mitigations "
			    "among them add:");
	for (guint i = 0; i < k->mitigations->len; i++)
		new_comment(out, "    %s", (char *)g_ptr_array_index(k->mitigations, i));
}

void new_host_notes(GString *out, const struct new_host *h)
{
	const struct host_facts *f = h->facts;
	if (!f)
		return;
	new_line(out, "#");
	new_comment(out, "Seen on this host:");
	note_cpu(out, &f->cpu);
	note_switches(out, f);
	note_mitigations(out, &f->kernel);
	if (f->unseen->len > 0)
		new_comment(out, "Not seen, so that a default stands here or nothing:");
	for (guint i = 0; i < f->unseen->len; i++)
		new_comment(out, "- %s", (char *)g_ptr_array_index(f->unseen, i));
}
