/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/bringup_settings.h"

#define BRINGUP_OPTION(kind, def, text)                                                                      \
	VALUE_OPTION(bringup_settings, kind, UNIT_TIME, def, "0us", "10s", text),

static const struct option bringup_options[] = {
	BOOL_OPTION(bringup_settings, instant, "no",
		    "the interfaces come up and go down at one date: no step takes time"),
	BRINGUP_LIST(BRINGUP_OPTION)};

OPTION_TABLE(bringup_table, "bringup", bringup_settings, bringup_options,
	     "times of the steps by which a guest's interfaces come up and go down");
