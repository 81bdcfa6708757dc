/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text files of the user (scenario, cost profile, platform), read whole before they are parsed.
 *
 * What every parser would stumble over is a fault here, with its place: a file that cannot be read,
 * an empty one, what is no file (sim/input/input_file.h), one that is far too large, and one that is
 * not UTF-8 text. Bytes that are no UTF-8, NUL and other control characters are not text. A
 * byte-order mark in front is left out.
 */
#ifndef SIM_INPUT_TEXT_FILE_H
#define SIM_INPUT_TEXT_FILE_H

#include "sim/input/diag.h"

#define TEXT_FILE_MAX (1024 * 1024) /* bytes; 15,000 guests, a line each */

/* text_file_read: the content of the file, ended by a NUL, and its length in bytes. Newly allocated (g_free).
 * NULL with one fault added to d: at `at`, the place that names the file, when it cannot be read, else at its
 * place in the file. A file that the command line names, where at is the file as a whole, may be a pipe. */
char *text_file_read(const char *path, struct place at, size_t *length, struct diag *d);

/* text_file_read_up_to: the same of a file of another kind, that may have max bytes. */
char *text_file_read_up_to(const char *path, size_t max, struct place at, size_t *length, struct diag *d);

/* text_place: the place of the byte at `where` in a text that starts at `start`; the first place is
 * from.line, from.col. Columns count characters. */
struct place text_place(const char *start, const char *where, struct place from);

#endif
