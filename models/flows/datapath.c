/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/datapath.h"
#include "sim/base/check.h"

#include <string.h>

#define MANY_PATHS 32 /* whose state does not stay in a processor's second-level cache */

struct core *datapath_core(struct datapath *dp, int64_t id)
{
	CHECK(id >= 0 && id < dp->machine->n_cores, "datapath: there is no core %d", (int)id);
	return &dp->machine->cores[id];
}

const struct guest_settings *datapath_guest(const struct datapath *dp, int guest)
{
	return &g_array_index(dp->scenario->guests, struct guest_settings, guest);
}

bool datapath_has(const struct datapath *dp, int guest)
{
	return strcmp(scenario_guest_host(dp->scenario, (guint)guest), dp->machine->name) == 0;
}

static const struct traffic_settings *traffic_of(const struct datapath *dp, int i)
{
	return &g_array_index(dp->scenario->traffic, struct traffic_settings, i);
}

static int guest_index(const struct datapath *dp, const char *name)
{
	int index = scenario_guest_named(dp->names, name);
	CHECK(index >= 0, "datapath: %s is no guest", name);
	return index;
}

/* The port that a name in the scenario stands for: a guest's first, or PORT_WIRE. */
static int datapath_destination(const struct datapath *dp, const char *name)
{
	return strcmp(name, TRAFFIC_WIRE) == 0 ? PORT_WIRE : dp->topology.first_port[guest_index(dp, name)];
}

/* ---- names ---- */

char *datapath_path_name(const struct datapath *dp, int i)
{
	const struct topology_path *path = &dp->topology.path[i];
	const struct guest_settings *set = datapath_guest(dp, path->guest);
	GString *name = g_string_new(set->name);
	if (set->ports > 1)
		g_string_append_printf(name, ".%d", dp->topology.port[path->port].number);
	if (set->queues > 1)
		g_string_append_printf(name, "-%d", path->queue);
	return g_string_free(name, FALSE);
}

static char *depth_name(const struct datapath *dp, const struct path *path, const char *queue,
			const char *ending)
{
	if (!path && scenario_peer(dp->scenario))
		return g_strdup_printf("%s/%s%s", dp->machine->name, queue, ending);
	if (!path || dp->n_paths == 1)
		return g_strconcat(queue, ending, NULL);
	char *owner = datapath_path_name(dp, path->index);
	char *name = g_strdup_printf("%s/%s%s", owner, queue, ending);
	g_free(owner);
	return name;
}

void datapath_report_depth(struct datapath *dp, const struct path *path, enum queue kind, const char *ending,
			   struct depth *depth)
{
	struct depth_entry e = {depth_name(dp, path, queue_kinds[kind].name, ending), kind,
				path ? path->guest : -1, depth};
	g_array_append_val(dp->depths, e);
}

/* ---- the outside ---- */

static void build_topology(struct datapath *dp)
{
	int *ports = g_new(int, dp->n_guests), *queues = g_new(int, dp->n_guests);
	for (int i = 0; i < dp->n_guests; i++) {
		ports[i] = (int)datapath_guest(dp, i)->ports;
		queues[i] = (int)datapath_guest(dp, i)->queues;
	}
	topology_init(&dp->topology, dp->n_guests, ports, queues);
	dp->n_paths = dp->topology.n_paths;
	g_free(ports);
	g_free(queues);
}

/* Which source it is of, whose account it is, from where to where. */
static struct packet seed_of(const struct datapath *dp, int source)
{
	const struct traffic_settings *set = traffic_of(dp, source);
	bool outside = traffic_is_tester(set) || traffic_is_host(set);
	struct packet seed = {.guest = PACKET_TRANSIT, .from = PORT_WIRE, .stream = source};
	seed.to = datapath_destination(dp, set->to);
	if (!outside)
		seed.from = datapath_destination(dp, set->from);
	if (!traffic_is_transit(set))
		seed.guest = guest_index(dp, outside ? set->to : set->from);
	return seed;
}

/* A packet for the path is on the wire: of many paths none is in the processor's cache when its packet comes, so its
 * state is fetched now. Changes nothing but the time that the simulation takes. */
