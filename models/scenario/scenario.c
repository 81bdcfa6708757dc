/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/scenario.h"
#include "models/flow_list.h"

#include <stdarg.h>
#include <string.h>

static const char *const warmup_cut_names[] = {[WARMUP_FIXED] = "fixed", [WARMUP_MSER5] = "mser5", NULL};

static const struct option general_options[] = {
	TEXT_OPTION(general_settings, question, "",
		    "what the scenario asks; reports print the sentences at its start that are questions, or "
		    "else all of it"),
	CHOICE_OPTION(general_settings, flow, flow_names, "vhost",
		      "system that is simulated (vhostsim list flows)"),
	VERSION_OPTION(general_settings, kernel, era_names, "6.1",
		       "kernel version whose rules the host and the guests follow; any other version means "
		       "the nearest below"),
	PATH_OPTION(
		general_settings, platform, "",
		"SimGrid platform file, relative to the scenario's folder; empty: the hardware is that of "
		"host and wire"),
	PATH_OPTION(general_settings, costs, NULL,
		    "cost profile, relative to the scenario's folder, or the name of a shipped one: "
		    "x86-3.3GHz"),
	VALUE_OPTION(general_settings, seed, UNIT_COUNT, "1", "0", NULL, "seed of the random streams"),
	VALUE_OPTION(general_settings, replication, UNIT_COUNT, "0", "0", NULL,
		     "number of the replication: the same seed, other random numbers"),
	VALUE_OPTION(general_settings, warmup, UNIT_TIME, "50ms", "0s", "1000s",
		     "simulated before anything is counted"),
	CHOICE_OPTION(
		general_settings, warmup_cut, warmup_cut_names, "fixed",
		"the warm-up's length: as written, or found by MSER-5 in a pilot of warmup and duration"),
	VALUE_OPTION(general_settings, duration, UNIT_TIME, "500ms", "1us", "10000s",
		     "counted time, after the warm-up"),
	VALUE_OPTION(general_settings, series, UNIT_TIME, "0s", "0s", "1000s",
		     "sampling interval of the time series; 0s: none"),
	VALUE_OPTION(general_settings, cost_spread, UNIT_FACTOR, "0", "0", "1",
		     "each payment of a cost scatters around it: standard deviation over the mean; 0: it "
		     "does not"),
	VALUE_OPTION(
		general_settings, cost_factor, UNIT_FACTOR, "1", "0.01", "100",
		"all cycles of the profile and of the section cost times this: a core that takes more or "
		"fewer than the profile's; what mitigations add comes on top"),
	VALUE_OPTION(general_settings, load, UNIT_RATE, "0pps", "0pps", "1Gpps",
		     "total offered load that the sources' rates are scaled to; 0pps: the rates as written"),
};

OPTION_TABLE(general_table, "", general_settings, general_options, "the top level of a scenario");

const struct scenario_section scenario_sections[] = {
	SECTION(scenario, general),
	SECTION_NAMED(scenario, host),
	SECTION_NAMED(scenario, wire),
	SECTION(scenario, fabric),
	{.table = &mitigations_table, .offset = offsetof(struct scenario, mitigations), .plain = "state"},
	SECTION(scenario, sched),
	SECTION(scenario, nic),
	SECTION(scenario, napi),
	SECTION_PLAIN(scenario, host_switch, switch_table, "kind"),
	SECTION(scenario, tap),
	SECTION(scenario, vhost),
	SECTION(scenario, virtio),
	SECTION(scenario, vcpu),
	SECTION(scenario, feedback),
	SECTION(scenario, callback),
	SECTION(scenario, bringup),
	SECTION(scenario, vf),
	SECTION(scenario, pmd),
	SECTION(scenario, qemu),
	{.table = &background_table,
	 .offset = offsetof(struct scenario, background),
	 .list = true,
	 .optional = true},
	SECTION_LIST(scenario, guests, guest_table),
	SECTION_LIST(scenario, traffic, traffic_table),
};
const int scenario_section_count = G_N_ELEMENTS(scenario_sections);

