/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/drops.h"
#include "sim/kernel/context.h"
#include "tools/report_html/sections.h"
#include <math.h>
#include <string.h>

/* ---- all packets ---- */

static void run_section_add_figure(struct table *t, const char *name, double value, int decimals,
				   const char *unit)
{
	table_cell(t, "%s", name);
	section_number(t, value, decimals);
	table_cell(t, "%s", unit);
}

static void add_whole(GString *out, JsonObject *run)
{
	JsonObject *latency = json_read_object(run, "latency_ns"), *per = json_read_object(run, "per_packet");
	struct table *t = table_new();
	table_column(t, "figure", "", true);
	table_column(t, "value", "", false);
	table_column(t, "unit", "", true);
	run_section_add_figure(t, "offered", json_read_number(run, "offered_pps") / 1e3, 1, "kpps");
	run_section_add_figure(t, "delivered", json_read_number(run, "delivered_pps") / 1e3, 1, "kpps");
	run_section_add_figure(t, "lost", json_read_number(run, "loss_ratio") * 100, 4, "%");
	run_section_add_figure(t, "latency, median", json_read_number(latency, "p50") / 1e3, 1, "us");
	run_section_add_figure(t, "latency, 99th percentile", json_read_number(latency, "p99") / 1e3, 1,
			       "us");
	run_section_add_figure(t, "latency, 99.9th percentile", json_read_number(latency, "p999") / 1e3, 1,
			       "us");
	run_section_add_figure(t, "latency, greatest", json_read_number(latency, "max") / 1e3, 1, "us");
	run_section_add_figure(t, "cycles per delivered packet", json_read_number(per, "cycles"), 0, "");
	run_section_add_figure(t, "counted time", json_read_number(run, "simulated_s") * 1e3, 3, "ms");
	section_table(out, t, 1, "All packets");
}

/* ---- guests and sources ---- */

/* lost_of: packets of an object with members "dropped". */
static double lost_of(JsonObject *part)
{
	JsonObject *dropped = json_read_object(part, "dropped");
	double lost = 0;
	for (int i = 0; i < DROPS; i++) {
		double n = json_read_number(dropped, drop_names[i].name);
		lost += isfinite(n) ? n : 0;
	}
	return lost;
}

/* mostly_at: the reason that most packets were lost for. */
static const char *mostly_at(JsonObject *part)
{
	JsonObject *dropped = json_read_object(part, "dropped");
	double most = 0;
	const char *name = "-";
	for (int i = 0; i < DROPS; i++) {
		double n = json_read_number(dropped, drop_names[i].name);
		if (n > most) {
			most = n;
			name = drop_names[i].name;
		}
	}
	return name;
}

static void run_section_add_part(struct table *t, JsonObject *part)
{
	static const char *const percentiles[] = {"p50", "p99", "p999", "max"};
	JsonObject *latency = json_read_object(part, "latency_ns");
	double delivered = json_read_number(part, "delivered"), lost = lost_of(part);
	table_cell(t, "%s", json_read_text(part, "name"));
	section_number(t, json_read_number(part, "offered"), 0);
	section_number(t, delivered, 0);
	section_number(t, delivered + lost > 0 ? 100 * lost / (delivered + lost) : NAN, 4);
	table_cell(t, "%s", mostly_at(part));
	for (size_t i = 0; i < G_N_ELEMENTS(percentiles); i++)
		section_number(t, json_read_number(latency, percentiles[i]) / 1e3, 1);
}

static void add_parts(GString *out, JsonObject *run, const char *member, const char *what,
		      const char *caption)
{
	JsonArray *parts = json_read_array(run, member);
	struct table *t = table_new();
	table_column(t, what, "", true);
	table_column(t, "offered", "packets", false);
	table_column(t, "delivered", "packets", false);
	table_column(t, "lost", "%", false);
	table_column(t, "mostly at", "", true);
	table_column(t, "p50", "us", false);
	table_column(t, "p99", "us", false);
	table_column(t, "p99.9", "us", false);
	table_column(t, "max", "us", false);
	for (guint i = 0; i < json_read_length(parts); i++)
		run_section_add_part(t, json_read_element(parts, i));
	section_table(out, t, json_read_length(parts), caption);
}

/* ---- losses ---- */

