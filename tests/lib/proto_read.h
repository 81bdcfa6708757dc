/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A reader of Protocol Buffers messages, after protobuf.dev/programming-guides/encoding: field by field. Nothing of it is shared
 * with the writer (tools/trace/proto.h).
 */
#ifndef TESTS_LIB_PROTO_READ_H
#define TESTS_LIB_PROTO_READ_H

#include "tests/lib/suite.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What is left of a message; then the field that was read. */
struct proto {
	const uint8_t *at, *end;
	int field, kind;
	uint64_t value; /* kinds 0 and 1 */
	const uint8_t *bytes;
	uint64_t length; /* kind 2 */
};

static inline uint64_t proto_read_varint(struct proto *p)
{
	uint64_t value = 0;
	for (int shift = 0; shift < 64; shift += 7) {
		CU_ASSERT_FATAL(p->at < p->end);
		value |= (uint64_t)(*p->at & 0x7f) << shift;
		if (!(*p->at++ & 0x80))
			return value;
	}
	CU_FAIL_FATAL("a varint of more than ten bytes");
	return 0;
}

/* proto_next: reads the next field; false when the message has ended. */
static inline bool proto_next(struct proto *p)
{
	if (p->at == p->end)
		return false;
	uint64_t tag = proto_read_varint(p);
	p->field = (int)(tag >> 3);
	p->kind = tag & 7;
	CU_ASSERT_FATAL(p->field > 0 && p->kind <= 2);
	p->value = 0;
	if (p->kind == 0) {
		p->value = proto_read_varint(p);
		return true;
	}
	p->length = p->kind == 1 ? 8 : proto_read_varint(p);
	CU_ASSERT_FATAL(p->length <= (uint64_t)(p->end - p->at));
	p->bytes = p->at;
	p->at += p->length;
	for (int i = 0; i < 8 && p->kind == 1; i++)
		p->value |= (uint64_t)p->bytes[i] << 8 * i;
	return true;
}

/* proto_inside: the message that the field is. */
static inline struct proto proto_inside(const struct proto *p)
{
	CU_ASSERT_EQUAL_FATAL(p->kind, 2);
	return (struct proto){.at = p->bytes, .end = p->bytes + p->length};
}

/* proto_text: the field as a string, newly allocated. */
static inline char *proto_text_of(const struct proto *p)
{
	return g_strndup((const char *)p->bytes, p->length);
}

#endif
