/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/datapath.h"
#include "sim/check.h"

#include <string.h>

struct core *datapath_core(struct datapath *dp, int64_t id)
{
	CHECK(id >= 0 && id < dp->machine->n_cores, "datapath: there is no core %d", (int)id);
	return &dp->machine->cores[id];
}

const struct guest_settings *datapath_guest(const struct datapath *dp, int guest)
{
	return &g_array_index(dp->scenario->guests, struct guest_settings, guest);
}

void datapath_report_depth(struct datapath *dp, int guest, const char *name, struct depth *depth)
{
	bool prefix = guest >= 0 && dp->n_guests > 1;
	struct depth_entry e = {.depth = depth};
	e.name = prefix ? g_strdup_printf("%s/%s", datapath_guest(dp, guest)->name, name) : g_strdup(name);
	g_array_append_val(dp->depths, e);
}

/* ---- building ---- */

static int guest_index(const struct scenario *s, const char *name)
{
	if (strcmp(name, TRAFFIC_WIRE) == 0)
		return -1;
	for (guint i = 0; i < s->guests->len; i++)
		if (strcmp(g_array_index(s->guests, struct guest_settings, i).name, name) == 0)
			return (int)i;
	CHECK(false, "datapath: traffic to %s, which is no guest", name);
}

static void build_wire(struct datapath *dp)
{
	const struct scenario *s = dp->scenario;
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	dp->guest_of = g_new(int, s->traffic->len);
	for (guint i = 0; i < s->traffic->len; i++)
		dp->guest_of[i] = guest_index(s, g_array_index(s->traffic, struct traffic_settings, i).to);
	dp->traffic = traffic_new(s->traffic, s->general.load, s->general.seed, s->general.replication);
	wire_init(&dp->wire, dp->traffic, link->bits_per_s, link->latency);
}

static void build_guest(struct datapath *dp, int i)
{
	const struct scenario *s = dp->scenario;
	const struct guest_settings *set = datapath_guest(dp, i);
	int64_t *counter = dp->machine->counter;
	struct guest_path *path = &dp->path[i];
	struct vcpu_counters vcpu = {&counter[COUNTER_exits], &counter[COUNTER_signals],
				     &counter[COUNTER_ipis]};
	struct guest_counters guest = {&counter[COUNTER_guest_polls], &counter[COUNTER_kicks],
				       &counter[COUNTER_exits]};
	path->worker_name = g_strdup_printf("vhost-%s", set->name);
	path->vcpu_name = g_strdup_printf("vcpu-%s", set->name);
	virtqueue_init(&path->ring, (int)s->virtio.ring, s->virtio.event_idx);
	vhost_worker_init(&path->worker, datapath_core(dp, set->vhost_core), path->worker_name);
	path->vq = (struct vhost_vq){.guest = i,
				     .worker = &path->worker,
				     .ring = &path->ring,
				     .vcpu = &path->vcpu,
				     .used_depth = &path->used_depth,
				     .runs = &counter[COUNTER_vhost_runs],
				     .copies = &counter[COUNTER_copies]};
	vcpu_init(&path->vcpu, datapath_core(dp, set->vcpu_core), path->vcpu_name, i, &s->vcpu, &vcpu,
		  guest_run, &path->guest);
	guest_init(&path->guest, i, dp->machine->era, &path->vcpu, &path->ring, &dp->app.in, &guest,
		   &path->used_depth);
}

struct datapath *datapath_new(const struct scenario *s, struct machine *m)
{
	struct datapath *dp = g_new0(struct datapath, 1);
	dp->scenario = s;
	dp->flow = flows[s->general.flow];
	dp->machine = m;
	dp->n_guests = (int)s->guests->len;
	dp->ledger = ledger_new(m, dp->n_guests);
	dp->path = g_new0(struct guest_path, dp->n_guests);
	dp->depths = g_array_new(FALSE, FALSE, sizeof(struct depth_entry));
	build_wire(dp);
	app_sink_init(&dp->app, dp->ledger);
	bridge_init(&dp->bridge, dp->n_guests);
	const struct classifier *c = dp->flow->classifier;
	nic_init(&dp->nic, dp->ledger, &dp->wire, dp->guest_of, c, c->queues(dp->n_guests),
		 s->nic.dma_latency, &m->counter[COUNTER_nic_interrupts]);
	for (int i = 0; i < dp->n_guests; i++)
		build_guest(dp, i);
	dp->flow->wire(dp);
	for (int i = 0; i < dp->n_guests; i++)
		datapath_report_depth(dp, i, "virtqueue", &dp->path[i].used_depth);
	return dp;
}

static void free_path(struct guest_path *path)
{
	virtqueue_fini(&path->ring);
	nic_instance_fini(&path->instance);
	g_free(path->worker_name);
	g_free(path->vcpu_name);
}

void datapath_free(struct datapath *dp)
{
	for (int i = 0; i < dp->n_guests; i++)
		free_path(&dp->path[i]);
	for (guint i = 0; i < dp->depths->len; i++)
		g_free(g_array_index(dp->depths, struct depth_entry, i).name);
	g_array_free(dp->depths, TRUE);
	bridge_fini(&dp->bridge);
	nic_fini(&dp->nic);
	traffic_free(dp->traffic);
	g_free(dp->guest_of);
	ledger_free(dp->ledger);
	g_free(dp->path);
	g_free(dp);
}

/* ---- running ---- */

void datapath_start(struct datapath *dp)
{
	for (int i = 0; i < dp->n_guests; i++)
		guest_probe(&dp->path[i].guest);
	if (dp->flow->start)
		dp->flow->start(dp);
}

void datapath_reset(struct datapath *dp)
{
	nic_catch_up(&dp->nic);
	machine_reset_statistics(dp->machine);
	ledger_reset(dp->ledger);
	for (guint i = 0; i < dp->depths->len; i++)
		depth_reset(g_array_index(dp->depths, struct depth_entry, i).depth, dp->machine->cal.now);
}

static void check_path(const struct guest_path *path)
{
	virtqueue_check(&path->ring);
	if (path->tap.saturation)
		saturation_check(&path->saturation, path->tap.queue.length);
}

void datapath_check(struct datapath *dp)
{
	int64_t residue = ledger_residue(dp->ledger);
	CHECK(residue == 0, "the balance of packets is off by %d: offered = delivered + dropped + in flight",
	      (int)residue);
	for (int i = 0; i < dp->n_guests; i++)
		check_path(&dp->path[i]);
}
