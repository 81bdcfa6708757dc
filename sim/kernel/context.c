/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/kernel/context.h"

#define CONTEXT_NAME(name, text) #name,
const char *const context_names[] = {CONTEXT_LIST(CONTEXT_NAME)};
