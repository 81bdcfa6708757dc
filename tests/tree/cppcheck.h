/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands before every suite that cppcheck reads, which knows no __VA_OPT__ (tests/tree/lint.sh).
 */
#define EACH_CASE(i, table, ...) for (size_t i = 0; i < sizeof(table) / sizeof(*(table)); i++)
