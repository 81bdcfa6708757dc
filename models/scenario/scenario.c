/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/scenario.h"
#include "models/flows/flow.h"

#include <stdarg.h>
#include <string.h>

static const char *const warmup_cut_names[] = {[WARMUP_FIXED] = "fixed", [WARMUP_MSER5] = "mser5", NULL};

static const struct option general_options[] = {
	TEXT_OPTION(general_settings, question, "",
		    "what the scenario asks; of more than questions, reports print the questions only"),
	CHOICE_OPTION(general_settings, flow, flow_names, "vhost",
		      "system that is simulated (vhostsim list flows)"),
	CHOICE_OPTION(general_settings, kernel, era_names, "3.13",
		      "kernel version whose rules the host and the guests follow"),
	PATH_OPTION(general_settings, platform, NULL,
		    "SimGrid platform file, relative to the scenario's folder"),
	PATH_OPTION(general_settings, costs, NULL, "cost profile, relative to the scenario's folder"),
	TEXT_OPTION(general_settings, host, "server", "host of the platform that is simulated"),
	TEXT_OPTION(general_settings, wire, "wire", "link of the platform that ends at the host's NIC"),
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
	VALUE_OPTION(general_settings, load, UNIT_RATE, "0pps", "0pps", "1Gpps",
		     "total offered load that the sources' rates are scaled to; 0pps: the rates as written"),
};

OPTION_TABLE(general_table, "", general_settings, general_options, "the top level of a scenario");

static const struct option limits_options[] = {
	VALUE_OPTION(limits_settings, memory, UNIT_BYTES, "4GiB", "1MiB", "64000GiB",
		     "memory that a run may need; one whose estimate is above does not begin"),
};

OPTION_TABLE(limits_table, "limits", limits_settings, limits_options, "what a run may take");

static const struct option crawl_options[] = {
	VALUE_OPTION(crawl_settings, from, UNIT_RATE, NULL, "1pps", "1Gpps", "least offered load"),
	VALUE_OPTION(crawl_settings, to, UNIT_RATE, NULL, "1pps", "1Gpps", "greatest offered load"),
	VALUE_OPTION(crawl_settings, points, UNIT_COUNT, "20", "2", "1000", "offered loads, evenly spaced"),
	VALUE_OPTION(crawl_settings, replications, UNIT_COUNT, "1", "1", G_STRINGIFY(STUDY_REPLICATIONS_MAX),
		     "runs of each point, each with other random numbers; with several, every figure has an "
		     "interval"),
	TEXT_OPTION(crawl_settings, source, "",
		    "guest whose source alone takes the load as its rate; empty: all sources are scaled"),
	TEXT_OPTION(crawl_settings, guest, "",
		    "guest whose delivered and lost packets are shown; empty: those of all guests"),
	BOOL_OPTION(crawl_settings, compare, "yes",
		    "compare the curves, with two more runs of each around its first peak"),
};

OPTION_TABLE(crawl_table, "crawl", crawl_settings, crawl_options, "offered loads of vhostsim crawl");

static const struct option study_options[] = {
	VALUE_OPTION(study_settings, replications, UNIT_COUNT, "1", "1", G_STRINGIFY(STUDY_REPLICATIONS_MAX),
		     "runs of each point, each with other random numbers; the least with a wished precision"),
	VALUE_OPTION(study_settings, max_replications, UNIT_COUNT, "100", "1",
		     G_STRINGIFY(STUDY_REPLICATIONS_MAX), "with a wished precision: runs of a point at most"),
	VALUE_OPTION(study_settings, precision, UNIT_FACTOR, "0", "0", "1",
		     "wished half width of the confidence interval, as a share of the mean (0.02); 0: none"),
	TEXT_OPTION(study_settings, precision_metric, "delivered_pps",
		    "metric whose interval is to be so narrow"),
	VALUE_OPTION(study_settings, confidence, UNIT_FACTOR, "0.95", "0.5", "0.9999",
		     "confidence of every interval"),
	TEXT_OPTION(study_settings, guest, "", "guest whose packets are counted; empty: those of all guests"),
	TEXT_OPTION(study_settings, source, "",
		    "source of traffic whose packets are counted, by name (\"tester to vm0\") or number, "
		    "from 0 on; empty: all"),
	TEXT_OPTION(study_settings, compare, "flow",
		    "axis whose values tables and charts compare, run for run with its first one"),
	TEXT_OPTION(study_settings, map, "",
		    "metric that is drawn as colours over two axes, beside the chart of curves; empty: none"),
	VALUE_OPTION(study_settings, map_loss, UNIT_FACTOR, "0.01", "0", "1",
		     "loss ratio whose limit is a line on the map; 1: none"),
	BOOL_OPTION(study_settings, turn, "no",
		    "compare the curves along the axis load where they turn, with two more runs of each, at "
		    "half and at twice that load"),
};

