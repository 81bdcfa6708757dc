/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shipped with the program: scenarios and cost profiles, found by where the program itself lies, in an installed tree
 * (PREFIX/share/vhostsim/scenarios) and in one that was built.
 */
#ifndef TOOLS_BASE_SHIPPED_H
#define TOOLS_BASE_SHIPPED_H

/* shipped_file: the same of the file named "folder/NAME.yaml". NULL as well when the name is a path or has an ending: then
 * it is that of a file of the user. */
char *shipped_file(const char *folder, const char *name);

#endif
