/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Generic netlink: messages of attributes to a family of the kernel, and its answers.
 */
#ifndef LAB_GENL_H
#define LAB_GENL_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>

/* A message that is being written. Only genl.c touches its fields. */
struct genl_message {
	size_t length;
	_Alignas(4) unsigned char bytes[4096];
};

/* genl_open: a socket of generic netlink; id: its address, which the kernel sends to. */
int genl_open(unsigned *id);

/* genl_family: the number of a family by its name; the machine ends with a message when the kernel has none. */
int genl_family(int fd, const char *name);

/* genl_begin: a request to a family, with the family's own header of so many bytes. */
void genl_begin(struct genl_message *m, int family, int command, int version, const void *header,
		size_t bytes);

/* genl_put: an attribute. */
void genl_put(struct genl_message *m, int type, const void *data, size_t bytes);

/* genl_nest: the place of an attribute that all attributes up to genl_nest_end are in. */
size_t genl_nest(struct genl_message *m, int type);
void genl_nest_end(struct genl_message *m, size_t nest);

/* genl_call: sends a request and waits until the kernel has done it; the machine ends with a message when it refuses. */
void genl_call(int fd, struct genl_message *m, const char *what);

/* genl_ask: the same of a request that the kernel answers. genl_read: copies an attribute of that answer, which begins with the family's
 * own header of so many bytes; the machine ends with a message when there is none. */
void genl_ask(int fd, struct genl_message *m, void *answer, size_t bytes, const char *what);
void genl_read(const void *answer, size_t header, int type, void *to, size_t bytes);

/* genl_send: sends n requests by one system call; genl_await: reads the answers of n. Both end the machine when something fails. */
void genl_send(int fd, struct genl_message *m, int n);
void genl_await(int fd, int n, const char *what);

/* genl_attribute: the attribute of that type among those in so many bytes; NULL: there is none. */
const struct nlattr *genl_attribute(const void *from, size_t bytes, int type);

/* genl_data, genl_bytes: what an attribute has. */
static inline const void *genl_data(const struct nlattr *a)
{
	return (const char *)a + NLA_HDRLEN;
}

static inline size_t genl_bytes(const struct nlattr *a)
{
	return a->nla_len - NLA_HDRLEN;
}

#endif
