/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/version.h"

const char *version_text(void)
{
	return VHOSTSIM_VERSION;
}
