/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/arguments/percent_argument.h"
#include "tools/base/cli.h"
#include "tools/study/figures/figure.h"

bool percent_argument(const char *option, const char *text, double *part)
{
	char *why = NULL;
	bool sound = g_str_has_suffix(text, "%") && figure_parse_part(text, part, &why) && *part < 1;
	if (!sound)
		cli_error("%s: \"%s\" is no percentage below 100%%; one is written like 2%%", option, text);
	g_free(why);
	return sound;
}
