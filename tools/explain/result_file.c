/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/result_file.h"
#include "sim/core/cstate.h"
#include "sim/input/input_file.h"
#include "tools/explain/json_member.h"
#include "tools/text/json_read.h"
#include <string.h>

#define FILE_MAX (64 << 20) /* bytes */

char *result_file_at(const char *path)
{
	if (g_str_has_suffix(path, ".json"))
		return g_strdup(path);
	char *inside = g_build_filename(path, RESULT_FILE, NULL);
	if (!g_file_test(inside, G_FILE_TEST_IS_REGULAR))
		g_clear_pointer(&inside, g_free);
	return inside;
}

/* ---- settings ---- */

/* Those that the file does not name keep their default: it may be of another version. */
static bool set_options(const struct member_reader *f, JsonObject *o, const struct option_table *table,
			void *settings)
{
	for (int i = 0; o && i < table->n; i++) {
		const struct option *option = &table->options[i];
		JsonNode *node = json_object_get_member(o, option->key);
		char *why = NULL;
		if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING)
			continue;
		if (!option_parse(option, json_node_get_string(node), settings, &why)) {
			g_free(why);
			return member_missing(f, option->key);
		}
	}
	return o != NULL;
}

static bool set_list(const struct member_reader *f, JsonObject *o, const struct scenario_section *section,
		     struct scenario *s)
{
	JsonArray *rows = member_array(f, o, section->table->section);
	GArray *list = section_list(section, s);
	for (guint i = 0; i < json_read_length(rows); i++) {
		g_array_set_size(list, i + 1);
		void *settings = list->data + i * section->table->size;
		option_defaults(section->table, settings);
		if (!set_options(f, member_element(f, rows, i), section->table, settings))
			return false;
	}
	return rows != NULL;
}

static bool set_section(const struct member_reader *f, JsonObject *o, const struct scenario_section *section,
			struct scenario *s)
{
	const char *name = section->table->section;
	if (section->list)
		return set_list(f, o, section, s);
	if (*name && !json_object_has_member(o, name))
		return true;
	return set_options(f, *name ? member_object(f, o, name) : o, section->table,
			   section_settings(section, s));
}

/* value: of a text with a unit; 0 when it is missing. */
static int64_t value(const struct member_reader *f, JsonObject *o, const char *key, enum unit unit)
{
	int64_t number = 0;
	char *why = NULL;
	if (!unit_parse(unit, member_text(f, o, key), &number, &why))
		member_missing(f, key);
	g_free(why);
	return number;
}

static struct platform *read_machines(const struct member_reader *f, JsonObject *settings)
{
	JsonObject *machines = member_object(f, settings, "machines");
	JsonArray *hosts = member_array(f, machines, "hosts"), *links = member_array(f, machines, "links");
	struct platform *p = platform_new(f->path);
	for (guint i = 0; i < json_read_length(hosts); i++) {
		JsonObject *o = member_element(f, hosts, i);
		struct platform_host h = {.name = g_strdup(member_text(f, o, "name")),
					  .cores = (int)MIN(member_real(f, o, "cores"), INT16_MAX),
					  .hz = value(f, o, "clock", UNIT_CLOCK)};
		g_array_append_val(p->hosts, h);
	}
	for (guint i = 0; i < json_read_length(links); i++) {
		JsonObject *o = member_element(f, links, i);
		struct platform_link l = {.name = g_strdup(member_text(f, o, "name")),
					  .bits_per_s = MAX(value(f, o, "bandwidth", UNIT_BITRATE), 1),
					  .latency = value(f, o, "latency", UNIT_TIME)};
		g_array_append_val(p->links, l);
	}
	return p;
}

static struct scenario *result_file_read_scenario(const struct member_reader *f, JsonObject *run)
{
	JsonObject *settings = member_object(f, run, "settings");
	struct scenario *s = scenario_new();
	bool ok = settings != NULL;
	for (int i = 0; ok && i < scenario_section_count; i++)
		ok = set_section(f, settings, &scenario_sections[i], s);
	g_free(s->name);
	s->name = g_strdup(member_text(f, run, "scenario"));
	s->platform = read_machines(f, settings);
	return s;
}

/* ---- figures ---- */

static void read_dropped(const struct member_reader *f, JsonObject *o, int64_t dropped[DROPS])
{
	JsonObject *lost = member_object(f, o, "dropped");
	for (int i = 0; lost && i < DROPS; i++)
		if (json_object_has_member(lost, drop_names[i].name))
			dropped[i] = member_whole(f, lost, drop_names[i].name);
}