static void expect(void *self, const struct packet *next)
{
	const struct datapath *dp = self;
	if (next->to == PORT_WIRE)
		return;
	const struct path *path = dp->path[topology_select(&dp->topology, next->to, next->hash)];
	cache_fetch(path, dp->flow->path_size);
	cache_fetch(path->cpu, sizeof(*path->cpu));
}

static void build_nic(struct datapath *dp)
{
	const struct scenario *s = dp->scenario;
	const struct platform_link *link = scenario_wire(s, dp->machine->name);
	const struct classifier *c = dp->flow->classifier;
	struct wire_out out = {.bits_per_s = link->bits_per_s, .latency = link->latency};
	dp->seed = g_new(struct packet, s->traffic->len);
	for (guint i = 0; i < s->traffic->len; i++)
		dp->seed[i] = seed_of(dp, (int)i);
	ledger_count_streams(dp->ledger, (int)s->traffic->len);
	if (!scenario_peer(s))
		dp->traffic =
			traffic_new(s->traffic, s->general.load, s->general.seed, s->general.replication);
	wire_init(&dp->wire, dp->traffic, dp->seed, link->bits_per_s, link->latency);
	if (dp->n_paths >= MANY_PATHS) {
		dp->wire.expect = expect;
		dp->wire.expect_self = dp;
	}
	nic_init(&dp->nic, dp->ledger, &dp->wire, &out, &dp->topology, c,
		 c->queues(dp->n_paths, (int)s->nic.queues) + dp->flow->own_tx_vector, s->nic.dma_latency,
		 &dp->machine->counter[COUNTER_nic_interrupts]);
	dp->nic.tx_delay = s->nic.tx_delay;
	dp->nic.interrupt_latency = s->nic.interrupt_latency;
	dp->nic.unmask_latency = s->nic.unmask_latency;
}

/* ---- the host ---- */

struct host_core *datapath_host(struct datapath *dp, struct core *c)
{
	const struct scenario *s = dp->scenario;
	int64_t *counter = dp->machine->counter;
	struct host_core *h = &dp->host[c->id];
	if (h->open)
		return h;
	h->open = true;
	softnet_init(&h->softnet, c, s->napi.budget, &counter[COUNTER_napi_polls],
		     &counter[COUNTER_time_squeeze]);
	backlog_init(&h->backlog, &h->softnet, dp->ledger, s->napi.max_backlog, dp->up);
	h->backlog.one_queue = !s->nic.napi;
	return h;
}

/* What forwards between NIC and taps. */
static void build_switch(struct datapath *dp)
{
	const struct switch_settings *set = &dp->scenario->host_switch;
	bridge_init(&dp->bridge, &dp->topology);
	dp->up = &dp->bridge.in;
	if (set->kind != SWITCH_OVS)
		return;
	ovs_datapath_init(&dp->ovs, &dp->bridge, dp->ledger, set);
	vswitchd_init(&dp->vswitchd, &dp->ovs, set, datapath_core(dp, set->handler_core));
	dp->up = &dp->ovs.in;
	for (int i = 0; i < set->handlers; i++) {
		char *ending = set->handlers > 1 ? g_strdup_printf("-%d", i) : g_strdup("");
		datapath_report_depth(dp, NULL, QUEUE_upcall, ending, &dp->ovs.socket[i].depth);
		g_free(ending);
	}
}

/* ---- guests ---- */

/* A thread of the guest joins its cgroup, if it has one: as QEMU's vCPUs and main loop do, and vhost's worker
 * (vhost_attach_cgroups(); from 6.4 on it is a thread of QEMU). */
static void join_cgroup(struct datapath *dp, int guest, struct task *t)
{
	const struct guest_settings *set = datapath_guest(dp, guest);
	if (set->cgroup_weight > 0 || set->cgroup_quota > 0)
		task_group_add(&dp->cgroup[guest], t);
}

static void build_cgroups(struct datapath *dp)
{
	dp->cgroup = g_new0(struct task_group, dp->n_guests);
	for (int i = 0; i < dp->n_guests; i++) {
		const struct guest_settings *set = datapath_guest(dp, i);
		task_group_init(&dp->cgroup[i], set->cgroup_weight ? set->cgroup_weight : CPU_WEIGHT_ONE,
				set->cgroup_quota, set->cgroup_period);
	}
}

