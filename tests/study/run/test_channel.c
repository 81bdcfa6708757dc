/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The channel: what goes in at one end comes out at the other, in whole messages, and nobody waits.
 */
#include "tests/lib/suite.h"
#include "tools/study/run/channel.h"
#include <string.h>
#include <sys/socket.h>

#define LARGE 3000000 /* bytes: more than any socket takes at once */

struct ends {
	struct channel *a, *b;
};

static struct ends ends_new(void)
{
	int fd[2];
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	return (struct ends){channel_new(fd[0]), channel_new(fd[1])};
}

static void ends_clear(struct ends *e)
{
	channel_free(e->a);
	channel_free(e->b);
}

/* message: of so many bytes, which tell its number. */
static GByteArray *message(int number, guint length)
{
	GByteArray *bytes = g_byte_array_new();
	g_byte_array_set_size(bytes, length);
	for (guint i = 0; i < length; i++)
		bytes->data[i] = (guint8)(i * 7 + (guint)number);
	return bytes;
}

static void send_message(struct channel *c, int number, guint length)
{
	GByteArray *bytes = message(number, length);
	channel_send(c, bytes->data, bytes->len);
	g_byte_array_unref(bytes);
}

/* takes: whether the next message there is this one. */
static bool takes(struct channel *c, int number, guint length)
{
	GByteArray *wanted = message(number, length), *got = channel_take(c);
	bool same = got && got->len == length && (length == 0 || !memcmp(got->data, wanted->data, length));
	g_clear_pointer(&got, g_byte_array_unref);
	g_byte_array_unref(wanted);
	return same;
}

static void test_messages(void)
{
	static const guint lengths[] = {0, 1, 8, 0, 65528, 65529, 100000};
	struct ends e = ends_new();
	CU_ASSERT_PTR_NULL(channel_take(e.b));
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
		send_message(e.a, (int)i, lengths[i]);
	for (int turns = 0; turns < 10; turns++)
		CU_ASSERT_TRUE(channel_move(e.a) && channel_move(e.b));
	EACH_CASE (i, lengths)
		CU_ASSERT_TRUE(takes(e.b, (int)i, lengths[i]));
	CU_ASSERT_PTR_NULL(channel_take(e.b));
	CU_ASSERT_PTR_NULL(channel_take(e.a));
	ends_clear(&e);
}

/* Both send more than the socket takes before either receives. */
static void test_nobody_waits(void)
{
	struct ends e = ends_new();
	bool at_a = false, at_b = false;
	for (int i = 0; i < 2; i++) {
		send_message(e.a, i, LARGE);
		send_message(e.b, i + 10, LARGE);
	}
	CU_ASSERT_EQUAL(channel_watched(e.a).events, POLLIN | POLLOUT);
	CU_ASSERT_PTR_NULL(channel_take(e.b));
	for (int i = 0; i < 2; i++, at_a = at_b = false) {
		for (int turns = 0; turns < 10000 && !(at_a && at_b); turns++) {
			CU_ASSERT_TRUE_FATAL(channel_move(e.a) && channel_move(e.b));
			at_a = at_a || takes(e.a, i + 10, LARGE);
			at_b = at_b || takes(e.b, i, LARGE);
		}
		CU_ASSERT_TRUE(at_a && at_b);
	}
	CU_ASSERT_EQUAL(channel_watched(e.a).events, POLLIN);
	ends_clear(&e);
}

/* What was sent before the end is there; what is sent afterwards is lost, and no signal comes of it. */
static void test_closed(void)
{
	struct ends e = ends_new();
	send_message(e.a, 1, 100);
	send_message(e.a, 2, LARGE);
	channel_free(g_steal_pointer(&e.a));
	while (channel_move(e.b))
		continue;
	CU_ASSERT_TRUE(takes(e.b, 1, 100));
	CU_ASSERT_PTR_NULL(channel_take(e.b));
	send_message(e.b, 3, LARGE);
	CU_ASSERT_FALSE(channel_move(e.b));
	CU_ASSERT_EQUAL(channel_watched(e.b).events, POLLIN);
	ends_clear(&e);
}

static const struct test_case cases[] = {
	{"messages", test_messages},
	{"nobody waits", test_nobody_waits},
	{"closed", test_closed},
};

SUITE("channel", cases)
