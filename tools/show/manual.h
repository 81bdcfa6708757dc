/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Man page of vhostsim in roff (man(7)): commands and their options from their descriptors (command.h), settings of scenarios
 * from their tables, exit statuses from theirs.
 */
#ifndef TOOLS_SHOW_MANUAL_H
#define TOOLS_SHOW_MANUAL_H

/* manual_text: vhostsim.1. Newly allocated (g_free). */
char *manual_text(void);

#endif
