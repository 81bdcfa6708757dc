/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Versions: of a sorted list, the one that stands for another.
 */
#ifndef SIM_INPUT_VERSION_H
#define SIM_INPUT_VERSION_H

/* The notation of a version as a regular expression (ECMA 262): 6.8, 6.1.115, 6.1.0-50-amd64. */
#define VERSION_PATTERN "^(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})([-.+~][-.+~_0-9A-Za-z]*)?$"

#define VERSION_NONE (-2)

/* version_nearest: the index of the newest of the versions (MAJOR.MINOR, the oldest first, NULL-terminated) that is not
 * newer than the text; only the first two numbers of the text count. -1: all are newer; VERSION_NONE: the text is no
 * version. */
int version_nearest(const char *text, const char *const *versions);

#endif
