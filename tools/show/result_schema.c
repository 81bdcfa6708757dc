/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/result_schema.h"
#include "models/costs.h"
#include "models/counters.h"
#include "models/drops.h"
#include "models/run/per_packet.h"
#include "sim/kernel/context.h"
#include "sim/kernel/era.h"
#include "tools/text/json_writer.h"

#include <glib.h>
#include <string.h>

/* A member of an object. type: a type of JSON Schema, one with a '?' behind it, which may be null as well, "#name": as $defs
 * has it, or "[]name": an array of those. */
struct field {
	const char *key, *type;
	bool optional;
};

static void write_reference(struct json_writer *w, const char *key, const char *name)
{
	char *path = g_strconcat("#/$defs/", name, NULL);
	json_row(w, key);
	json_text(w, "$ref", path);
	json_end(w);
	g_free(path);
}

static void result_schema_write_array(struct json_writer *w, const char *key, const char *name)
{
	json_object(w, key);
	json_text(w, "type", "array");
	write_reference(w, "items", name);
	json_end(w);
}

static void write_plain(struct json_writer *w, const char *key, const char *type)
{
	size_t length = strcspn(type, "?");
	char *name = g_strndup(type, length);
	json_row(w, key);
	if (type[length]) {
		json_list(w, "type");
		json_text(w, NULL, name);
		json_text(w, NULL, "null");
		json_end(w);
	} else {
		json_text(w, "type", name);
	}
	json_end(w);
	g_free(name);
}

static void result_schema_write_field(struct json_writer *w, const struct field *f)
{
	if (*f->type == '#')
		write_reference(w, f->key, f->type + 1);
	else if (*f->type == '[')
		result_schema_write_array(w, f->key, f->type + 2);
	else
		write_plain(w, f->key, f->type);
}

/* result_schema_write_members: what an object may have, and must have, and that it has nothing else. */
static void result_schema_write_members(struct json_writer *w, const struct field *fields, size_t n)
{
	json_text(w, "type", "object");
	json_bool(w, "additionalProperties", false);
	json_list(w, "required");
	for (size_t i = 0; i < n; i++)
		if (!fields[i].optional)
			json_text(w, NULL, fields[i].key);
	json_end(w);
	json_object(w, "properties");
	for (size_t i = 0; i < n; i++)
		result_schema_write_field(w, &fields[i]);
	json_end(w);
}

static void result_schema_define(struct json_writer *w, const char *name, const struct field *fields,
				 size_t n)
{
	json_object(w, name);
	result_schema_write_members(w, fields, n);
	json_end(w);
}

