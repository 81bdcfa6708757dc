/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings of one source of frames: an element of the scenario's list `traffic`. What the source does with
 * them: source.h.
 */
#ifndef MODELS_TRAFFIC_TRAFFIC_SETTINGS_H
#define MODELS_TRAFFIC_TRAFFIC_SETTINGS_H

#include "models/traffic/capture.h"
#include "models/traffic/load_shape.h"
#include "sim/base/vtime.h"
#include "sim/input/option.h"
#include <glib.h>

#define TRAFFIC_WIRE "wire" /* `to`: out to the tester */
#define TRAFFIC_HOST "host" /* `from`: a packet generator on the host */

struct traffic_settings {
	char *from;   /* name of the guest that sends; "": the tester; TRAFFIC_HOST */
	char *to;     /* name of the guest, or TRAFFIC_WIRE */
	int64_t rate; /* pps, mean; 0: that of shape or pcap, else as fast as it can */
	struct frame_mix frame;
	int64_t flows;	/* number of 5-tuples */
	int64_t core;	/* of the host's generator */
	int64_t socket; /* packets that the socket of a guest's process holds; 0: pktgen in its kernel */
	int arrivals;	/* enum arrivals */
	vtime burst_on, burst_off;
	vtime start, stop; /* sends in [start, stop); stop 0: for ever */
	int64_t count;	   /* frames that it sends at most; 0: any number */
	char *shape;	   /* points of a load shape; "": the rate is constant */
	int shape_kind;	   /* enum shape_kind */
	char *pcap;	   /* path as written; relative to the scenario's folder; "": none */
	int pcap_speed;	   /* enum pcap_speed */
	int pcap_order;	   /* enum pcap_order */
	int64_t pcap_mtu;  /* of the frames that longer packets are cut into; 0: as the packets are */
	const struct capture *capture; /* that of pcap, which the scenario owns; NULL without */
};

enum arrivals { ARRIVALS_CONSTANT, ARRIVALS_POISSON, ARRIVALS_BURSTS };
enum pcap_order { PCAP_SORT, PCAP_REFUSE };
#define PCAP_MTU_MIN 576 /* bytes that every IPv4 host takes (RFC 791) */

enum pcap_speed { PCAP_RECORDED, PCAP_RATE };

extern const struct option_table traffic_table;

/* traffic_is_tester: whether the tester sends these frames, over the wire. traffic_is_host: whether a generator on
 * the host does, straight into the guest's tap. Else a guest does. */
bool traffic_is_tester(const struct traffic_settings *set);
bool traffic_is_host(const struct traffic_settings *set);

/* traffic_is_transit: whether the host only forwards these frames, from the wire back to it. */
bool traffic_is_transit(const struct traffic_settings *set);

/* traffic_names: what the sources of a list are called in reports, NULL-terminated: "tester to vm0"; of several from and to
 * the same each with its number in the list behind it, "tester to vm0 #2". Newly allocated (g_strfreev). */
char **traffic_names(const GArray *traffic);

/* traffic_rate: the rate by which a source counts: `rate`, or the peak of its shape, or the mean of its capture to the
 * nearest pps; 0 for a guest that sends as fast as it can. traffic_share: the same as exactly as it is known, by which it
 * shares a load, in 1/TRAFFIC_SHARE_UNIT pps. traffic_pps: that in pps. */
#define TRAFFIC_SHARE_UNIT 1000000000000000
int64_t traffic_rate(const struct traffic_settings *set);
__int128 traffic_share(const struct traffic_settings *set);
double traffic_pps(const struct traffic_settings *set);

/* traffic_mean_bytes: mean size of its frames. */
double traffic_mean_bytes(const struct traffic_settings *set);

/* traffic_burstiness: how many times `rate` a source sends at while it sends: 1 unless it sends in bursts. */
double traffic_burstiness(const struct traffic_settings *set);

/* frame_mix_mean: mean size in bytes. */
double frame_mix_mean(const struct frame_mix *mix);

#endif
