/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The flows: the systems that can be simulated. Each line stands for models/flows/flow_IDENTIFIER.c.
 */
#ifndef MODELS_FLOW_LIST_H
#define MODELS_FLOW_LIST_H

/* X(identifier, name on the command line and in scenarios). A new one stands last: by its place a flow has its colour in
 * charts (tools/chart/chart_style.c). */
#define FLOW_LIST(X)                                                                                         \
	X(vhost, "vhost")                                                                                    \
	X(feedback, "feedback")                                                                              \
	X(callback, "callback")                                                                              \
	X(passthrough, "passthrough")                                                                        \
	X(vhost_user, "vhost-user")                                                                          \
	X(virtio, "virtio")                                                                                  \
	X(emulated, "emulated")                                                                              \
	X(tap, "tap")

/* flow_names: in the order of the list, NULL-terminated. */
extern const char *const flow_names[];

#endif
