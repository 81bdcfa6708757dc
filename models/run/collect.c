/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/collect.h"
#include "models/run/books.h"
#include "models/run/energy.h"

#include <string.h>

/* ---- books ---- */

static vtime context_time(const struct core *c, int context)
{
	vtime sum = context == CONTEXT_idle ? c->idle : 0;
	for (int k = 0; k < COST_COUNT; k++)
		sum += c->booked[context * COST_COUNT + k];
	return sum;
}

/* ---- time series ---- */

#define PLACE_COLUMN(name) #name "_packets",
#define CPU_COLUMN(name, text) "cpu_" #name "_ppm",

static const char *const columns[] = {"offered_pps", "delivered_pps", "dropped_pps",
				      QUEUE_PLACE_LIST(PLACE_COLUMN) CONTEXT_LIST(CPU_COLUMN)};

_Static_assert(G_N_ELEMENTS(columns) == SERIES_COLUMNS, "the series has a name for each column");

static struct series *new_series(int cores)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		g_ptr_array_add(names, g_strdup(columns[i]));
	for (int i = 0; i < cores; i++)
		g_ptr_array_add(names, g_strdup_printf("busy_core%d_ppm", i));
	struct series *series = series_new((const char *const *)names->pdata, (int)names->len);
	g_ptr_array_unref(names);
	return series;
}

void sampler_init(struct sampler *s, const struct machines *machines, vtime from, vtime end, vtime interval)
{
	*s = (struct sampler){.machines = machines, .interval = interval, .last = from, .end = end};
	s->cores = MIN(machines->dp[0]->machine->n_cores, SERIES_CORES_MAX);
	for (int i = 0; i < s->cores; i++)
		s->busy[i].count = from;
	s->series = new_series(s->cores);
}

static vtime next_sample(const struct sampler *s)
{
	return s->end - s->last > s->interval ? s->last + s->interval : VTIME_NEVER;
}

vtime sampler_first(const struct sampler *s)
{
	return next_sample(s);
}

/* What was counted since the last sample, a whole `unit` of time; the rest goes to the next row. */
static int64_t collect_rate(struct sampled *s, int64_t now, vtime unit, vtime elapsed)
{
	__int128 amount = (__int128)(now - s->count) * unit + s->carry;
	*s = (struct sampled){now, (int64_t)(amount % elapsed)};
	return (int64_t)(amount / elapsed);
}

static int64_t all_dropped(const struct ledger *l)
{
	int64_t sum = 0;
	for (int i = 0; i < DROPS; i++)
		sum += l->dropped[i];
	return sum;
}

void collect_waiting(const struct datapath *dp, int64_t level[QUEUE_PLACES])
{
	for (guint i = 0; i < dp->depths->len; i++) {
		const struct depth_entry *e = &g_array_index(dp->depths, struct depth_entry, i);
		level[queue_kinds[e->kind].place] += e->depth->level;
	}
}

/* What the switches have lost, and what waits in them. */
static void sample_fabric(const struct fabric *f, int64_t *dropped, int64_t level[QUEUE_PLACES])
{
	*dropped += all_dropped(f->ledger);
	switches_settle(f->switches);
	for (guint i = 0; i < f->switches->ports->len; i++) {
		const struct switch_port *port = f->switches->ports->pdata[i];
		level[queue_kinds[QUEUE_switch_port].place] += port->depth.level;
	}
}

static void sample_cpu(struct sampler *s, vtime elapsed, int64_t *ppm)
{
	struct datapath *dp = s->machines->dp[0];
	const struct core *c = datapath_core(dp, dp->scenario->nic.core);
	for (int i = 0; i < CONTEXTS; i++) {
		ppm[i] = collect_rate(&s->booked[i], context_time(c, i), SERIES_PPM, elapsed);
	}
}

static void sample_cores(struct sampler *s, vtime now, int64_t *ppm)
{
	for (int i = 0; i < s->cores; i++) {
		const struct core *c = datapath_core(s->machines->dp[0], i);
		ppm[i] = collect_rate(&s->busy[i], now - c->idle, SERIES_PPM, now - s->last);
	}
}

