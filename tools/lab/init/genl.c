/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "genl.h"
#include "need.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define BATCH 64 /* messages of a system call at most */

int genl_open(unsigned *id)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK};
	socklen_t length = sizeof(address);
	int fd = (int)need(socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC), "generic netlink");
	need(bind(fd, (struct sockaddr *)&address, sizeof(address)), "generic netlink");
	need(getsockname(fd, (struct sockaddr *)&address, &length), "generic netlink");
	if (id)
		*id = address.nl_pid;
	return fd;
}

/* ---- writing ---- */

static void append(struct genl_message *m, const void *data, size_t bytes)
{
	size_t padded = NLA_ALIGN(bytes);
	need(m->length + padded <= sizeof(m->bytes) ? 0 : -1, "a message of generic netlink");
	memset(m->bytes + m->length, 0, padded);
	if (bytes > 0)
		memcpy(m->bytes + m->length, data, bytes);
	m->length += padded;
}

void genl_begin(struct genl_message *m, int family, int command, int version, const void *header,
		size_t bytes)
{
	struct nlmsghdr head = {.nlmsg_type = (__u16)family, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK};
	struct genlmsghdr of_family = {.cmd = (__u8)command, .version = (__u8)version};
	m->length = 0;
	append(m, &head, sizeof(head));
	append(m, &of_family, sizeof(of_family));
	append(m, header, bytes);
}

void genl_put(struct genl_message *m, int type, const void *data, size_t bytes)
{
	struct nlattr head = {.nla_len = (__u16)(NLA_HDRLEN + bytes), .nla_type = (__u16)type};
	append(m, &head, sizeof(head));
	append(m, data, bytes);
}

size_t genl_nest(struct genl_message *m, int type)
{
	size_t nest = m->length;
	genl_put(m, type, NULL, 0);
	return nest;
}

void genl_nest_end(struct genl_message *m, size_t nest)
{
	((struct nlattr *)(m->bytes + nest))->nla_len = (__u16)(m->length - nest);
}

/* ---- calls ---- */

void genl_send(int fd, struct genl_message *m, int n)
{
	struct iovec parts[BATCH];
	struct msghdr all = {.msg_iov = parts, .msg_iovlen = (size_t)n};
	for (int i = 0; i < n; i++) {
		((struct nlmsghdr *)m[i].bytes)->nlmsg_len = (__u32)m[i].length;
		parts[i] = (struct iovec){m[i].bytes, m[i].length};
	}
	need(sendmsg(fd, &all, 0), "generic netlink");
}

/* Reads the next answer; whether it was the end of a request. */
static bool answered(int fd, void *to, size_t bytes, const char *what)
{
	const struct nlmsghdr *head = to;
	need(recv(fd, to, bytes, 0), what);
	if (head->nlmsg_type != NLMSG_ERROR)
		return false;
	errno = -((const struct nlmsgerr *)NLMSG_DATA(head))->error;
	need(-(long)(errno != 0), what);
	return true;
}

void genl_await(int fd, int n, const char *what)
{
	_Alignas(8) char answer[8192];
	for (int i = 0; i < n;)
		i += answered(fd, answer, sizeof(answer), what);
}

void genl_call(int fd, struct genl_message *m, const char *what)
{
	genl_send(fd, m, 1);
	genl_await(fd, 1, what);
}

/* ---- reading ---- */

const struct nlattr *genl_attribute(const void *from, size_t bytes, int type)
{
	const char *at = from, *end = at + bytes;
	while (end - at >= NLA_HDRLEN) {
		const struct nlattr *a = (const struct nlattr *)at;
		if ((a->nla_type & NLA_TYPE_MASK) == type)
			return a;
		at += NLA_ALIGN(a->nla_len);
	}
	return NULL;
}

void genl_ask(int fd, struct genl_message *m, void *answer, size_t bytes, const char *what)
{
	genl_send(fd, m, 1);
	need(answered(fd, answer, bytes, what) ? -1 : 0, what);
	genl_await(fd, 1, what);
}

void genl_read(const void *answer, size_t header, int type, void *to, size_t bytes)
{
	const char *attributes = (const char *)answer + NLMSG_HDRLEN + GENL_HDRLEN + header;
	size_t all =
		((const struct nlmsghdr *)answer)->nlmsg_len - (size_t)(attributes - (const char *)answer);
	const struct nlattr *a = genl_attribute(attributes, all, type);
	need(a && genl_bytes(a) >= bytes ? 0 : -1, "an attribute of generic netlink");
	memcpy(to, genl_data(a), bytes);
}

int genl_family(int fd, const char *name)
{
	_Alignas(8) char answer[8192];
	struct genl_message m;
	__u16 number;
	genl_begin(&m, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, NULL, 0);
	genl_put(&m, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	genl_ask(fd, &m, answer, sizeof(answer), name);
	genl_read(answer, 0, CTRL_ATTR_FAMILY_ID, &number, sizeof(number));
	return number;
}