static void result_file_read_packets(const struct member_reader *f, JsonObject *run, struct result *r)
{
	JsonObject *packets = member_object(f, run, "packets");
	r->measured = (vtime)(member_real(f, run, "simulated_s") * (double)VTIME_PER_S);
	if (r->measured <= 0)
		member_missing(f, "simulated_s");
	r->offered = member_whole(f, packets, "offered");
	r->delivered = member_whole(f, packets, "delivered");
	read_dropped(f, packets, r->dropped);
	r->wasted_cycles = member_real(f, run, "wasted_cycles_per_packet") * (double)r->offered;
}

/* machine_of: of a row; where there is one machine, rows do not name it. */
static const char *machine_of(const struct member_reader *f, JsonObject *row, const struct scenario *s)
{
	return row && json_object_has_member(row, "machine") ? member_text(f, row, "machine") : s->host.name;
}

static void result_file_read_cores(const struct member_reader *f, JsonObject *run, const struct scenario *s,
				   struct result *r)
{
	JsonArray *cores = member_array(f, run, "cores");
	r->n_cores = (int)json_read_length(cores);
	r->core = g_new0(struct result_core, (gsize)r->n_cores);
	r->n_machines = 1;
	for (int i = 0; i < r->n_cores; i++) {
		JsonObject *row = member_element(f, cores, (guint)i);
		struct result_core *c = &r->core[i];
		c->machine = g_strdup(machine_of(f, row, s));
		c->number = (int)MIN(member_real(f, row, "core"), INT16_MAX);
		if (i > 0 && strcmp(c->machine, r->core[i - 1].machine) != 0)
			r->n_machines = 2;
		for (int k = 0; k < CONTEXTS; k++)
			c->booked[k] =
				(vtime)(MIN(member_real(f, row, context_names[k]), 1) * (double)r->measured);
		for (int k = 0; row && k < CSTATES && json_object_has_member(row, cstate_names[k]); k++)
			c->residency[k] =
				(vtime)(MIN(member_real(f, row, cstate_names[k]), 1) * (double)r->measured);
	}
}

static struct result_core *result_file_core_of(struct result *r, const char *machine, int64_t number)
{
	for (int i = 0; i < r->n_cores; i++)
		if (r->core[i].number == number && strcmp(r->core[i].machine, machine) == 0)
			return &r->core[i];
	return NULL;
}

static int context_named(const char *name)
{
	for (int i = 0; i < CONTEXTS; i++)
		if (strcmp(context_names[i], name) == 0)
			return i;
	return -1;
}

static int cost_named(const char *name)
{
	for (int i = 0; i < COST_COUNT; i++)
		if (strcmp(cost_names[i].name, name) == 0)
			return i;
	return -1;
}

/* A cost or a context of another version is left out. */
static void result_file_read_costs(const struct member_reader *f, JsonObject *run, const struct scenario *s,
				   struct result *r)
{
	JsonArray *rows = member_array(f, run, "cpu_by_cost");
	for (guint i = 0; i < json_read_length(rows); i++) {
		JsonObject *row = member_element(f, rows, i);
		struct result_core *c =
			result_file_core_of(r, machine_of(f, row, s), member_whole(f, row, "core"));
		int context = context_named(member_text(f, row, "context")),
		    cost = cost_named(member_text(f, row, "cost"));
		if (c && context >= 0 && cost >= 0)
			c->by_cost[context][cost] =
				(vtime)(MIN(member_real(f, row, "share"), 1) * (double)r->measured);
	}
}

static void read_counters(const struct member_reader *f, JsonObject *run, struct result *r)
{
	JsonObject *counters = member_object(f, run, "counters");
	for (int i = 0; counters && i < COUNTERS; i++)
		if (json_object_has_member(counters, counter_names[i].name))
			r->counter[i] = member_whole(f, counters, counter_names[i].name);
}

/* queue_named: the kind of the queue with this name, "vm0.1/tap" or "nic-1": the longest kind that the part behind the
 * owner begins with; -1: none. */
static int queue_named(const char *name)
{
	const char *slash = strrchr(name, '/'), *kind = slash ? slash + 1 : name;
	int found = -1;
	for (int i = 0; i < QUEUES; i++)
		if (g_str_has_prefix(kind, queue_kinds[i].name) &&
		    (found < 0 || strlen(queue_kinds[i].name) > strlen(queue_kinds[found].name)))
			found = i;
	return found;
}

/* queue_guest: whose it is; the owner in its name is "vm0", or "vm0.1" and "vm0-3" with its port and queue. */
static int queue_guest(const char *name, enum queue kind, const struct result *r)
{
	const char *slash = strrchr(name, '/');
	if (!slash)
		return r->n_guests == 1 && queue_kinds[kind].of_guest && kind != QUEUE_nic ? 0 : -1;
	for (int i = 0; i < r->n_guests; i++) {
		size_t n = strlen(r->guest[i].name);
		if (g_str_has_prefix(name, r->guest[i].name) && strchr("/.-", name[n]))
			return i;
	}
	return -1;
}