static void collect_sample(struct sampler *s, vtime now)
{
	int64_t row[SERIES_COLUMNS + SERIES_CORES_MAX] = {0};
	int64_t offered = 0, delivered = 0, dropped = 0;
	vtime elapsed = now - s->last;
	for (int i = 0; i < s->machines->n; i++) {
		struct datapath *dp = s->machines->dp[i];
		nic_settle(&dp->nic);
		machine_settle(dp->machine);
		offered += dp->ledger->offered;
		delivered += dp->ledger->delivered;
		dropped += all_dropped(dp->ledger);
		collect_waiting(dp, &row[SERIES_PLACE]);
	}
	if (s->machines->fabric)
		sample_fabric(s->machines->fabric, &dropped, &row[SERIES_PLACE]);
	row[SERIES_OFFERED] = collect_rate(&s->offered, offered, VTIME_PER_S, elapsed);
	row[SERIES_DELIVERED] = collect_rate(&s->delivered, delivered, VTIME_PER_S, elapsed);
	row[SERIES_DROPPED] = collect_rate(&s->dropped, dropped, VTIME_PER_S, elapsed);
	sample_cpu(s, elapsed, &row[SERIES_CPU]);
	sample_cores(s, now, &row[SERIES_COLUMNS]);
	series_append(s->series, now, row);
	s->last = now;
}

vtime sampler_act(void *self, vtime now)
{
	collect_sample(self, now);
	return next_sample(self);
}

void sampler_finish(struct sampler *s, vtime now)
{
	if (now > s->last)
		collect_sample(s, now);
}

/* ---- result ---- */

static void collect_core(const struct core *c, struct result_core *out)
{
	out->machine = g_strdup(c->machine->name);
	out->number = c->id;
	memcpy(out->residency, c->residency, sizeof(out->residency));
	for (int i = 0; i < CONTEXTS; i++) {
		out->booked[i] = context_time(c, i);
		for (int k = 0; k < COST_COUNT; k++)
			out->by_cost[i][k] = c->booked[i * COST_COUNT + k];
	}
}

static void collect_cores(const struct machine *m, struct result *r)
{
	int first = r->n_cores;
	r->n_cores += m->n_cores;
	r->core = g_renew(struct result_core, r->core, r->n_cores);
	for (int i = 0; i < m->n_cores; i++)
		collect_core(&m->cores[i], &r->core[first + i]);
	for (int i = 0; i < COUNTERS; i++)
		r->counter[i] += m->counter[i];
}

static void collect_depths(const struct datapath *dp, struct result *r)
{
	int first = r->n_queues;
	r->n_queues += (int)dp->depths->len;
	r->queue = g_renew(struct result_queue, r->queue, r->n_queues);
	for (int i = first; i < r->n_queues; i++) {
		const struct depth_entry *e =
			&g_array_index(dp->depths, struct depth_entry, (guint)(i - first));
		r->queue[i] = (struct result_queue){.name = g_strdup(e->name),
						    .kind = e->kind,
						    .guest = e->guest,
						    .level = e->depth->level,
						    .max = e->depth->max,
						    .mean = depth_mean(e->depth, dp->machine->cal.now)};
	}
}

static void add_dropped(int64_t sum[DROPS], const int64_t dropped[DROPS])
{
	for (int i = 0; i < DROPS; i++)
		sum[i] += dropped[i];
}

static void collect_guests(const struct ledger *l, struct result *r)
{
	for (int i = 0; i < r->n_guests; i++) {
		const struct guest_account *account = &l->guest[i];
		r->guest[i].offered += account->offered;
		r->guest[i].delivered += account->delivered;
		add_dropped(r->guest[i].dropped, account->dropped);
	}
}

static void collect_cgroups(const struct datapath *dp, struct result *r)
{
	for (int i = 0; i < r->n_guests; i++)
		r->guest[i].throttled += task_group_throttled(&dp->cgroup[i]);
}

static void name_guests(const struct datapath *dp, struct result *r)
{
	r->n_guests = dp->n_guests;
	r->guest = g_new0(struct result_guest, r->n_guests);
	for (int i = 0; i < r->n_guests; i++) {
		r->guest[i].name = g_strdup(datapath_guest(dp, i)->name);
		r->guest[i].has_quota = datapath_guest(dp, i)->cgroup_quota > 0;
	}
}

static void name_streams(const struct datapath *dp, struct result *r)
{
	const struct scenario *s = dp->scenario;
	r->n_streams = (int)s->traffic->len;
	r->stream = g_new0(struct result_stream, r->n_streams);
	char **names = traffic_names(s->traffic);
	for (int i = 0; i < r->n_streams; i++) {
		const struct traffic_settings *set = &g_array_index(s->traffic, struct traffic_settings, i);
		r->stream[i].name = names[i]; /* given away */
		r->stream[i].from = g_strdup(set->from);
		r->stream[i].to = g_strdup(set->to);
		r->stream[i].guest = dp->seed[i].guest;
	}
	g_free(names);
}

