/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Channel: whole messages between two processes, over one end of a socket each. Neither ever waits for the other: what
 * the socket does not take now stays here until it does.
 */
#ifndef TOOLS_STUDY_RUN_CHANNEL_H
#define TOOLS_STUDY_RUN_CHANNEL_H

#include <glib.h>
#include <poll.h>
#include <stdbool.h>

struct channel;

/* channel_new: takes over the descriptor of a stream socket, which it makes non-blocking; channel_free closes it, NULL
 * allowed. */
struct channel *channel_new(int fd);
void channel_free(struct channel *c);

/* channel_send: a message of these bytes, as much of it as goes now. */
void channel_send(struct channel *c, const void *bytes, gsize length);

/* channel_watched: what to poll for. channel_move: sends and receives what goes now; false once the other process has
 * closed its end, after which what it had sent can still be taken. */
struct pollfd channel_watched(const struct channel *c);
bool channel_move(struct channel *c);

/* channel_take: the next message that is here as a whole, newly allocated (g_byte_array_unref); NULL: there is none. */
GByteArray *channel_take(struct channel *c);

#endif
