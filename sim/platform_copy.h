/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A platform file in the form that SimGrid's parser takes: without byte-order mark and XML declaration, of which it
 * knows few forms.
 */
#ifndef SIM_PLATFORM_COPY_H
#define SIM_PLATFORM_COPY_H

#include <stdbool.h>

/* platform_copy: a descriptor of a copy in memory, to be read from its start; the caller closes it. The source is the path
 * of a file, or a platform's own text (platform_source): that has lines, as no path has that a scenario may name. -1 when
 * the file cannot be read. */
int platform_copy(const char *source);

/* platform_copy_path: a path that opens the copy: its own below /proc, or, where that is not mounted, that of a file which
 * is made in the folder for temporary files. Then *made is true, and the caller removes the file. NULL: there is no such
 * path. Newly allocated (g_free). */
char *platform_copy_path(int copy, bool *made);

#endif
