/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists of cores, as /proc and cpuset write them: "0-3,6". Masks of cores, as /sys writes them: "000000ff,0000000f".
 */
#ifndef SIM_INPUT_CORE_LIST_H
#define SIM_INPUT_CORE_LIST_H

#include <glib.h>

#define CORE_LIST_MAX 4096 /* cores have numbers below */

/* core_list_parse: the cores (int) of a list in ascending order, each once; "" is the empty list. NULL: it is no such
 * list. The caller frees it (g_array_unref). */
GArray *core_list_parse(const char *text);

/* core_list_of_mask: the same of a mask in hexadecimal digits, whose groups of 32 cores commas join. */
GArray *core_list_of_mask(const char *text);

/* core_list_format: the list as core_list_parse reads it: "0-3,6". Newly allocated (g_free). */
char *core_list_format(const GArray *cores);

/* core_list_mask: the mask as core_list_of_mask reads it, with a group of 32 cores at least: "00000001,000000ff". Newly allocated
 * (g_free). */
char *core_list_mask(const GArray *cores);

/* core_list_parts: the lists of a text that semicolons join, "1-3;4-6": one of each part, owned (g_ptr_array_unref). NULL: one
 * of them is no list. "" has no part. */
GPtrArray *core_list_parts(const char *text);

#endif
