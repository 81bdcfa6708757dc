/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/flow.h"

#define FLOW_DECLARE(id, name) extern const struct flow flow_##id;
FLOW_LIST(FLOW_DECLARE)

#define FLOW_POINTER(id, name) &flow_##id,
const struct flow *const flows[] = {FLOW_LIST(FLOW_POINTER)};
const int flow_count = sizeof(flows) / sizeof(*flows);