/* ---- life ---- */

struct scenario *scenario_new(void)
{
	struct scenario *s = g_new0(struct scenario, 1);
	sections_init(scenario_sections, scenario_section_count, s);
	s->captures = g_ptr_array_new_with_free_func((GDestroyNotify)capture_free);
	s->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return s;
}

struct scenario *scenario_copy(const struct scenario *from)
{
	struct scenario *s = g_memdup2(from, sizeof(*from));
	sections_copy(scenario_sections, scenario_section_count, s, from);
	s->path = g_strdup(from->path);
	s->name = g_strdup(from->name);
	s->platform = NULL;
	s->captures = g_ptr_array_new_with_free_func((GDestroyNotify)capture_free);
	memset(s->cost, 0, sizeof(s->cost));
	s->base_places = g_hash_table_ref(from->places);
	s->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return s;
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	sections_clear(scenario_sections, scenario_section_count, s);
	g_ptr_array_free(s->captures, TRUE);
	g_hash_table_unref(s->places);
	g_clear_pointer(&s->base_places, g_hash_table_unref);
	if (s->platform)
		platform_free(s->platform);
	g_free(s->path);
	g_free(s->name);
	g_free(s);
}

const char *scenario_guest_host(const struct scenario *s, guint guest)
{
	const char *host = g_array_index(s->guests, struct guest_settings, guest).host;
	return *host ? host : s->host.name;
}

GHashTable *scenario_guest_names(const struct scenario *s)
{
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = s->guests->len; i-- > 0;) /* the first is put in last */
		g_hash_table_replace(names, g_array_index(s->guests, struct guest_settings, i).name,
				     GUINT_TO_POINTER(i + 1));
	return names;
}

int scenario_guest_named(GHashTable *names, const char *name)
{
	return (int)GPOINTER_TO_UINT(g_hash_table_lookup(names, name)) - 1;
}

const char *scenario_peer(const struct scenario *s)
{
	for (guint i = 0; i < s->guests->len; i++)
		if (strcmp(scenario_guest_host(s, i), s->host.name) != 0)
			return scenario_guest_host(s, i);
	return NULL;
}

GPtrArray *scenario_hosts(const struct scenario *s)
{
	GPtrArray *hosts = g_ptr_array_new();
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_ptr_array_add(hosts, s->host.name);
	g_hash_table_add(seen, s->host.name);
	for (guint i = 0; i < s->guests->len; i++) {
		const char *host = scenario_guest_host(s, i);
		if (g_hash_table_add(seen, (char *)host))
			g_ptr_array_add(hosts, (char *)host);
	}
	g_hash_table_unref(seen);
	return hosts;
}

struct place scenario_host_place(const struct scenario *s, const char *host)
{
	guint i = 0;
	while (strcmp(scenario_guest_host(s, i), host) != 0)
		i++;
	return scenario_place(s, "guests.%u.host", i);
}

const struct platform_link *scenario_wire(const struct scenario *s, const char *host)
{
	GPtrArray *hosts = scenario_hosts(s);
	const char *wire = s->wire.name;
	if (hosts->len > 2 && strcmp(host, s->host.name) != 0)
		wire = platform_uplink(s->platform, host, s->host.name);
	g_ptr_array_unref(hosts);
	return wire ? platform_link(s->platform, wire) : NULL;
}

const struct place *scenario_find_place(const struct scenario *s, const char *key)
{
	const struct place *at = g_hash_table_lookup(s->places, key);
	return at || !s->base_places ? at : g_hash_table_lookup(s->base_places, key);
}

struct place scenario_place(const struct scenario *s, const char *key, ...)
{
	va_list args;
	va_start(args, key);
	char *full = g_strdup_vprintf(key, args);
	va_end(args);
	const struct place *at = scenario_find_place(s, full);
	g_free(full);
	return at ? *at : (struct place){.file = s->path};
}
