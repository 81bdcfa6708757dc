/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fault for a key that does not exist: names the nearest one, and all of them when they are few.
 */
#ifndef TOOLS_BASE_UNKNOWN_KEY_H
#define TOOLS_BASE_UNKNOWN_KEY_H

#include "sim/input/diag.h"

/* unknown_key: adds the fault. where says whose key it is ("nic"); known are its keys (char *); hint is one
 * more phrase, used when no key is near (NULL: none). Always returns false. */
bool unknown_key(struct diag *d, struct place at, const char *key, const char *where, const GPtrArray *known,
		 const char *hint);

#endif
