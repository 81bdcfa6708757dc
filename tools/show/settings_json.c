/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/settings_json.h"
#include "sim/input/unit.h"

/* The figures of the hardware stand with the machines, which may come from a file. */
static void write_options(struct json_writer *w, const struct option_table *table, const void *settings)
{
	for (int i = 0; i < table->n; i++) {
		if (hardware_is_figure(table, &table->options[i]))
			continue;
		char *value = option_format(&table->options[i], settings);
		json_text(w, table->options[i].key, value);
		g_free(value);
	}
}

static void settings_json_write_list(struct json_writer *w, const struct option_table *table,
				     const GArray *list)
{
	json_array(w, table->section);
	for (guint i = 0; i < list->len; i++) {
		json_row(w, NULL);
		write_options(w, table, list->data + i * table->size);
		json_end(w);
	}
	json_end(w);
}

static void write_section(struct json_writer *w, const struct scenario_section *section,
			  const struct scenario *s)
{
	const struct option_table *table = section->table;
	const void *settings = (const char *)s + section->offset;
	if (section->list) {
		settings_json_write_list(w, table, *(GArray *const *)settings);
	} else if (!table->section[0]) {
		write_options(w, table, settings);
	} else {
		json_object(w, table->section);
		write_options(w, table, settings);
		json_end(w);
	}
}

static void write_unit(struct json_writer *w, const char *key, enum unit unit, int64_t value)
{
	char *text = unit_format(unit, value);
	json_text(w, key, text);
	g_free(text);
}

static void settings_json_write_costs(struct json_writer *w, const struct scenario *s)
{
	json_object(w, "cost_values");
	for (int i = 0; i < COST_COUNT; i++) {
		json_row(w, cost_names[i].name);
		write_unit(w, "cycles", UNIT_FACTOR, s->cost[i].cycles_ppm);
		write_unit(w, "cycles_per_byte", UNIT_FACTOR, s->cost[i].per_byte_ppm);
		json_end(w);
	}
	json_end(w);
}

static void settings_json_write_hosts(struct json_writer *w, const struct platform *p)
{
	json_array(w, "hosts");
	for (guint i = 0; i < p->hosts->len; i++) {
		const struct platform_host *h = &g_array_index(p->hosts, struct platform_host, i);
		json_row(w, NULL);
		json_text(w, "name", h->name);
		json_int(w, "cores", h->cores);
		write_unit(w, "clock", UNIT_CLOCK, h->hz);
		json_end(w);
	}
	json_end(w);
}

static void settings_json_write_links(struct json_writer *w, const struct platform *p)
{
	json_array(w, "links");
	for (guint i = 0; i < p->links->len; i++) {
		const struct platform_link *l = &g_array_index(p->links, struct platform_link, i);
		json_row(w, NULL);
		json_text(w, "name", l->name);
		write_unit(w, "bandwidth", UNIT_BITRATE, l->bits_per_s);
		write_unit(w, "latency", UNIT_TIME, l->latency);
		json_end(w);
	}
	json_end(w);
}

/* What a capture's path cannot say: the same path may hold other frames another time. */
static void write_captures(struct json_writer *w, const struct scenario *s)
{
	if (s->captures->len == 0)
		return;
	json_array(w, "captures");
	for (guint i = 0; i < s->captures->len; i++) {
		struct capture *c = g_ptr_array_index(s->captures, i);
		json_row(w, NULL);
		json_text(w, "file", c->path);
		json_int(w, "frames", c->n);
		write_unit(w, "mean_rate", UNIT_RATE, capture_rate(c));
		json_text(w, "sha256", capture_digest(c));
		json_end(w);
	}
	json_end(w);
}

void settings_write_machines(struct json_writer *w, const struct scenario *s)
{
	json_object(w, "machines");
	settings_json_write_hosts(w, s->platform);
	settings_json_write_links(w, s->platform);
	json_end(w);
}

void settings_write(struct json_writer *w, const struct scenario *s)
{
	json_object(w, "settings");
	for (int i = 0; i < scenario_section_count; i++)
		write_section(w, &scenario_sections[i], s);
	settings_json_write_costs(w, s);
	write_captures(w, s);
	settings_write_machines(w, s);
	json_end(w);
}
