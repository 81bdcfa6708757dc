/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pool outcome: the work of a pool, and how it ended, as its server tells the pool. The bytes are the request's ticket, failure and
 * message, each ended by a zero byte (no failure: empty), and the result.
 */
#ifndef TOOLS_STUDY_RUN_POOL_OUTCOME_H
#define TOOLS_STUDY_RUN_POOL_OUTCOME_H

#include <glib.h>

/* The work, known to the server. A request is whatever bytes say what is to be done. */
struct pool_work {
	/* prepare: in the server, before the fork; what it gives is handed on, and what it keeps in self serves
	 * all later requests. NULL: nothing is prepared. discard: in the server, after the fork. */
	void *(*prepare)(void *self, const GByteArray *request);
	void (*discard)(void *self, void *prepared);
	/* work: in the process; adds its result to out and returns, or ends the process. */
	void (*work)(void *self, void *prepared, const GByteArray *request, GByteArray *out);
	void *self;
};

struct pool_outcome {
	const char *
		failure; /* NULL: the work returned. Else why not: "exit status 5", "killed by signal 11 (...)" */
	const char *message;  /* the line of its standard error that tells most, as valid UTF-8; "" if none */
	const guint8 *result; /* whole when failure is NULL; owned by the pool */
	gsize length;	      /* bytes of it */
};

/* pool_outcome_pack: appends the ticket and the outcome. pool_outcome_unpack: the reverse; returns the ticket; the texts
 * and the result are those in the bytes. */
void pool_outcome_pack(GByteArray *bytes, guint64 ticket, const struct pool_outcome *outcome);
guint64 pool_outcome_unpack(const GByteArray *bytes, struct pool_outcome *outcome);

/* pool_status_text: what a process's status from waitpid(2) says of its end, newly allocated; NULL: it ended well. */
char *pool_status_text(int status);

/* byte_text_append: adds a text with the zero byte at its end, as processes of one program hand texts on. */
void byte_text_append(GByteArray *bytes, const char *text);

/* byte_text_take: the text at *at, which then is behind it; owned by whoever has the bytes. NULL when it has no end before
 * `end`. */
const char *byte_text_take(const guint8 **at, const guint8 *end);

#endif
