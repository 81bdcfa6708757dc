/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace for Perfetto, decoded and counted: what it shows of a run is what the run's result says. Numbers of fields are those of
 * protos/perfetto/trace/trace_packet.proto, track_event.proto and track_descriptor.proto.
 */
#include "sim/kernel/context.h"
#include "tests/lib/input/proto_read.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

#include <inttypes.h>

#define SCENARIOS SOURCE_DIR "/scenarios/"

struct track {
	char *name;
	uint64_t parent;
	bool process, thread, counter;
	int64_t begun, ended, time; /* slices, and their ns */
	int64_t since;		    /* of the slice that is open */
	int64_t level;		    /* of a counter */
};

struct seen {
	GHashTable *tracks; /* uuid as guint64: struct track */
	GHashTable *names;  /* of instants: how often, as GINT_TO_POINTER */
	GHashTable *open;   /* flows: id as guint64: struct arrows */
	int64_t flows, flow_ends, flow_steps;
	int64_t last; /* the latest date */
};

/* A packet's way: arrows join its events in the order of their dates, and lead nowhere behind its end. */
struct arrows {
	int64_t date; /* of its first event */
	int64_t end;  /* -1: it has not ended */
	int64_t step; /* date of the latest event */
};

/* One event. */
struct shown {
	uint64_t type, track, flow, ended_flow;
	int64_t value;
	char *name;
};

static void free_track(gpointer data)
{
	struct track *t = data;
	g_free(t->name);
	g_free(t);
}

static struct track *track_of(const struct seen *s, uint64_t uuid)
{
	struct track *t = g_hash_table_lookup(s->tracks, &uuid);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	return t;
}

/* ---- decoding ---- */

static void see_descriptor(struct seen *s, struct proto p)
{
	struct track *t = g_new0(struct track, 1);
	uint64_t uuid = 0;
	while (proto_next(&p)) {
		uuid = p.field == 1 ? p.value : uuid;
		t->parent = p.field == 5 ? p.value : t->parent;
		t->process |= p.field == 3;
		t->thread |= p.field == 4;
		t->counter |= p.field == 8;
		if (p.field == 2)
			t->name = proto_text_of(&p);
	}
	CU_ASSERT(uuid != 0 && t->name != NULL);
	CU_ASSERT_FALSE(g_hash_table_contains(s->tracks, &uuid));
	CU_ASSERT(t->process || t->thread || track_of(s, t->parent)->process);
	CU_ASSERT(t->process + t->thread + t->counter <= 1);
	g_hash_table_insert(s->tracks, g_memdup2(&uuid, sizeof(uuid)), t);
}

static struct shown read_event(struct proto p)
{
	struct shown e = {0};
	while (proto_next(&p)) {
		e.type = p.field == 9 ? p.value : e.type;
		e.track = p.field == 11 ? p.value : e.track;
		e.flow = p.field == 47 ? p.value : e.flow;
		e.ended_flow = p.field == 48 ? p.value : e.ended_flow;
		e.value = p.field == 30 ? (int64_t)p.value : e.value;
		if (p.field == 23)
			e.name = proto_text_of(&p);
	}
	return e;
}

static void see_slice(struct track *t, const struct shown *e, int64_t date)
{
	bool begins = e->type == 1;
	CU_ASSERT(t->thread);
	CU_ASSERT_EQUAL(t->begun - t->ended, begins ? 0 : 1);
	CU_ASSERT(begins || date >= t->since);
	t->begun += begins;
	t->ended += !begins;
	t->time += begins ? 0 : date - t->since;
	t->since = date;
}

static void see_flow(struct seen *s, const struct shown *e, int64_t date)
{
	uint64_t id = e->flow ? e->flow : e->ended_flow;
	if (!id)
		return;
	struct arrows *f = g_hash_table_lookup(s->open, &id);
	if (!f) {
		const struct arrows first = {date, -1, date};
		f = g_memdup2(&first, sizeof(first));
		g_hash_table_insert(s->open, g_memdup2(&id, sizeof(id)), f);
		s->flows++;
		CU_ASSERT_STRING_EQUAL(e->name, "packet offered");
	}
	CU_ASSERT(f->end < 0 && date >= f->date);
	f->step = MAX(f->step, date);
	f->end = e->ended_flow ? date : f->end;
	CU_ASSERT(!e->ended_flow || date >= f->step);
	s->flow_steps++;
	s->flow_ends += e->ended_flow != 0;
}

static void see_event(struct seen *s, const struct shown *e, int64_t date)
{
	struct track *t = track_of(s, e->track);
	CU_ASSERT(date >= 0);
	s->last = MAX(s->last, date);
	if (e->type == 1 || e->type == 2) {
		see_slice(t, e, date);
	} else if (e->type == 4) {
		CU_ASSERT(t->counter && e->value >= 0);
		t->level = e->value;
	} else {
		CU_ASSERT_EQUAL(e->type, 3);
		CU_ASSERT_FALSE(t->counter || t->process);
		int n = GPOINTER_TO_INT(g_hash_table_lookup(s->names, e->name));
		g_hash_table_replace(s->names, g_strdup(e->name), GINT_TO_POINTER(n + 1));
		see_flow(s, e, date);
	}
}

static void see_packet(struct seen *s, struct proto p)
{
	int64_t date = -1;
	uint64_t sequence = 0;
	struct shown e = {0};
	bool is_event = false;
	while (proto_next(&p)) {
		date = p.field == 8 ? (int64_t)p.value : date;
		sequence = p.field == 10 ? p.value : sequence;
		if (p.field == 60)
			see_descriptor(s, proto_inside(&p));
		if (p.field == 11) {
			e = read_event(proto_inside(&p));
			is_event = true;
		}
	}
	CU_ASSERT_EQUAL(sequence, 1);
	CU_ASSERT_EQUAL(is_event, date >= 0);
	if (is_event)
		see_event(s, &e, date);
	g_free(e.name);
}

