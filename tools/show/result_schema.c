/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/result_schema.h"
#include "models/costs.h"
#include "models/counters.h"
#include "models/drops.h"
#include "models/run/per_packet.h"
#include "sim/kernel/context.h"
#include "sim/kernel/era.h"
#include "tools/show/commands_schema.h"
#include "tools/show/schema_parts.h"

#include <glib.h>
#include <string.h>

/* define_all: an object with a member of this type for each name of a list. */
static void define_all(struct json_writer *w, const char *object, const char *(*name)(int i), int n,
		       const char *type, const struct schema_field *first)
{
	GArray *fields = g_array_new(FALSE, FALSE, sizeof(struct schema_field));
	for (; first && first->key; first++)
		g_array_append_vals(fields, first, 1);
	for (int i = 0; i < n; i++)
		g_array_append_vals(fields, &(struct schema_field){name(i), type, false}, 1);
	schema_define(w, object, (const struct schema_field *)fields->data, fields->len);
	g_array_free(fields, TRUE);
}

/* define_choice: one of the names of a list. */
static void define_choice(struct json_writer *w, const char *key, const char *(*name)(int i), int n)
{
	json_object(w, key);
	json_list(w, "enum");
	for (int i = 0; i < n; i++)
		json_text(w, NULL, name(i));
	json_end(w);
	json_end(w);
}

/* ---- names ---- */

static const char *drop_name(int i)
{
	return drop_names[i].name;
}

static const char *counter_name(int i)
{
	return counter_names[i].name;
}

static const char *context_name(int i)
{
	return context_names[i];
}

static const char *result_schema_cost_name(int i)
{
	return cost_names[i].name;
}

static const char *per_packet_name(int i)
{
	return per_packet_names[i];
}

static const char *era_name(int i)
{
	return era_names[i];
}

/* ---- parts of a result ---- */

static void define_packets(struct json_writer *w)
{
	static const struct schema_field packets[] = {
		{"offered", "integer", false},	     {"delivered", "integer", false},
		{"in_flight", "integer", false},     {"inside_at_start", "integer", false},
		{"inside_at_end", "integer", false}, {"dropped", "#dropped", false},
	};
	static const struct schema_field latency[] = {
		{"min", "number?", false}, {"mean", "number?", false}, {"p50", "number?", false},
		{"p90", "number?", false}, {"p99", "number?", false},  {"p999", "number?", false},
		{"max", "number?", false},
	};
	define_all(w, "dropped", drop_name, DROPS, "integer", NULL);
	SCHEMA_DEFINE(w, "packets", packets);
	SCHEMA_DEFINE(w, "latency", latency);
}

static void define_whose(struct json_writer *w)
{
	static const struct schema_field guest[] = {
		{"name", "string", false},
		{"offered", "integer", false},
		{"delivered", "integer", false},
		{"loss_ratio", "number?", false},
		{"throttled_ratio", "number?", true},
		{"dropped", "#dropped", false},
		{"latency_ns", "#latency", false},
	};
	static const struct schema_field stream[] = {
		{"name", "string", false},	   {"from", "string", false},
		{"to", "string", false},	   {"offered", "integer", false},
		{"delivered", "integer", false},   {"dropped", "#dropped", false},
		{"latency_ns", "#latency", false},
	};
	static const struct schema_field step[] = {
		{"date_ns", "number", false},
		{"guest", "string", false},
		{"path", "string", true},
		{"step", "string", false},
	};
	SCHEMA_DEFINE(w, "guest", guest);
	SCHEMA_DEFINE(w, "stream", stream);
	SCHEMA_DEFINE(w, "step", step);
}

static void define_cores(struct json_writer *w)
{
	static const struct schema_field core[] = {{"machine", "string", true}, {"core", "integer", false},
						   {"C1", "number", true},	{"C1E", "number", true},
						   {"C6", "number", true},	{0}};
	static const struct schema_field cost[] = {
		{"machine", "string", true},   {"core", "integer", false}, {"context", "#context", false},
		{"cost", "#cost_name", false}, {"share", "number", false},
	};
	static const struct schema_field queue[] = {
		{"name", "string", false},
		{"mean", "number", false},
		{"max", "integer", false},
	};
	static const struct schema_field warmup[] = {{"cut_s", "number", false},
						     {"steady_state", "string", false}};
	define_choice(w, "context", context_name, CONTEXTS);
	define_choice(w, "cost_name", result_schema_cost_name, COST_COUNT);
	define_choice(w, "kernel", era_name, ERAS);
	define_all(w, "core", context_name, CONTEXTS, "number", core);
	SCHEMA_DEFINE(w, "cost", cost);
	SCHEMA_DEFINE(w, "queue", queue);
	SCHEMA_DEFINE(w, "warmup_found", warmup);
	define_all(w, "counters", counter_name, COUNTERS, "integer", NULL);
	define_all(w, "per_packet", per_packet_name, PER_PACKET, "number?", NULL);
}

static void result_schema_write_definitions(struct json_writer *w)
{
	json_object(w, "$defs");
	json_row(w, "format");
	json_int(w, "const", RESULT_FORMAT);
	json_end(w);
	define_packets(w);
	define_whose(w);
	define_cores(w);
	commands_schema_define(w);
	json_end(w);
}

static const struct schema_field result[] = {
	{"format", "#format", false},
	{"scenario", "string", false},
	{"flow", "string", false},
	{"kernel", "#kernel", false},
	{"seed", "integer", false},
	{"partial", "boolean", true},
	{"end_s", "number", true},
	{"simulated_s", "number", false},
	{"offered_pps", "number", false},
	{"delivered_pps", "number", false},
	{"loss_ratio", "number?", false},
	{"warmup_found", "#warmup_found", true},
	{"packets", "#packets", false},
	{"latency_ns", "#latency", false},
	{"cores", "[]core", false},
	{"joules", "number", true},
	{"wasted_cycles_per_packet", "number?", false},
	{"interrupts", "integer", false},
	{"exits", "integer", false},
	{"kicks", "integer", false},
	{"wakeups", "integer", false},
	{"context_switches", "integer", false},
	{"counters", "#counters", false},
	{"per_packet", "#per_packet", false},
	{"queues", "[]queue", false},
	{"guests", "[]guest", false},
	{"streams", "[]stream", false},
	{"bringup", "[]step", false},
	{"cpu_by_cost", "[]cost", false},
	{"wall_s", "number", true},
	{"cpu_s", "number", true},
	{"packets_per_wall_s", "number", true},
	{"peak_memory_bytes", "integer", true},
	{"events", "integer", true},
	{"settings", "object", false},
	{"version", "string", false},
	{"model", "string", false},
};

char *result_schema(void)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_text(w, "title", "result of a run of vhostsim");
	schema_members(w, result, G_N_ELEMENTS(result));
	result_schema_write_definitions(w);
	json_end(w);
	return json_writer_finish(w);
}
