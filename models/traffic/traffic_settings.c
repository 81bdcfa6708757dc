/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/traffic_settings.h"

#include <string.h>

static const char *const arrivals_names[] = {"constant", "poisson", "bursts", NULL};
static const char *const shape_names[] = {"steps", "ramp", NULL};
static const char *const order_names[] = {"sort", "refuse", NULL};
static const char *const speed_names[] = {"recorded", "rate", NULL};

/* The longest frame is one of MTU 9000 with its Ethernet header, a VLAN tag and the FCS: 9000 + 14 + 4 + 4 bytes
 * (ETH_HLEN, VLAN_HLEN, ETH_FCS_LEN; igb and e1000e give their rings the same sum: max_mtu, MAX_STD_JUMBO_FRAME_SIZE). */
static const struct option traffic_options[] = {
	TEXT_OPTION(traffic_settings, from, "",
		    "name of the guest that sends; host: pktgen on the host, straight into the guest's tap; "
		    "empty: "
		    "the tester at the far end of the wire"),
	TEXT_OPTION(traffic_settings, to, NULL,
		    "name of the guest the frames are for; wire: out to the tester, from a guest or through "
		    "the host"),
	VALUE_OPTION(traffic_settings, rate, UNIT_RATE, "0pps", "0pps", "1Gpps",
		     "mean offered load of this source; 0pps: it sends as fast as it can, whatever its "
		     "arrivals; only from a guest or the host"),
	FRAMES_OPTION(traffic_settings, frame, "64B", "64B", "9022B",
		      "frame size with FCS, or sizes with weights: 64B:7,594B:4,1518B:1 (imix)"),
	VALUE_OPTION(traffic_settings, flows, UNIT_COUNT, "1", "1", "1000000",
		     "number of 5-tuples the frames belong to, drawn evenly"),
	VALUE_OPTION(traffic_settings, core, UNIT_COUNT, "0", "0", "4095",
		     "from host: core that runs pktgen"),
	VALUE_OPTION(traffic_settings, socket, UNIT_COUNT, "0", "0", "100000",
		     "from a guest: packets that the UDP socket of its process lets wait in the qdisc "
		     "(212,992 B of buffer: 277 small ones); 0: pktgen, which passes the qdisc by"),
	CHOICE_OPTION(traffic_settings, arrivals, arrivals_names, "constant", "spacing of the frames"),
	VALUE_OPTION(traffic_settings, burst_on, UNIT_TIME, "1ms", "1us", "1s", "bursts: length of a burst"),
	VALUE_OPTION(traffic_settings, burst_off, UNIT_TIME, "1ms", "0us", "1s",
		     "bursts: silence between two"),
	VALUE_OPTION(traffic_settings, start, UNIT_TIME, "0s", "0s", "11000s",
		     "when the source begins, from the start of the warm-up"),
	VALUE_OPTION(traffic_settings, stop, UNIT_TIME, "0s", "0s", "11000s",
		     "when it ends, from the start of the warm-up; 0s: never"),
	VALUE_OPTION(traffic_settings, count, UNIT_COUNT, "0", "0", "1000000000000",
		     "frames after which it ends, such as a burst at line rate from start on; 0: any number"),
	TEXT_OPTION(traffic_settings, shape, "",
		    "rates over time instead of rate: 0ms:100kpps, 50ms:1Mpps (from start on)"),
	CHOICE_OPTION(
		traffic_settings, shape_kind, shape_names, "steps",
		"rate between two points of the shape: that of the first point (steps), or linear (ramp)"),
	PATH_OPTION(traffic_settings, pcap, "",
		    "capture whose frames are sent, over and over, relative to the scenario's folder"),
	CHOICE_OPTION(
		traffic_settings, pcap_speed, speed_names, "recorded",
		"gaps of the capture as they are (recorded), or scaled so that their mean rate is rate"),
	CHOICE_OPTION(
		traffic_settings, pcap_order, order_names, "sort",
		"packets of the capture that are older than the one before them: sort them, or refuse them"),
	VALUE_OPTION(traffic_settings, pcap_mtu, UNIT_BYTES, "0B", "0B", "9000B",
		     "MTU of the frames into which packets that offloads have merged are cut; 0B: 1500B if a "
		     "packet is longer than a frame of MTU 9000, else none is cut"),
};

OPTION_TABLE(traffic_table, "traffic", traffic_settings, traffic_options, "sources of frames (a list)");

bool traffic_is_tester(const struct traffic_settings *set)
{
	return *set->from == '\0';
}

bool traffic_is_host(const struct traffic_settings *set)
{
	return strcmp(set->from, TRAFFIC_HOST) == 0;
}

bool traffic_is_transit(const struct traffic_settings *set)
{
	return traffic_is_tester(set) && strcmp(set->to, TRAFFIC_WIRE) == 0;
}

static char *plain_name(const struct traffic_settings *set)
{
	return g_strdup_printf("%s to %s", traffic_is_tester(set) ? "tester" : set->from, set->to);
}

/* number_name: puts the number behind a name that is not the only one. */
static void number_name(char **name, int number, GHashTable *seen)
{
	if (GPOINTER_TO_INT(g_hash_table_lookup(seen, *name)) < 2)
		return;
	char *numbered = g_strdup_printf("%s #%d", *name, number);
	g_free(*name);
	*name = numbered;
}

char **traffic_names(const GArray *traffic)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	char **names = g_new0(char *, traffic->len + 1);
	for (guint i = 0; i < traffic->len; i++) {
		names[i] = plain_name(&g_array_index(traffic, struct traffic_settings, i));
		int times = 1 + GPOINTER_TO_INT(g_hash_table_lookup(seen, names[i]));
		g_hash_table_replace(seen, g_strdup(names[i]), GINT_TO_POINTER(times));
	}
	for (guint i = 0; i < traffic->len; i++)
		number_name(&names[i], (int)i, seen);
	g_hash_table_unref(seen);
	return names;
}

static int64_t shape_peak(const struct traffic_settings *set)
{
	struct load_shape shape;
	char *why = NULL;
	if (!load_shape_parse(&shape, set->shape, set->shape_kind, &why)) {
		g_free(why);
		return 0;
	}
	int64_t peak = load_shape_peak(&shape);
	load_shape_clear(&shape);
	return peak;
}

int64_t traffic_rate(const struct traffic_settings *set)
{
	if (set->rate > 0)
		return set->rate;
	if (set->capture)
		return capture_rate(set->capture);
	return *set->shape ? shape_peak(set) : 0;
}

__int128 traffic_share(const struct traffic_settings *set)
{
	if (set->rate == 0 && set->capture)
		return capture_rate_exact(set->capture);
	return (__int128)traffic_rate(set) * TRAFFIC_SHARE_UNIT;
}

double traffic_pps(const struct traffic_settings *set)
{
	return (double)traffic_share(set) / TRAFFIC_SHARE_UNIT;
}

double frame_mix_mean(const struct frame_mix *mix)
{
	double sum = 0, weights = 0;
	for (int i = 0; i < mix->n; i++) {
		sum += (double)mix->size[i] * (double)mix->weight[i];
		weights += (double)mix->weight[i];
	}
	return sum / weights;
}

double traffic_mean_bytes(const struct traffic_settings *set)
{
	if (set->capture)
		return (double)set->capture->bytes / set->capture->n;
	return frame_mix_mean(&set->frame);
}

double traffic_burstiness(const struct traffic_settings *set)
{
	if (set->arrivals != ARRIVALS_BURSTS)
		return 1;
	return (double)(set->burst_on + set->burst_off) / (double)set->burst_on;
}
