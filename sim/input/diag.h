/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Diagnostics: the faults of the user's input, collected so that one pass reports all of them.
 *
 * A place is a file name with line and column (both from 1; 0 means "no such number", and is then left out; a
 * column without a line is left out too). On the command line the file is "--set" or the option's name. Every
 * fault is one line on stderr:
 *
 *     file:line:col: error: what is wrong, and what would be right
 *
 * Of each kind the first DIAG_LINES are printed; the rest of the faults is counted.
 */
#ifndef SIM_INPUT_DIAG_H
#define SIM_INPUT_DIAG_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

struct place {
	const char *file; /* not owned; must outlive the place */
	int line, col;
};

#define DIAG_LINES 100

struct diag; /* a list of faults, in the order found */

/* diag_new: an empty list. The caller owns it: diag_free (which takes NULL). */
struct diag *diag_new(void);
void diag_free(struct diag *d);

/* diag_error: adds one fault; the text is a sentence without a full stop or newline. Always returns false, so
 * that a parser can `return diag_error(...)`. */
bool diag_error(struct diag *d, struct place at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* diag_about: the faults that are added from now on are about this setting, and void when another value takes its place;
 * NULL: about none. */
void diag_about(struct diag *d, const char *setting);

/* diag_notice: adds a notice, which is no fault: what was made of the input, where one might not expect it. The line is as
 * that of a fault, with "notice" for "error"; the same line is printed once. */
void diag_notice(struct diag *d, struct place at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* diag_warning: the same with "warning": what is no fault, and is hardly meant. */
void diag_warning(struct diag *d, struct place at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* diag_add_all: adds the faults and notices of another list after those of d. diag_add_but: without the faults that
 * are about one of these settings (keys of the table). diag_add_notices: the notices alone. diag_add_new: both, with a
 * remark in brackets behind each fault; a fault that d has already, be it with another remark, is left out. */
void diag_add_all(struct diag *d, const struct diag *other);
void diag_add_but(struct diag *d, const struct diag *other, GHashTable *settings);
void diag_add_notices(struct diag *d, const struct diag *other);
void diag_add_new(struct diag *d, const struct diag *other, const char *remark);

/* diag_count: how many faults there are. diag_is_full: whether further ones are not printed, so that no advice for them
 * need be worked out. */
int diag_count(const struct diag *d);
bool diag_is_full(const struct diag *d);

/* diag_print: writes the notices, then the faults, a line each as shown above, and how many more there are; what is not
 * plain text is escaped (plain_text.h). */
void diag_print(const struct diag *d, FILE *out);

/* diag_nearest: the entry of words (n of them) nearest to word by edit distance, for "did you mean"; NULL
 * when none is near enough (more than a third of the word would change, and more than one letter), or the word has more than 64 letters. A swap of neighbours is one edit,
 * upper or lower case makes no difference, and of two entries as near the first is taken. Not owned by the
 * caller. */
const char *diag_nearest(const char *word, const char *const *words, int n);

#endif