/* define_all: an object with a member of this type for each name of a list. */
static void define_all(struct json_writer *w, const char *object, const char *(*name)(int i), int n,
		       const char *type, const struct field *first)
{
	GArray *fields = g_array_new(FALSE, FALSE, sizeof(struct field));
	for (; first && first->key; first++)
		g_array_append_vals(fields, first, 1);
	for (int i = 0; i < n; i++)
		g_array_append_vals(fields, &(struct field){name(i), type, false}, 1);
	result_schema_define(w, object, (const struct field *)fields->data, fields->len);
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

#define DEFINE(w, name, fields) result_schema_define(w, name, fields, G_N_ELEMENTS(fields))

static void define_packets(struct json_writer *w)
{
	static const struct field packets[] = {
		{"offered", "integer", false},	     {"delivered", "integer", false},
		{"in_flight", "integer", false},     {"inside_at_start", "integer", false},
		{"inside_at_end", "integer", false}, {"dropped", "#dropped", false},
	};
	static const struct field latency[] = {
		{"min", "number?", false}, {"mean", "number?", false}, {"p50", "number?", false},
		{"p90", "number?", false}, {"p99", "number?", false},  {"p999", "number?", false},
		{"max", "number?", false},
	};
	define_all(w, "dropped", drop_name, DROPS, "integer", NULL);
	DEFINE(w, "packets", packets);
	DEFINE(w, "latency", latency);
}

static void define_whose(struct json_writer *w)
{
	static const struct field guest[] = {
		{"name", "string", false},
		{"offered", "integer", false},
		{"delivered", "integer", false},
		{"loss_ratio", "number?", false},
		{"throttled_ratio", "number?", true},
		{"dropped", "#dropped", false},
		{"latency_ns", "#latency", false},
	};
	static const struct field stream[] = {
		{"name", "string", false},	   {"from", "string", false},
		{"to", "string", false},	   {"offered", "integer", false},
		{"delivered", "integer", false},   {"dropped", "#dropped", false},
		{"latency_ns", "#latency", false},
	};
	static const struct field step[] = {
		{"date_ns", "number", false},
		{"guest", "string", false},
		{"path", "string", true},
		{"step", "string", false},
	};
	DEFINE(w, "guest", guest);
	DEFINE(w, "stream", stream);
	DEFINE(w, "step", step);
}

static void define_cores(struct json_writer *w)
{
	static const struct field core[] = {{"machine", "string", true}, {"core", "integer", false},
					    {"C1", "number", true},	 {"C1E", "number", true},
					    {"C6", "number", true},	 {0}};
	static const struct field cost[] = {
		{"machine", "string", true},   {"core", "integer", false}, {"context", "#context", false},
		{"cost", "#cost_name", false}, {"share", "number", false},
	};
	static const struct field queue[] = {
		{"name", "string", false},
		{"mean", "number", false},
		{"max", "integer", false},
	};
	static const struct field warmup[] = {{"cut_s", "number", false}, {"steady_state", "string", false}};
	define_choice(w, "context", context_name, CONTEXTS);
	define_choice(w, "cost_name", result_schema_cost_name, COST_COUNT);
	define_choice(w, "kernel", era_name, ERAS);
	define_all(w, "core", context_name, CONTEXTS, "number", core);
	DEFINE(w, "cost", cost);
	DEFINE(w, "queue", queue);
	DEFINE(w, "warmup_found", warmup);
	define_all(w, "counters", counter_name, COUNTERS, "integer", NULL);
	define_all(w, "per_packet", per_packet_name, PER_PACKET, "number?", NULL);
}

/* ---- what other commands print ---- */

/* define_map: an object whose members have any name and one of these types. */
static void define_map(struct json_writer *w, const char *name, const char *const *types)
{
	json_object(w, name);
	json_text(w, "type", "object");
	json_row(w, "additionalProperties");
	json_list(w, "type");
	for (; *types; types++)
		json_text(w, NULL, *types);
	json_end(w);
	json_end(w);
	json_end(w);
}

static void define_explanation(struct json_writer *w)
{
	static const char *const number[] = {"number", "null", NULL};
	static const struct field finding[] = {
		{"rule", "string", false}, {"text", "string", false}, {"evidence", "#evidence", false}};
	static const struct field explanation[] = {{"scenario", "string", false},
						   {"limit", "string", false},
						   {"core", "string?", false},
						   {"findings", "[]finding", false}};
	define_map(w, "evidence", number);
	DEFINE(w, "finding", finding);
	DEFINE(w, "explanation", explanation);
}

static void define_comparison(struct json_writer *w)
{
	static const char *const text[] = {"string", NULL}, *const cell[] = {"string", "number", "null",
									     NULL};
	static const struct field side[] = {{"path", "string", false},
					    {"study", "string", false},
					    {"model", "string", false},
					    {"seed", "string", false}};
	static const struct field difference[] = {
		{"point", "#point", false},   {"metric", "string", false}, {"unit", "string", false},
		{"a", "number?", false},      {"b", "number?", false},	   {"change", "number?", false},
		{"low", "number?", false},    {"high", "number?", false},  {"kind", "string", false},
		{"paired", "boolean", false}, {"n", "integer", false},	   {"verdict", "string", false},
		{"reason", "string", false},
	};
	static const struct field comparison[] = {
		{"a", "#side", false},
		{"b", "#side", false},
		{"tolerance", "number", false},
		{"confidence", "number", false},
		{"points", "integer", false},
		{"pass", "integer", false},
		{"fail", "integer", false},
		{"no_difference_shown", "integer", false},
		{"figures", "[]difference", false},
		{"only_in_a", "[]point", false},
		{"only_in_b", "[]point", false},
	};
	define_map(w, "point", text);
	define_map(w, "row", cell);
	DEFINE(w, "side", side);
	DEFINE(w, "difference", difference);
	DEFINE(w, "comparison", comparison);
}

/* define_text: a text on its own. */
static void define_text(struct json_writer *w, const char *name)
{
	json_row(w, name);
	json_text(w, "type", "string");
	json_end(w);
}

static void define_advice(struct json_writer *w)
{
	static const struct field worse[] = {{"metric", "string", false},
					     {"guest", "string", false},
					     {"before", "number?", false},
					     {"after", "number?", false}};
	static const struct field change[] = {
		{"rank", "integer", false},
		{"change", "string", false},
		{"set", "[]setting", false},
		{"how", "string", false},
		{"value", "number?", false},
		{"difference", "number?", false},
		{"difference_half", "number?", false},
		{"goal_met", "boolean", false},
		{"verdict", "string", false},
		{"cores", "integer", false},
		{"worse", "[]worse", false},
	};
	static const struct field advice[] = {
		{"scenario", "string", false},	  {"goal", "string", false},
		{"metric", "string", false},	  {"guest", "string", false},
		{"value", "number?", false},	  {"confidence", "number", false},
		{"goal_met", "boolean", false},	  {"left_out", "integer", false},
		{"free_cores", "integer", false}, {"advice", "[]change", false},
	};
	define_text(w, "setting");
	DEFINE(w, "worse", worse);
	DEFINE(w, "change", change);
	DEFINE(w, "advice", advice);
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
	define_explanation(w);
	define_comparison(w);
	define_advice(w);
	json_end(w);
}

static const struct field result[] = {
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
	result_schema_write_members(w, result, G_N_ELEMENTS(result));
	result_schema_write_definitions(w);
	json_end(w);
	return json_writer_finish(w);
}
