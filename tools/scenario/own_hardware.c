/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/own_hardware.h"
#include "sim/platform_make.h"
#include "tools/scenario/option_words.h"

/* The first figure of the table that the scenario has set, as a full key; NULL: none. Newly allocated. */
static char *own_hardware_figure_of(const struct scenario *s, const struct option_table *table)
{
	for (int i = 0; i < table->n; i++) {
		char *key = option_full_key(table, NULL, &table->options[i]);
		if (hardware_is_figure(table, &table->options[i]) && scenario_find_place(s, key))
			return key;
		g_free(key);
	}
	return NULL;
}

/* Whether the scenario has one of the sections as a mapping, be it one whose contents are wrong. */
static bool has_section(const struct scenario *s)
{
	return scenario_find_place(s, host_table.section) || scenario_find_place(s, wire_table.section);
}

void own_hardware_check(const struct scenario *s, struct diag *d)
{
	char *key = own_hardware_figure_of(s, &host_table);
	if (!key)
		key = own_hardware_figure_of(s, &wire_table);
	if (!key && *s->general.platform)
		key = own_hardware_figure_of(s, &fabric_table);
	if (key && *s->general.platform)
		diag_error(d, scenario_place(s, "%s", key),
			   "%s is given beside a platform file, which has its own hardware; leave out one of "
			   "them (platform: \"\" is no file)",
			   key);
	else if (!key && !has_section(s) && !*s->general.platform)
		diag_error(d, scenario_place(s, "platform"),
			   "the scenario needs its hardware: host: {cores: 4, clock: 3.3GHz} and wire: "
			   "{bandwidth: 10Gbps, latency: 500ns}, or the key platform with a SimGrid file");
	g_free(key);
}

static bool own_hardware_check_name(const char *name, struct place at, struct diag *d)
{
	return platform_is_name(name) ||
	       diag_error(d, at,
			  "\"%.40s\" is no name of a machine or wire; a name has letters, digits, _-.:@ and "
			  "blanks inside, and does not begin with __",
			  name);
}

struct platform *own_hardware_platform(const struct scenario *s, struct diag *d)
{
	const struct platform_host host = {
		.name = s->host.name, .cores = (int)s->host.cores, .hz = s->host.clock};
	const struct platform_link wire = {
		.name = s->wire.name, .bits_per_s = s->wire.bandwidth, .latency = s->wire.latency};
	const struct platform_tier tier = {
		(int)s->fabric.hosts, {.bits_per_s = s->fabric.uplink, .latency = s->fabric.uplink_latency}};
	GPtrArray *names = scenario_hosts(s);
	bool sound = own_hardware_check_name(host.name, scenario_place(s, "host.name"), d);
	sound &= own_hardware_check_name(wire.name, scenario_place(s, "wire.name"), d);
	for (guint i = 1; i < names->len; i++)
		sound &= own_hardware_check_name(names->pdata[i], scenario_host_place(s, names->pdata[i]), d);
	struct platform *p = NULL;
	if (sound)
		p = platform_make(&host, (const char *const *)names->pdata, (int)names->len, &wire, &tier);
	g_ptr_array_unref(names);
	return p;
}
