/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/channel.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct channel {
	int fd;
	GByteArray *in, *out; /* messages, each after its length; both processes are of one program */
};

struct channel *channel_new(int fd)
{
	struct channel *c = g_new(struct channel, 1);
	*c = (struct channel){fd, g_byte_array_new(), g_byte_array_new()};
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return c;
}

void channel_free(struct channel *c)
{
	if (!c)
		return;
	close(c->fd);
	g_byte_array_unref(c->in);
	g_byte_array_unref(c->out);
	g_free(c);
}

/* channel_give_up: what cannot be sent is dropped, and nothing more passes: the other end learns that this one is gone. */
static void channel_give_up(struct channel *c)
{
	shutdown(c->fd, SHUT_WR);
	g_byte_array_set_size(c->out, 0);
}

/* send_some: what the system has no room for now goes later. */
static void send_some(struct channel *c)
{
	while (c->out->len > 0) {
		ssize_t n = send(c->fd, c->out->data, c->out->len, MSG_NOSIGNAL);
		if (n >= 0)
			g_byte_array_remove_range(c->out, 0, (guint)n);
		else if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM)
			return;
		else if (errno != EINTR)
			channel_give_up(c);
	}
}

static bool receive_some(struct channel *c)
{
	guint8 buffer[65536];
	for (;;) {
		ssize_t n = recv(c->fd, buffer, sizeof(buffer), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		g_byte_array_append(c->in, buffer, (guint)n);
		if ((gsize)n < sizeof(buffer))
			return true;
	}
}

void channel_send(struct channel *c, const void *bytes, gsize length)
{
	g_byte_array_append(c->out, (const guint8 *)&length, sizeof(length));
	g_byte_array_append(c->out, bytes, (guint)length);
	send_some(c);
}

struct pollfd channel_watched(const struct channel *c)
{
	return (struct pollfd){c->fd, (short)(POLLIN | (c->out->len > 0 ? POLLOUT : 0)), 0};
}

bool channel_move(struct channel *c)
{
	send_some(c);
	return receive_some(c);
}

GByteArray *channel_take(struct channel *c)
{
	gsize length;
	if (c->in->len < sizeof(length))
		return NULL;
	memcpy(&length, c->in->data, sizeof(length));
	if (c->in->len - sizeof(length) < length)
		return NULL;
	GByteArray *message = g_byte_array_sized_new((guint)length);
	g_byte_array_append(message, c->in->data + sizeof(length), (guint)length);
	g_byte_array_remove_range(c->in, 0, (guint)(sizeof(length) + length));
	return message;
}
