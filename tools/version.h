/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The version of vhostsim, as --version and every result give it.
 */
#ifndef TOOLS_VERSION_H
#define TOOLS_VERSION_H

/* version_text: "0.1.0"; static. */
const char *version_text(void);

#endif