static void collect_streams(const struct ledger *l, struct result *r)
{
	for (int i = 0; i < r->n_streams; i++) {
		const struct stream_account *account = &l->stream[i];
		r->stream[i].offered += account->offered;
		r->stream[i].delivered += (int64_t)account->latency.count;
		add_dropped(r->stream[i].dropped, account->dropped);
		histogram_merge(&r->stream[i].latency, &account->latency);
	}
}

/* merge_latency: of every guest and of all, from that of the sources. */
static void merge_latency(struct result *r)
{
	for (int i = 0; i < r->n_streams; i++) {
		const struct result_stream *stream = &r->stream[i];
		if (stream->guest != PACKET_TRANSIT)
			histogram_merge(&r->guest[stream->guest].latency, &stream->latency);
		histogram_merge(&r->latency, &stream->latency);
	}
}

static void collect_bringup(const struct bringup *b, struct result *r)
{
	const GArray *log = b->log;
	int first = r->n_bringup;
	r->n_bringup += (int)log->len;
	r->bringup = g_renew(struct result_bringup, r->bringup, r->n_bringup);
	for (guint i = 0; i < log->len; i++) {
		const struct bringup_entry *e = &g_array_index(log, struct bringup_entry, i);
		r->bringup[first + (int)i] = (struct result_bringup){
			.date = e->date,
			.guest = b->guest,
			.path = e->path < 0 ? NULL : datapath_path_name(b->dp, e->path),
			.down = e->down,
			.step = e->step->name};
	}
}

static void collect_ledger(const struct ledger *l, struct result *r)
{
	r->offered += l->offered;
	r->delivered += l->delivered;
	r->delivered_bytes += l->delivered_bytes;
	r->inside_start += l->inside_at_reset + l->away_at_reset;
	r->inside_end += l->inside;
	add_dropped(r->dropped, l->dropped);
	r->wasted_cycles += machine_cycles(l->machine, l->wasted);
	collect_guests(l, r);
	collect_streams(l, r);
}

static void collect_machine(struct datapath *dp, vtime cut, struct result *r)
{
	nic_settle(&dp->nic);
	machine_check(dp->machine, cut);
	datapath_check(dp);
	r->events += calendar_events(&dp->machine->cal);
	collect_ledger(dp->ledger, r);
	collect_cgroups(dp, r);
	r->inside_end += wire_waiting(&dp->wire); /* it has left one machine and not reached the other */
	collect_cores(dp->machine, r);
	r->joules += energy_joules(dp->scenario, dp->machine, cut);
	collect_depths(dp, r);
}

/* The switches have no cores. Without a limit their queues are not kept. */
static void collect_fabric(const struct fabric *f, struct result *r)
{
	const struct switches *s = f->switches;
	switches_settle(f->switches);
	CHECK(ledger_residue(f->ledger) == 0, "the balance of the switches is off");
	collect_ledger(f->ledger, r);
	r->inside_end += switches_waiting(s);
	if (s->queue == 0)
		return;
	int first = r->n_queues;
	r->n_queues += (int)s->ports->len;
	r->queue = g_renew(struct result_queue, r->queue, r->n_queues);
	for (guint i = 0; i < s->ports->len; i++) {
		const struct switch_port *port = s->ports->pdata[i];
		r->queue[first + (int)i] = (struct result_queue){
			.name = g_strdup_printf("%s/%s", port->name, queue_kinds[QUEUE_switch_port].name),
			.kind = QUEUE_switch_port,
			.guest = -1,
			.level = port->depth.level,
			.max = port->depth.max,
			.mean = depth_mean(&port->depth, s->machine->cal.now)};
	}
}

struct result *collect_result(const struct machines *machines, vtime cut, struct series *series)
{
	struct result *r = g_new0(struct result, 1);
	const struct datapath *first = machines->dp[0];
	r->warmup = cut;
	r->measured = first->machine->cal.now - cut;
	r->series = series;
	r->n_machines = machines->n;
	name_guests(first, r);
	name_streams(first, r);
	for (int i = 0; i < machines->n; i++)
		collect_machine(machines->dp[i], cut, r);
	if (machines->fabric)
		collect_fabric(machines->fabric, r);
	merge_latency(r);
	for (int i = 0; i < r->n_guests; i++)
		for (int k = 0; k < machines->n; k++)
			if (datapath_has(machines->dp[k], i))
				collect_bringup(&machines->bringup[k][i], r);
	books_check(first->scenario, r);
	return r;
}