static struct seen see(const char *path)
{
	struct seen s = {.tracks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_track),
			 .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			 .open = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free)};
	char *bytes;
	gsize length;
	CU_ASSERT_FATAL(g_file_get_contents(path, &bytes, &length, NULL));
	struct proto p = {.at = (uint8_t *)bytes, .end = (uint8_t *)bytes + length};
	while (proto_next(&p)) {
		CU_ASSERT_EQUAL_FATAL(p.field, 1);
		see_packet(&s, proto_inside(&p));
	}
	g_free(bytes);
	return s;
}

static void seen_clear(struct seen *s)
{
	g_hash_table_unref(s->tracks);
	g_hash_table_unref(s->names);
	g_hash_table_unref(s->open);
}

/* ---- comparing ---- */

static int64_t instants(const struct seen *s, const char *name)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(s->names, name));
}

/* core_time: ns of the slices of all tracks of this name, and how many they are. */
static int64_t core_time(const struct seen *s, const char *name, int64_t *slices)
{
	GHashTableIter iter;
	gpointer data;
	int64_t time = 0;
	*slices = 0;
	g_hash_table_iter_init(&iter, s->tracks);
	while (g_hash_table_iter_next(&iter, NULL, &data)) {
		const struct track *t = data;
		if (!t->thread || strcmp(t->name, name) != 0)
			continue;
		CU_ASSERT_EQUAL(t->begun, t->ended);
		time += t->time;
		*slices += t->begun;
	}
	return time;
}

/* Each context's slices make up the time that is booked under it, but for the last payment, which has not ended. */
static void check_core(const struct seen *s, const struct result *r, int core, int context)
{
	int64_t slices, booked = 0;
	char *name = g_strdup_printf("core %d %s", core, context_names[context]);
	for (int i = 0; i < r->n_cores; i++)
		booked += r->core[i].number == core ? r->core[i].booked[context] : 0;
	int64_t time = core_time(s, name, &slices);
	bool same = ABS(time - booked / VTIME_PER_NS) <= slices + 1;
	if (!same)
		printf("\n    %s: %" PRId64 " ns in %" PRId64 " slices, booked are %" PRId64, name, time,
		       slices, booked / VTIME_PER_NS);
	CU_ASSERT(same);
	g_free(name);
}

static void check_packets(const struct seen *s, const struct result *r)
{
	int64_t dropped = 0;
	for (int i = 0; i < DROPS; i++) {
		char *name = g_strconcat("packet drop ", drop_names[i].name, NULL);
		CU_ASSERT_EQUAL(instants(s, name), r->dropped[i]);
		dropped += r->dropped[i];
		g_free(name);
	}
	CU_ASSERT_EQUAL(instants(s, "packet offered"), r->offered);
	CU_ASSERT_EQUAL(instants(s, "app deliver"), r->delivered);
	CU_ASSERT_EQUAL(s->flows, r->offered);
	CU_ASSERT_EQUAL(s->flow_ends, r->delivered + dropped);
	CU_ASSERT(s->flow_steps >= s->flows + s->flow_ends);
}

static void check_events(const struct seen *s, const struct result *r)
{
	static const struct {
		const char *name;
		int counter;
	} events[] = {{"core irq", COUNTER_interrupts},	 {"sched wake", COUNTER_wakeups},
		      {"napi poll", COUNTER_napi_polls}, {"virtqueue kick", COUNTER_kicks},
		      {"packet copy", COUNTER_copies},	 {"guest poll", COUNTER_guest_polls}};
	EACH_CASE (i, events, name)
		CU_ASSERT_EQUAL(instants(s, events[i].name), r->counter[events[i].counter]);
}

static void check_run(const char *file, const char *set)
{
	char *path = g_strconcat(SCENARIOS, file, NULL);
	char *trace = g_build_filename(g_get_tmp_dir(), "vhostsim-XXXXXX.perfetto-trace", NULL);
	const char *sets[] = {"warmup=0ms", "duration=3ms", set, NULL};
	close(g_mkstemp(trace));
	struct run_numbers *n = run_numbers(&(struct run_order){path, sets, SYNC_WINDOW, trace});
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	struct seen s = see(trace);
	CU_ASSERT(s.last <= 3 * VTIME_PER_MS / VTIME_PER_NS);
	check_packets(&s, &n->result);
	check_events(&s, &n->result);
	for (int core = 0; core < n->result.n_cores; core++)
		for (int context = 0; context < CONTEXT_idle; context++)
			check_core(&s, &n->result, core, context);
	seen_clear(&s);
	unlink(trace);
	g_free(n);
	g_free(trace);
	g_free(path);
}

/* Every flow, both directions, one machine and two. */
static void test_counts(void)
{
	static const struct {
		const char *file, *set;
	} runs[] = {{"shared-core.yaml", NULL}, {"virtio.yaml", NULL},
		    {"emulated.yaml", NULL},	{"callback.yaml", NULL},
		    {"passthrough.yaml", NULL}, {"vhost-user.yaml", NULL},
		    {"tx.yaml", NULL},		{"shared-core.yaml", "kernel=6.6"},
		    {"two-servers.yaml", NULL}};
	EACH_CASE (i, runs, file)
		check_run(runs[i].file, runs[i].set);
}

static const struct test_case cases[] = {
	{"slices, instants and flows against the result", test_counts},
};
SUITE("perfetto", cases)
