/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classifier: which receive queue of the NIC a frame goes to. In hardware, at no CPU cost.
 *
 * One queue for all; the host's queues by the hash of the flow (the baseline: RSS of the 82599; the bridge sorts in
 * software); or a queue for each path by its MAC address and, with several queue pairs, by RSS within it (the
 * proposed flows; VMDq pools of the 82599, frame queues of DPAA; virtual functions). The guest's device chooses among
 * its queue pairs by other bits of the hash (topology.h), so flows of one host queue meet all of them.
 */
#ifndef MODELS_NIC_CLASSIFIER_H
#define MODELS_NIC_CLASSIFIER_H

#include "models/topology.h"

struct classifier {
	const char *name;
	bool by_port; /* each port has queues of its own */
	/* queues: how many receive queues it needs, host_queues being nic.queues. queue_of: that of frames to this port,
	 * of so many queues. */
	int (*queues)(int paths, int host_queues);
	int (*queue_of)(const struct topology *topo, int queues, int port, uint32_t hash);
};

extern const struct classifier classifier_single, classifier_rss, classifier_by_path;

#endif
