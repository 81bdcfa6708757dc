/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/pool_outcome.h"
#include <string.h>
#include <sys/wait.h>

static void append_text(GByteArray *bytes, const char *text)
{
	g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text) + 1);
}

static const char *take_text(const guint8 **at)
{
	const char *text = (const char *)*at;
	*at += strlen(text) + 1;
	return text;
}

void pool_outcome_pack(GByteArray *bytes, guint64 ticket, const struct pool_outcome *outcome)
{
	g_byte_array_append(bytes, (const guint8 *)&ticket, sizeof(ticket));
	append_text(bytes, outcome->failure ? outcome->failure : "");
	append_text(bytes, outcome->message);
	g_byte_array_append(bytes, outcome->result, (guint)outcome->length);
}

guint64 pool_outcome_unpack(const GByteArray *bytes, struct pool_outcome *outcome)
{
	guint64 ticket;
	const guint8 *at = bytes->data + sizeof(ticket);
	memcpy(&ticket, bytes->data, sizeof(ticket));
	const char *failure = take_text(&at), *message = take_text(&at);
	*outcome = (struct pool_outcome){*failure ? failure : NULL, message, at,
					 (gsize)(bytes->data + bytes->len - at)};
	return ticket;
}

char *pool_status_text(int status)
{
	if (WIFSIGNALED(status))
		return g_strdup_printf("killed by signal %d (%s)", WTERMSIG(status),
				       g_strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) ? g_strdup_printf("exit status %d", WEXITSTATUS(status)) : NULL;
}