static void add_losses(GString *out, JsonObject *run)
{
	JsonObject *packets = json_read_object(run, "packets"),
		   *dropped = json_read_object(packets, "dropped");
	double offered = json_read_number(packets, "offered");
	struct table *t = table_new();
	guint rows = 0;
	table_column(t, "reason", "", true);
	table_column(t, "packets", "", false);
	table_column(t, "share of the offered", "%", false);
	table_column(t, "meaning", "", true);
	for (int i = 0; i < DROPS; i++) {
		double n = json_read_number(dropped, drop_names[i].name);
		if (!(n > 0))
			continue;
		table_cell(t, "%s", drop_names[i].name);
		section_number(t, n, 0);
		section_number(t, 100 * n / offered, 3);
		table_cell(t, "%s", drop_names[i].text);
		rows++;
	}
	section_table(out, t, rows, "Where packets were lost");
}

/* ---- cores ---- */

/* run_section_takes_time: whether a context took any time of any core. */
static bool run_section_takes_time(JsonArray *cores, int context)
{
	for (guint i = 0; i < json_read_length(cores); i++)
		if (json_read_number(json_read_element(cores, i), context_names[context]) > 0)
			return true;
	return false;
}

static void add_core(struct table *t, JsonArray *cores, guint i)
{
	JsonObject *core = json_read_element(cores, i);
	const char *machine = json_read_text(core, "machine");
	table_cell(t, "%s%s%.0f", machine, *machine ? " " : "", json_read_number(core, "core"));
	for (int c = 0; c < CONTEXTS; c++)
		if (run_section_takes_time(cores, c))
			section_number(t, 100 * json_read_number(core, context_names[c]), 1);
}

/* is_used: not all of its time is idle. */
static bool is_used(JsonObject *core)
{
	return !(json_read_number(core, context_names[CONTEXT_idle]) >= 1);
}

static void run_section_add_cores(GString *out, JsonObject *run)
{
	JsonArray *cores = json_read_array(run, "cores");
	struct table *t = table_new();
	guint rows = 0;
	table_column(t, "core", "", true);
	for (int c = 0; c < CONTEXTS; c++)
		if (run_section_takes_time(cores, c))
			table_column(t, context_names[c], "%", false);
	for (guint i = 0; i < json_read_length(cores); i++) {
		if (!is_used(json_read_element(cores, i)))
			continue;
		add_core(t, cores, i);
		rows++;
	}
	section_table(out, t, rows, "What each core did; idle ones are left out");
}

/* ---- costs, queues ---- */

static void run_section_add_costs(GString *out, JsonObject *run)
{
	JsonArray *costs = json_read_array(run, "cpu_by_cost");
	struct table *t = table_new();
	table_column(t, "core", "", true);
	table_column(t, "context", "", true);
	table_column(t, "cost", "", true);
	table_column(t, "share of the core", "%", false);
	for (guint i = 0; i < json_read_length(costs); i++) {
		JsonObject *row = json_read_element(costs, i);
		const char *machine = json_read_text(row, "machine");
		table_cell(t, "%s%s%.0f", machine, *machine ? " " : "", json_read_number(row, "core"));
		table_cell(t, "%s", json_read_text(row, "context"));
		table_cell(t, "%s", json_read_text(row, "cost"));
		section_number(t, 100 * json_read_number(row, "share"), 2);
	}
	section_table(out, t, json_read_length(costs), "What the cores' time went on");
}

static void run_section_add_queues(GString *out, JsonObject *run)
{
	JsonArray *queues = json_read_array(run, "queues");
	struct table *t = table_new();
	table_column(t, "queue", "", true);
	table_column(t, "mean depth", "packets", false);
	table_column(t, "greatest depth", "packets", false);
	for (guint i = 0; i < json_read_length(queues); i++) {
		JsonObject *queue = json_read_element(queues, i);
		table_cell(t, "%s", json_read_text(queue, "name"));
		section_number(t, json_read_number(queue, "mean"), 3);
		section_number(t, json_read_number(queue, "max"), 0);
	}
	section_table(out, t, json_read_length(queues), "Queues");
}

void run_section(GString *out, const struct results *r)
{
	if (!r->run)
		return;
	add_whole(out, r->run);
	add_parts(out, r->run, "guests", "guest", "Packets by guest");
	add_parts(out, r->run, "streams", "source", "Packets by source");
	add_losses(out, r->run);
	run_section_add_cores(out, r->run);
	run_section_add_queues(out, r->run);
	run_section_add_costs(out, r->run);
}
