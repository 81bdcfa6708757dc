/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/pool_outcome.h"
#include <string.h>
#include <sys/wait.h>

void byte_text_append(GByteArray *bytes, const char *text)
{
	g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text) + 1);
}

const char *byte_text_take(const guint8 **at, const guint8 *end)
{
	const char *text = (const char *)*at;
	const guint8 *zero = memchr(text, 0, (gsize)(end - *at));
	if (!zero)
		return NULL;
	*at = zero + 1;
	return text;
}

void pool_outcome_pack(GByteArray *bytes, guint64 ticket, const struct pool_outcome *outcome)
{
	g_byte_array_append(bytes, (const guint8 *)&ticket, sizeof(ticket));
	byte_text_append(bytes, outcome->failure ? outcome->failure : "");
	byte_text_append(bytes, outcome->message);
	g_byte_array_append(bytes, outcome->result, (guint)outcome->length);
}

guint64 pool_outcome_unpack(const GByteArray *bytes, struct pool_outcome *outcome)
{
	guint64 ticket;
	const guint8 *at = bytes->data + sizeof(ticket), *end = bytes->data + bytes->len;
	memcpy(&ticket, bytes->data, sizeof(ticket));
	const char *failure = byte_text_take(&at, end), *message = byte_text_take(&at, end);
	*outcome = (struct pool_outcome){*failure ? failure : NULL, message, at, (gsize)(end - at)};
	return ticket;
}

char *pool_status_text(int status)
{
	if (WIFSIGNALED(status))
		return g_strdup_printf("killed by signal %d (%s)", WTERMSIG(status),
				       g_strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) ? g_strdup_printf("exit status %d", WEXITSTATUS(status)) : NULL;
}
