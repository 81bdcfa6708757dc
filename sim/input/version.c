/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/version.h"
#include <glib.h>

/* Major and minor number as one; VERSION_NONE: the text is no version. */
static int version_rank(const char *text)
{
	if (!g_regex_match_simple(VERSION_PATTERN, text, G_REGEX_DOLLAR_ENDONLY, 0))
		return VERSION_NONE;
	char *minor;
	guint64 major = g_ascii_strtoull(text, &minor, 10);
	return (int)(major * 10000 + g_ascii_strtoull(minor + 1, NULL, 10));
}

int version_nearest(const char *text, const char *const *versions)
{
	int wanted = version_rank(text), nearest = -1;
	if (wanted == VERSION_NONE)
		return VERSION_NONE;
	while (versions[nearest + 1] && version_rank(versions[nearest + 1]) <= wanted)
		nearest++;
	return nearest;
}
