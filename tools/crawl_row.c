/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_row.h"
#include <math.h>
#include <string.h>

static bool number(JsonObject *object, const char *key, double *value)
{
	JsonNode *node = object ? json_object_get_member(object, key) : NULL;
	if (!node || !(JSON_NODE_HOLDS_VALUE(node) || JSON_NODE_HOLDS_NULL(node)))
		return false;
	*value = JSON_NODE_HOLDS_NULL(node) ? NAN : json_node_get_double(node);
	return true;
}

static JsonObject *member_object(JsonObject *object, const char *key)
{
	JsonNode *node = object ? json_object_get_member(object, key) : NULL;
	return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static JsonArray *member_array(JsonObject *object, const char *key)
{
	JsonNode *node = object ? json_object_get_member(object, key) : NULL;
	return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static bool read_drops(struct crawl_row *row, JsonObject *counts, double seconds)
{
	JsonObject *dropped = member_object(counts, "dropped");
	for (int i = 0; i < DROPS; i++) {
		if (!number(dropped, drop_names[i].name, &row->dropped[i]))
			return false;
		row->dropped[i] /= seconds;
	}
	return true;
}

/* guest_counts: the entry of the guest of this name. */
static JsonObject *guest_counts(JsonObject *run, const char *name)
{
	JsonArray *guests = member_array(run, "guests");
	for (guint i = 0; guests && i < json_array_get_length(guests); i++) {
		JsonObject *guest = json_array_get_object_element(guests, i);
		if (!g_strcmp0(json_object_get_string_member_with_default(guest, "name", ""), name))
			return guest;
	}
	return NULL;
}

static bool read_all(struct crawl_row *row, JsonObject *run, double seconds)
{
	return number(run, "offered_pps", &row->offered) && number(run, "delivered_pps", &row->delivered) &&
	       number(run, "loss_ratio", &row->loss_ratio) &&
	       read_drops(row, member_object(run, "packets"), seconds);
}

static bool read_guest(struct crawl_row *row, JsonObject *run, const char *name, double seconds)
{
	JsonObject *guest = guest_counts(run, name);
	if (!number(guest, "offered", &row->offered) || !number(guest, "delivered", &row->delivered) ||
	    !number(guest, "loss_ratio", &row->loss_ratio))
		return false;
	row->offered /= seconds;
	row->delivered /= seconds;
	return read_drops(row, guest, seconds);
}

static bool read_packets(struct crawl_row *row, JsonObject *run, const char *guest)
{
	double seconds;
	if (!number(run, "simulated_s", &seconds))
		return false;
	return *guest ? read_guest(row, run, guest, seconds) : read_all(row, run, seconds);
}

/* shared_core: the entry of the core that takes the NIC's interrupt (the setting nic.core). */
static JsonObject *shared_core(JsonObject *run)
{
	JsonObject *nic = member_object(member_object(run, "settings"), "nic");
	JsonArray *cores = member_array(run, "cores");
	if (!nic || !cores)
		return NULL;
	guint64 core =
		g_ascii_strtoull(json_object_get_string_member_with_default(nic, "core", "0"), NULL, 10);
	return core < json_array_get_length(cores) ? json_array_get_object_element(cores, (guint)core) : NULL;
}

static bool read_cpu(struct crawl_row *row, JsonObject *run)
{
	JsonObject *core = shared_core(run);
	for (int c = 0; c < CONTEXTS; c++)
		if (!number(core, context_names[c], &row->cpu[c]))
			return false;
	return true;
}

static bool read_per_packet(struct crawl_row *row, JsonObject *run)
{
	JsonObject *figures = member_object(run, "per_packet");
	for (int i = 0; i < PER_PACKET; i++)
		if (!number(figures, per_packet_names[i], &row->per_packet[i]))
			return false;
	return true;
}

bool crawl_row_read(struct crawl_row *row, JsonObject *run, const char *guest)
{
	JsonObject *latency = member_object(run, "latency_ns");
	row->intended = *guest ? 0 : (double)row->load;
	return read_packets(row, run, guest) && number(latency, "p50", &row->p50) &&
	       number(latency, "p99", &row->p99) &&
	       number(run, "wasted_cycles_per_packet", &row->wasted_cycles) && read_cpu(row, run) &&
	       read_per_packet(row, run);
}

static size_t place_length(int drop)
{
	return strcspn(drop_names[drop].name, "/");
}

static bool same_place(int a, int b)
{
	return place_length(a) == place_length(b) &&
	       !memcmp(drop_names[a].name, drop_names[b].name, place_length(a));
}

/* first_of_place: the first drop reason of the place of this one. */
static int first_of_place(int drop)
{
	int first = 0;
	while (!same_place(first, drop))
		first++;
	return first;
}

/* place_first: the first drop reason of the place with this number. */
static int place_first(int place)
{
	int drop = 0;
	for (int i = 0; i < DROPS; i++)
		if (first_of_place(i) == i && place-- == 0)
			drop = i;
	return drop;
}

int crawl_place_count(void)
{
	int n = 0;
	for (int i = 0; i < DROPS; i++)
		n += first_of_place(i) == i;
	return n;
}

const char *crawl_place_name(int place)
{
	static char name[DROPS][32];
	int drop = place_first(place);
	g_snprintf(name[place], sizeof(name[place]), "%.*s", (int)place_length(drop), drop_names[drop].name);
	return name[place];
}

double crawl_row_lost(const struct crawl_row *row, int place)
{
	int first = place_first(place);
	double lost = 0;
	for (int i = first; i < DROPS; i++)
		if (same_place(i, first))
			lost += row->dropped[i];
	return lost;
}

bool crawl_row_held_back(const struct crawl_row *row)
{
	return row->offered < CRAWL_OFFERED_SHARE * row->intended;
}

const char *crawl_row_lost_at(const struct crawl_row *row)
{
	int most = 0;
	for (int i = 1; i < DROPS; i++)
		if (row->dropped[i] > row->dropped[most])
			most = i;
	if (row->dropped[most] > 0)
		return drop_names[most].name;
	return crawl_row_held_back(row) ? "held back" : "-";
}
