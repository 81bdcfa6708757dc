/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/wire.h"
#include "tools/explain/explain_run.h"
#include <math.h>
#include <string.h>

static const struct guest_settings *explain_load_guest(const struct explain_run *run, int i)
{
	return &g_array_index(run->s->guests, struct guest_settings, (guint)i);
}

static const struct traffic_settings *explain_load_source(const struct explain_run *run, int i)
{
	return &g_array_index(run->s->traffic, struct traffic_settings, (guint)i);
}

/* ---- the wire ---- */

/* From a result alone the frames of a capture are not known. */
static double mean_bytes(const struct traffic_settings *set)
{
	return *set->pcap && !set->capture ? NAN : traffic_mean_bytes(set);
}

static double time_on_wire(const struct explain_run *run, int stream, int64_t packets)
{
	const struct platform_link *link = platform_link(run->s->platform, run->s->wire.name);
	if (!link || run->r->n_machines > 1)
		return 0;
	return run_rate(run, packets) * (mean_bytes(explain_load_source(run, stream)) + WIRE_OVERHEAD) * 8 /
	       (double)link->bits_per_s;
}

double wire_in_share(const struct explain_run *run)
{
	double sum = 0;
	for (int i = 0; i < run->r->n_streams; i++)
		if (traffic_is_tester(explain_load_source(run, i)))
			sum += time_on_wire(run, i, run->r->stream[i].offered);
	return sum;
}

/* leaves: whether what the source sends ends on the wire, after the guests that send it on. */
static bool leaves(const struct explain_run *run, int stream)
{
	GHashTable *names = scenario_guest_names(run->s);
	const char *to = explain_load_source(run, stream)->to;
	bool from_wire = traffic_is_tester(explain_load_source(run, stream)), out = false;
	for (guint hops = 0; !out && hops <= run->s->guests->len; hops++) {
		int at = scenario_guest_named(names, to);
		int app = at < 0 ? APP_FORWARD : explain_load_guest(run, at)->app;
		out = strcmp(to, TRAFFIC_WIRE) == 0 || (app == APP_REFLECT && from_wire);
		if (out || at < 0 || app != APP_FORWARD)
			break;
		to = explain_load_guest(run, at)->to;
	}
	g_hash_table_unref(names);
	return out;
}

double wire_out_share(const struct explain_run *run)
{
	double sum = 0;
	for (int i = 0; i < run->r->n_streams; i++)
		if (leaves(run, i))
			sum += time_on_wire(run, i, run->r->stream[i].delivered);
	return sum;
}

/* ---- how much a core takes ---- */

static int64_t lost_in_nic(const struct result *r)
{
	return r->dropped[DROP_nic_ring_full] + r->dropped[DROP_nic_pool_empty] +
	       r->dropped[DROP_nic_queue_full] + r->dropped[DROP_nic_closed];
}

/* Packets of the guests that the stage serves there; of all when it serves nobody in particular. */
static int64_t packets(const struct explain_run *run, int core, enum stage stage, bool offered)
{
	int64_t sum = 0;
	bool any = false;
	for (int i = 0; i < run->r->n_guests; i++) {
		const struct result_guest *g = &run->r->guest[i];
		if (!guest_uses(run, i, core, stage))
			continue;
		any = true;
		sum += offered ? g->offered : g->delivered;
	}
	return any ? sum : offered ? run->r->offered : run->r->delivered;
}

/* part_of_nic: the part of the frames that this core takes off the NIC; 1 where it cannot be told. */
static double part_of_nic(const struct explain_run *run, int core)
{
	vtime all = 0;
	for (int i = 0; i < run->r->n_cores; i++)
		all += core_taken(run, i, QUEUE_nic);
	return all > 0 ? (double)core_taken(run, core, QUEUE_nic) / (double)all : 1;
}

static bool takes_frames(enum stage stage)
{
	return stage == STAGE_softirq || stage == STAGE_napi || stage == STAGE_pmd;
}

double core_rate(const struct explain_run *run, int core, enum stage stage)
{
	if (stage == STAGE_other)
		return run_rate(run, run->r->offered);
	if (!takes_frames(stage))
		return run_rate(run, packets(run, core, stage, false));
	return run_rate(run, run->r->offered - lost_in_nic(run->r)) * part_of_nic(run, core);
}

double core_demand(const struct explain_run *run, int core, enum stage stage)
{
	if (!takes_frames(stage))
		return run_rate(run,
				stage == STAGE_other ? run->r->offered : packets(run, core, stage, true));
	return run_rate(run, run->r->offered) * part_of_nic(run, core);
}
