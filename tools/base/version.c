/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/version.h"
#include "model_version.h"

const char *version_text(void)
{
	return VHOSTSIM_VERSION;
}

const char *version_model(void)
{
	return MODEL_VERSION;
}
