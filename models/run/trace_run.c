/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/trace_run.h"

#include <inttypes.h>
#include <string.h>

/* ---- names of values ---- */

static const struct guest_settings *trace_run_guest_of(const struct scenario *s, int64_t i)
{
	return &g_array_index(s->guests, struct guest_settings, (guint)i);
}

static void name_guest(const struct scenario *s, int64_t value, GString *text)
{
	if (value >= 0 && value < s->guests->len)
		g_string_append(text, trace_run_guest_of(s, value)->name);
}

/* Ports are numbered over all guests (topology.h). */
static void name_port(const struct scenario *s, int64_t value, GString *text)
{
	guint i = 0;
	if (value == PORT_WIRE)
		g_string_append(text, TRAFFIC_WIRE);
	while (i < s->guests->len && value >= trace_run_guest_of(s, i)->ports)
		value -= trace_run_guest_of(s, i++)->ports;
	if (value < 0 || i == s->guests->len)
		return;
	g_string_append(text, trace_run_guest_of(s, i)->name);
	if (trace_run_guest_of(s, i)->ports > 1)
		g_string_append_printf(text, ".%" PRId64, value);
}

static void name_source(const struct scenario *s, int64_t value, GString *text)
{
	(void)s;
	g_string_append_printf(text, "traffic.%" PRId64, value);
}

static void name_drop(const struct scenario *s, int64_t value, GString *text)
{
	(void)s;
	if (value >= 0 && value < DROPS)
		g_string_append(text, drop_names[value].name);
}

static void name_softirqs(const struct scenario *s, int64_t value, GString *text)
{
	static const char *const names[SOFTIRQS] = {"TIMER", "NET_TX", "NET_RX"};
	(void)s;
	gsize length = text->len;
	for (int i = 0; i < SOFTIRQS; i++)
		if (value >> i & 1)
			g_string_append_printf(text, "%s%s", text->len > length ? "|" : "", names[i]);
	if (value == 0)
		g_string_append(text, "none");
}

static void name_cost(const struct scenario *s, int64_t value, GString *text)
{
	(void)s;
	if (value >= 0 && value < COST_COUNT)
		g_string_append(text, cost_names[value].name);
}

static const struct {
	const char *word;
	void (*name)(const struct scenario *s, int64_t value, GString *text);
} named[] = {
	{"guest", name_guest}, {"port", name_port},	    {"source", name_source},
	{"reason", name_drop}, {"softirqs", name_softirqs}, {"cost", name_cost},
};

/* What trace_name_values takes, with a scenario as its self: guests and ports by the names of the
 * scenario, "wire", sources as the scenario's keys ("traffic.0"), drops as drop_names has them, softirqs as
 * softirq_to_name of kernel/softirq.c, costs. */
static void trace_run_name(void *scenario, const char *word, int64_t value, GString *text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(named); i++)
		if (!strcmp(word, named[i].word))
			named[i].name(scenario, value, text);
}

/* ---- depths of queues ---- */

static void trace_run_tell(const struct datapath *dp, const struct depth_entry *e)
{
	trace_event(dp->machine->trace, &(struct trace_record){.machine = dp->machine->traced_as,
							       .date = e->depth->since,
							       .point = TRACE_level,
							       .subject = e->guest,
							       .detail = e->depth->level,
							       .core = -1,
							       .context = CONTEXT_idle,
							       .name = e->name});
}

/* trace_run_look: after each record: which queues have another level than was told. */
static void trace_run_look(void *self)
{
	struct trace_levels *l = self;
	for (guint i = 0; i < l->dp->depths->len; i++) {
		const struct depth_entry *e = &g_array_index(l->dp->depths, struct depth_entry, i);
		if (e->depth->level == l->told[i])
			continue;
		l->told[i] = e->depth->level;
		trace_run_tell(l->dp, e);
	}
}

static void trace_machine(struct datapath *dp, struct trace *trace, struct trace_levels *l, bool alone)
{
	struct machine *m = dp->machine;
	m->trace = trace;
	m->traced_as = alone ? NULL : m->name;
	if (!trace_fully(trace))
		return;
	*l = (struct trace_levels){dp, g_new0(int64_t, dp->depths->len)};
	machine_trace_fully(m, trace_run_look, l);
}

void trace_run_begin(const struct machines *machines, struct trace *trace, struct trace_levels *levels)
{
	const struct scenario *s = machines->dp[0]->scenario;
	trace_name_values(trace_run_name, (void *)s);
	for (int i = 0; i < machines->n && trace; i++)
		trace_machine(machines->dp[i], trace, &levels[i], machines->n == 1);
	if (machines->fabric && trace) {
		machines->fabric->machine->trace = trace;
		machines->fabric->machine->traced_as = machines->fabric->machine->name;
	}
}

void trace_run_end(const struct machines *machines, struct trace_levels *levels)
{
	trace_name_values(NULL, NULL);
	for (int i = 0; i < machines->n; i++)
		g_free(levels[i].told);
}