/* A list that was checked; an empty one allows no move. */
static void read_placement(const struct datapath *dp, struct placement *p, const char *list)
{
	char *why;
	CHECK(!*list || placement_parse(p, list, dp->machine->n_cores, &why), "datapath: cores %s", list);
}

static void build_placements(struct datapath *dp)
{
	dp->may_vhost = g_new0(struct placement, dp->n_guests);
	dp->may_vcpu = g_new0(struct placement, dp->n_guests);
	for (int i = 0; i < dp->n_guests; i++) {
		const struct guest_settings *set = datapath_guest(dp, i);
		if (!datapath_has(dp, i))
			continue;
		read_placement(dp, &dp->may_vhost[i], set->vhost_cores);
		read_placement(dp, &dp->may_vcpu[i], set->vcpu_cores);
	}
}

static void free_placements(struct datapath *dp)
{
	for (int i = 0; i < dp->n_guests; i++) {
		placement_fini(&dp->may_vhost[i]);
		placement_fini(&dp->may_vcpu[i]);
	}
	g_free(dp->may_vhost);
	g_free(dp->may_vcpu);
}

static void let_move(struct task *t, const struct placement *may)
{
	if (may->allowed)
		t->may = may;
}

static void build_cpu(struct datapath *dp, int guest, int queue)
{
	const struct scenario *s = dp->scenario;
	const struct guest_settings *set = datapath_guest(dp, guest);
	int64_t *counter = dp->machine->counter;
	struct vcpu_counters vcpu = {&counter[COUNTER_exits], &counter[COUNTER_signals],
				     &counter[COUNTER_ipis]};
	struct guest_counters counters = {&counter[COUNTER_guest_polls], &counter[COUNTER_kicks],
					  &counter[COUNTER_exits]};
	struct guest_cpu *cpu = &dp->cpu[dp->n_cpus++];
	cpu->name = queue > 0 ? g_strdup_printf("vcpu-%s-%d", set->name, queue)
			      : g_strdup_printf("vcpu-%s", set->name);
	vcpu_init(&cpu->vcpu, datapath_core(dp, set->vcpu_core + queue), cpu->name, guest, &s->vcpu, &vcpu,
		  guest_run, &cpu->guest);
	join_cgroup(dp, guest, &cpu->vcpu.task);
	let_move(&cpu->vcpu.task, &dp->may_vcpu[guest]);
	app_init(&cpu->app, (enum app_kind)set->app, dp->ledger, dp->topology.first_port[guest],
		 set->app == APP_FORWARD ? datapath_destination(dp, set->to) : PORT_WIRE);
	guest_init(&cpu->guest, guest, &cpu->vcpu, &cpu->app.in, &counters);
	guest_stall(&cpu->guest, set->stall_at, set->stall_for);
}

static void build_cpus(struct datapath *dp)
{
	int n = 0;
	for (int i = 0; i < dp->n_guests; i++)
		n += (int)datapath_guest(dp, i)->queues;
	dp->cpu = g_new0(struct guest_cpu, n);
	dp->first_cpu = g_new(int, dp->n_guests);
	for (int i = 0; i < dp->n_guests; i++) {
		dp->first_cpu[i] = dp->n_cpus;
		for (int q = 0; q < datapath_guest(dp, i)->queues && datapath_has(dp, i); q++)
			build_cpu(dp, i, q);
	}
}

static int64_t worker_core(const struct datapath *dp, const struct path *path)
{
	const struct guest_settings *set = datapath_guest(dp, path->guest);
	int64_t own = path->index - dp->topology.port[dp->topology.first_port[path->guest]].path;
	return set->vhost_core + (set->spread ? own : 0);
}

