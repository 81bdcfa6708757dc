/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YAML writer: lines of "key: value" with comments in one column, as people read settings.
 *
 * Whatever the texts hold, the document reads back (yaml_file.h) with the same texts: what is no plain word or number is
 * quoted. A text that is no UTF-8 is made valid.
 */
#ifndef TOOLS_TEXT_YAML_WRITER_H
#define TOOLS_TEXT_YAML_WRITER_H

#include <stdbool.h>

struct yaml_writer;

/* yaml_writer_new: starts a document; yaml_writer_finish ends it, frees the writer and returns the text (g_free). */
struct yaml_writer *yaml_writer_new(void);
char *yaml_writer_finish(struct yaml_writer *w);

/* yaml_pair: key and value on a line; comment NULL: none. yaml_pair_bare: of a value that stays as it is: a
 * number, a bool, a flow mapping. yaml_open: a key whose value is what follows, one level deeper, until
 * yaml_close. */
void yaml_pair(struct yaml_writer *w, const char *key, const char *value, const char *comment);
void yaml_pair_bare(struct yaml_writer *w, const char *key, const char *value, const char *comment);
void yaml_open(struct yaml_writer *w, const char *key, const char *comment);
void yaml_close(struct yaml_writer *w);

/* yaml_item: the next line begins an element of a list, whose lines follow one level deeper until yaml_close. There
 * must be one: an element that is empty is a value, {} or []. */
void yaml_item(struct yaml_writer *w);

/* yaml_item_value: an element of a list that is a value; bare: it stays as it is. */
void yaml_item_value(struct yaml_writer *w, const char *value, bool bare, const char *comment);

/* yaml_comment: a line of its own; an empty text gives an empty line. */
void yaml_comment(struct yaml_writer *w, const char *text);

#endif