OPTION_TABLE(study_table, "study", study_settings, study_options, "runs of a parameter study");

#define SECTION(name)                                                                                        \
	{                                                                                                    \
		.table = &name##_table, .offset = offsetof(struct scenario, name)                            \
	}
#define LIST(name, table_)                                                                                   \
	{                                                                                                    \
		.table = &table_, .offset = offsetof(struct scenario, name), .list = true                    \
	}
#define PLAN(name)                                                                                           \
	{                                                                                                    \
		.table = &name##_table, .offset = offsetof(struct scenario, name), .plan = true              \
	}

#define PLAN_LIST(name)                                                                                      \
	{                                                                                                    \
		.table = &name##_table, .offset = offsetof(struct scenario, name), .list = true,             \
		.plan = true                                                                                 \
	}

const struct scenario_section scenario_sections[] = {
	SECTION(general),
	SECTION(sched),
	SECTION(nic),
	SECTION(napi),
	SECTION(tap),
	SECTION(vhost),
	SECTION(virtio),
	SECTION(vcpu),
	SECTION(feedback),
	SECTION(callback),
	SECTION(bringup),
	SECTION(vf),
	SECTION(pmd),
	SECTION(qemu),
	LIST(guests, guest_table),
	LIST(traffic, traffic_table),
	PLAN(limits),
	PLAN(crawl),
	PLAN(study),
	PLAN(search),
	PLAN_LIST(goals),
};
const int scenario_section_count = G_N_ELEMENTS(scenario_sections);

/* ---- life ---- */

static void *section_data(struct scenario *s, const struct scenario_section *section)
{
	return (char *)s + section->offset;
}

struct scenario *scenario_new(void)
{
	struct scenario *s = g_new0(struct scenario, 1);
	for (int i = 0; i < scenario_section_count; i++) {
		const struct scenario_section *section = &scenario_sections[i];
		void *data = section_data(s, section);
		if (section->list)
			*(GArray **)data = g_array_new(FALSE, TRUE, (guint)section->table->size);
		else
			option_defaults(section->table, data);
	}
	s->captures = g_ptr_array_new_with_free_func((GDestroyNotify)capture_free);
	s->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return s;
}

static GArray *copy_list(const struct option_table *table, const GArray *from)
{
	GArray *list = g_array_sized_new(FALSE, TRUE, (guint)table->size, from->len);
	g_array_set_size(list, from->len);
	for (guint i = 0; i < from->len; i++)
		option_copy(table, list->data + i * table->size, from->data + i * table->size);
	return list;
}

struct scenario *scenario_copy(const struct scenario *from)
{
	struct scenario *s = g_memdup2(from, sizeof(*from));
	for (int i = 0; i < scenario_section_count; i++) {
		const struct scenario_section *section = &scenario_sections[i];
		void *to = section_data(s, section);
		if (section->list)
			*(GArray **)to = copy_list(section->table, *(GArray **)to);
		else
			option_copy(section->table, to, (const char *)from + section->offset);
	}
	s->path = g_strdup(from->path);
	s->name = g_strdup(from->name);
	s->platform = NULL;
	s->captures = g_ptr_array_new_with_free_func((GDestroyNotify)capture_free);
	memset(s->cost, 0, sizeof(s->cost));
	s->base_places = g_hash_table_ref(from->places);
	s->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return s;
}

static void clear_list(const struct option_table *table, GArray *list)
{
	for (guint i = 0; i < list->len; i++)
		option_clear(table, list->data + i * table->size);
	g_array_free(list, TRUE);
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	for (int i = 0; i < scenario_section_count; i++) {
		const struct scenario_section *section = &scenario_sections[i];
		void *data = section_data(s, section);
		if (section->list)
			clear_list(section->table, *(GArray **)data);
		else
			option_clear(section->table, data);
	}
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
	return *host ? host : s->general.host;
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
		if (strcmp(scenario_guest_host(s, i), s->general.host) != 0)
			return scenario_guest_host(s, i);
	return NULL;
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
