/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/flow.h"

/* X(identifier, name): one line for each flow_IDENTIFIER.c */
#define FLOW_LIST(X)                                                                                         \
	X(vhost, "vhost")                                                                                    \
	X(feedback, "feedback")                                                                              \
	X(callback, "callback")                                                                              \
	X(passthrough, "passthrough")                                                                        \
	X(vhost_user, "vhost-user")                                                                          \
	X(virtio, "virtio")                                                                                  \
	X(emulated, "emulated")

#define FLOW_DECLARE(id, name) extern const struct flow flow_##id;
FLOW_LIST(FLOW_DECLARE)

#define FLOW_POINTER(id, name) &flow_##id,
const struct flow *const flows[] = {FLOW_LIST(FLOW_POINTER)};
const int flow_count = sizeof(flows) / sizeof(*flows);

#define FLOW_NAME(id, name) name,
const char *const flow_names[] = {FLOW_LIST(FLOW_NAME) 0};
