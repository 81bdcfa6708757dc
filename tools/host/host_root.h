/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files by which a Linux tells about itself - below /proc, /sys, /boot - as they stand below a root folder: / for the
 * host that vhostsim runs on, another one for a copy of those of another host.
 *
 * Nothing is asked of these files: one that is not there, is longer than thought, or holds anything at all is text, cut at a
 * limit, in which every byte that is no printable ASCII is a question mark.
 */
#ifndef TOOLS_HOST_HOST_ROOT_H
#define TOOLS_HOST_HOST_ROOT_H

#include <glib.h>
#include <stdbool.h>

#define HOST_TEXT_MAX 65536   /* bytes of a file that are read */
#define HOST_NAMES_MAX 65536  /* names of a folder that are read */
#define HOST_NUMBER_NONE (-1) /* a number that is not known; all others are 0 or more */

/* host_text: the file at root and the formatted path, without blanks and lines' ends at its own end; lines within it stay.
 * NULL: it cannot be read, or is empty. The caller frees it (g_free). */
char *host_text(const char *root, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* host_words: the same of a file whose words are ended by NUL, as /proc/PID/cmdline: NULL-terminated (g_strfreev). */
char **host_words(const char *root, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* host_unpacked: the same of a file packed by gzip, of which up to 16 times as many bytes are read. */
char *host_unpacked(const char *root, const char *path);

/* host_number: the number that a text begins with; HOST_NUMBER_NONE: none, or one above 10^15. text NULL: none.
 * host_file_number: that of a file. */
gint64 host_number(const char *text);
gint64 host_file_number(const char *root, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* host_names: what is in a folder, in the order of the bytes; NULL-terminated, empty when it cannot be read (g_strfreev). */
char **host_names(const char *root, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* host_has: whether there is such a file or folder. */
bool host_has(const char *root, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* host_link: the last part of what a symbolic link leads to; NULL: it is none (g_free). */
char *host_link(const char *root, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* host_line: the rest of the line that begins with the key, behind blanks, a tab or a : or = ; NULL: there is none
 * (g_free). */
char *host_line(const char *text, const char *key);

/* host_first_core: the first number of a list such as 0-3,8; HOST_NUMBER_NONE: none. host_only_core: it, when the list has no
 * other. */
gint64 host_first_core(const char *list);
gint64 host_only_core(const char *list);

#endif