static void build_path(struct datapath *dp, int i)
{
	const struct topology_path *at = &dp->topology.path[i];
	bool here = datapath_has(dp, at->guest);
	struct path *path = g_malloc0(here ? dp->flow->path_size : sizeof(*path));
	*path = (struct path){
		.here = here, .index = i, .guest = at->guest, .port = at->port, .queue = at->queue};
	dp->path[i] = path;
	if (!path->here)
		return;
	path->cpu = &dp->cpu[dp->first_cpu[at->guest] + at->queue];
	path->worker_core = datapath_core(dp, worker_core(dp, path));
	char *name = datapath_path_name(dp, i);
	path->worker_name = g_strdup_printf("%s-%s", dp->flow->worker, name);
	g_free(name);
	dp->flow->wire(dp, path);
	if (path->worker) {
		join_cgroup(dp, path->guest, path->worker);
		let_move(path->worker, &dp->may_vhost[path->guest]);
	}
	app_add_device(&path->cpu->app, path->dev);
}

static const struct path *first_path(const struct datapath *dp, int port)
{
	return dp->path[dp->topology.port[port].path];
}

/* A generator of a guest: on its first vCPU, through its first device. */
static void build_guest_source(struct datapath *dp, const struct pktgen *gen, int64_t socket)
{
	const struct path *path = first_path(dp, gen->seed->from);
	source_app_init(&dp->source_apps[dp->n_source_apps++], &path->cpu->guest, path->dev, gen, socket);
}

/* One of the host: into the tap of the guest's first device. */
static void build_host_source(struct datapath *dp, const struct pktgen *gen, int64_t core)
{
	host_source_init(&dp->host_sources[dp->n_host_sources++], gen, datapath_core(dp, core),
			 first_path(dp, gen->seed->to)->tap);
}

/* The generators of the guests and of the host. */
static void build_sources(struct datapath *dp)
{
	const struct scenario *s = dp->scenario;
	struct source_load load = source_load_of(s->traffic, s->general.load);
	dp->sources = g_new0(struct source, s->traffic->len);
	dp->source_apps = g_new0(struct source_app, s->traffic->len);
	dp->host_sources = g_new0(struct host_source, s->traffic->len);
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *set = traffic_of(dp, (int)i);
		if (traffic_is_tester(set) || !datapath_has(dp, dp->seed[i].guest))
			continue;
		struct pktgen gen = {&dp->sources[dp->n_sources++], dp->ledger, &dp->seed[i]};
		source_init(gen.source, s->traffic, (int)i, load, s->general.seed, s->general.replication);
		if (traffic_is_host(set))
			build_host_source(dp, &gen, set->core);
		else
			build_guest_source(dp, &gen, set->socket);
	}
}

static void build_background(struct datapath *dp)
{
	const struct scenario *s = dp->scenario;
	dp->background = g_new0(struct background, s->background->len);
	for (guint i = 0; i < s->background->len; i++) {
		const struct background_settings *set =
			&g_array_index(s->background, struct background_settings, i);
		if (strcmp(*set->host ? set->host : s->host.name, dp->machine->name) == 0)
			background_init(&dp->background[dp->n_background++], set,
					datapath_core(dp, set->core));
	}
}

/* ---- life ---- */

struct datapath *datapath_new(const struct scenario *s, struct machine *m)
{
	struct datapath *dp = g_new0(struct datapath, 1);
	dp->scenario = s;
	dp->flow = flows[s->general.flow];
	dp->machine = m;
	dp->n_guests = (int)s->guests->len;
	dp->names = scenario_guest_names(s);
	dp->ledger = ledger_new(m, dp->n_guests);
	dp->skbs = skb_cache_new(m);
	dp->depths = g_array_new(FALSE, FALSE, sizeof(struct depth_entry));
	dp->host = g_new0(struct host_core, m->n_cores);
	build_topology(dp);
	build_nic(dp);
	build_switch(dp);
	build_placements(dp);
	build_cgroups(dp);
	build_cpus(dp);
	dp->path = g_new0(struct path *, dp->n_paths);
	dp->flow->wire_host(dp);
	for (int i = 0; i < dp->n_paths; i++)
		build_path(dp, i);
	build_sources(dp);
	build_background(dp);
	return dp;
}

static void free_path(struct datapath *dp, struct path *path)
{
	if (path->here)
		dp->flow->fini(path);
	g_free(path->worker_name);
	g_free(path);
}