static void read_queues(const struct member_reader *f, JsonObject *run, struct result *r)
{
	JsonArray *rows = member_array(f, run, "queues");
	r->queue = g_new0(struct result_queue, json_read_length(rows));
	for (guint i = 0; i < json_read_length(rows); i++) {
		JsonObject *row = member_element(f, rows, i);
		int kind = queue_named(member_text(f, row, "name"));
		if (kind < 0)
			continue;
		r->queue[r->n_queues++] =
			(struct result_queue){.name = g_strdup(member_text(f, row, "name")),
					      .kind = kind,
					      .guest = queue_guest(member_text(f, row, "name"), kind, r),
					      .max = member_whole(f, row, "max"),
					      .mean = member_real(f, row, "mean")};
	}
}

static void read_guests(const struct member_reader *f, JsonObject *run, struct result *r)
{
	JsonArray *rows = member_array(f, run, "guests");
	r->n_guests = (int)json_read_length(rows);
	r->guest = g_new0(struct result_guest, (gsize)r->n_guests);
	for (int i = 0; i < r->n_guests; i++) {
		JsonObject *row = member_element(f, rows, (guint)i);
		r->guest[i].name = g_strdup(member_text(f, row, "name"));
		r->guest[i].offered = member_whole(f, row, "offered");
		r->guest[i].delivered = member_whole(f, row, "delivered");
		read_dropped(f, row, r->guest[i].dropped);
		if (json_object_has_member(row, "throttled_ratio"))
			r->guest[i].throttled =
				(vtime)(member_real(f, row, "throttled_ratio") * (double)r->measured);
	}
}

static void read_streams(const struct member_reader *f, JsonObject *run, struct result *r)
{
	JsonArray *rows = member_array(f, run, "streams");
	r->n_streams = (int)json_read_length(rows);
	r->stream = g_new0(struct result_stream, (gsize)r->n_streams);
	for (int i = 0; i < r->n_streams; i++) {
		JsonObject *row = member_element(f, rows, (guint)i);
		r->stream[i].name = g_strdup(member_text(f, row, "name"));
		r->stream[i].offered = member_whole(f, row, "offered");
		r->stream[i].delivered = member_whole(f, row, "delivered");
	}
}

static struct result *read_result(const struct member_reader *f, JsonObject *run, const struct scenario *s)
{
	struct result *r = g_new0(struct result, 1);
	result_file_read_packets(f, run, r);
	result_file_read_cores(f, run, s, r);
	result_file_read_costs(f, run, s, r);
	read_counters(f, run, r);
	read_guests(f, run, r);
	read_streams(f, run, r);
	read_queues(f, run, r);
	if ((guint)r->n_guests != s->guests->len)
		member_missing(f, "guests");
	if ((guint)r->n_streams != s->traffic->len)
		member_missing(f, "streams");
	return r;
}

/* ---- the file ---- */

static bool result_file_fail(GError **error, const char *path, const char *why)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s %s", path, why);
	return false;
}

/* text_of_file: NULL with *error set: it cannot be read, or is too long. */
static char *text_of_file(const char *path, GError **error)
{
	const char *why;
	FILE *file = input_file_open(path, false, &why);
	GString *text = g_string_new(NULL);
	char block[1 << 16];
	bool short_enough = true;
	if (!file)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s cannot be read: %s", path, why);
	for (size_t n; file && short_enough && (n = fread(block, 1, sizeof(block), file)) > 0;) {
		g_string_append_len(text, block, (gssize)n);
		short_enough = text->len <= FILE_MAX;
	}
	if (!short_enough)
		result_file_fail(error, path, "is too large for a result");
	bool read = file && short_enough;
	if (file)
		fclose(file);
	return g_string_free(text, !read);
}

static bool read_run(const char *path, JsonObject *run, struct scenario **s, struct result **r,
		     GError **error)
{
	GError *why = NULL;
	const struct member_reader f = {path, &why};
	*s = result_file_read_scenario(&f, run);
	*r = read_result(&f, run, *s);
	if (!why)
		return true;
	g_propagate_error(error, why);
	scenario_free(g_steal_pointer(s));
	result_free(g_steal_pointer(r));
	return false;
}

bool result_file_read(const char *path, struct scenario **s, struct result **r, GError **error)
{
	char *text = text_of_file(path, error);
	*s = NULL;
	*r = NULL;
	if (!text)
		return false;
	JsonObject *run = json_read(text, NULL);
	g_free(text);
	if (!run)
		return result_file_fail(error, path, "is no result of vhostsim run: it holds no JSON of one");
	bool ok = read_run(path, run, s, r, error);
	json_object_unref(run);
	return ok;
}
