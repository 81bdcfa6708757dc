/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Capture files (pcap and pcapng, microseconds or nanoseconds), read by libpcap into a capture in memory.
 *
 * The size of a frame is its length on the wire, whatever part of it was kept, with the FCS: 4 bytes are added
 * unless the file says that the captured frames have it, as most cards strip it; and at least the 64 bytes
 * that Ethernet pads to, as what a host sends itself is captured before the padding.
 *
 * What is no record of frames is made one, with a notice: packets of another link type (link_type.h) that carry IP
 * become Ethernet frames of that length, packets out of order are sorted, and what offloads made of several frames is
 * cut into frames again (offload_cut.h). A file is not trusted: every length in it is checked.
 */
#ifndef MODELS_TRAFFIC_PCAP_FILE_H
#define MODELS_TRAFFIC_PCAP_FILE_H

#include "models/traffic/capture.h"
#include "sim/input/diag.h"

/* How a file is read. */
struct pcap_how {
	int64_t mtu; /* longer packets are cut, in bytes; 0: found, as offload_mtu says */
	bool refuse; /* packets out of order are a fault */
};

/* pcap_file_read: the frames of a file. The caller owns them (capture_free). NULL with one fault added to d:
 * at `at`, the place that names the file, when it cannot be opened, else in the file. */
struct capture *pcap_file_read(const char *path, const struct pcap_how *how, struct place at, struct diag *d);

#endif