void datapath_free(struct datapath *dp)
{
	for (int i = 0; i < dp->n_paths; i++)
		free_path(dp, dp->path[i]);
	for (int i = 0; i < dp->n_cpus; i++)
		g_free(dp->cpu[i].name);
	for (guint i = 0; i < dp->depths->len; i++)
		g_free(g_array_index(dp->depths, struct depth_entry, i).name);
	for (int i = 0; i < dp->n_sources; i++)
		source_fini(&dp->sources[i]);
	for (int i = 1; dp->rss_driver && i < dp->scenario->nic.queues; i++)
		nic_driver_fini(&dp->rss_driver[i - 1]);
	nic_driver_fini(&dp->driver);
	g_array_free(dp->depths, TRUE);
	uplink_fini(&dp->uplink);
	pmd_fini(&dp->pmd);
	vswitchd_fini(&dp->vswitchd);
	ovs_datapath_fini(&dp->ovs);
	bridge_fini(&dp->bridge);
	nic_fini(&dp->nic);
	wire_fini(&dp->wire);
	if (dp->traffic)
		traffic_free(dp->traffic);
	topology_fini(&dp->topology);
	g_hash_table_unref(dp->names);
	ledger_free(dp->ledger);
	skb_cache_free(dp->skbs);
	g_free(dp->seed);
	g_free(dp->peers);
	g_free(dp->sources);
	g_free(dp->source_apps);
	g_free(dp->host_sources);
	free_placements(dp);
	g_free(dp->background);
	g_free(dp->host);
	g_free(dp->rss_driver);
	g_free(dp->cpu);
	for (int i = 0; i < dp->n_guests; i++)
		task_group_fini(&dp->cgroup[i]);
	g_free(dp->cgroup);
	g_free(dp->first_cpu);
	g_free(dp->path);
	g_free(dp);
}

static struct nic *nic_of(struct datapath *const *all, int guest)
{
	while (!datapath_has(*all, guest))
		all++;
	return &(*all)->nic;
}

void datapath_join(struct datapath *const *all, int n)
{
	const struct topology *topo = &all[0]->topology;
	for (int i = 0; i < n; i++) {
		struct datapath *dp = all[i];
		dp->peers = g_new(struct nic *, topo->n_ports);
		for (int k = 0; k < topo->n_ports; k++)
			dp->peers[k] = i ? all[0]->peers[k] : nic_of(all, topo->port[k].guest);
		dp->nic.out.peer = dp->peers;
		ledger_number(dp->ledger, i, n);
	}
}

/* ---- running ---- */

void datapath_reset(struct datapath *dp)
{
	nic_settle(&dp->nic);
	machine_reset_statistics(dp->machine);
	ledger_reset(dp->ledger);
	for (int i = 0; i < dp->n_guests; i++)
		task_group_reset(&dp->cgroup[i]);
	TRACE(dp->machine, cut, dp->ledger->inside, dp->ledger->away_at_reset);
	for (guint i = 0; i < dp->depths->len; i++)
		depth_reset(g_array_index(dp->depths, struct depth_entry, i).depth, dp->machine->cal.now);
}

static void check_path(const struct path *path, const struct flow *flow)
{
	if (!path->here)
		return;
	if (path->tap)
		depth_check(&path->tap->depth, path->tap->queue.length, "the tap's queue");
	flow->check(path);
}

void datapath_check(struct datapath *dp)
{
	int64_t residue = ledger_residue(dp->ledger);
	CHECK(residue == 0, "the balance of packets is off by %d: offered = delivered + dropped + in flight",
	      (int)residue);
	nic_check(&dp->nic);
	depth_check(&dp->uplink.depth, dp->uplink.qdisc.length, "the qdisc of the host's NIC");
	for (int i = 0; i < dp->ovs.n_handlers; i++)
		depth_check(&dp->ovs.socket[i].depth, dp->ovs.socket[i].queue.length, "an upcall socket");
	for (int i = 0; i < dp->machine->n_cores; i++)
		depth_check(&dp->host[i].backlog.depth,
			    dp->host[i].backlog.queue.length + dp->host[i].backlog.process.length,
			    "the backlog of a core");
	for (int i = 0; i < dp->n_paths; i++)
		check_path(dp->path[i], dp->flow);
}
