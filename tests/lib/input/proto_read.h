/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A reader of Protocol Buffers messages, after protobuf.dev/programming-guides/encoding: field by field. Nothing of it is shared
 * with the writer (tools/trace/proto.h).
 */
#ifndef TESTS_LIB_INPUT_PROTO_READ_H
#define TESTS_LIB_INPUT_PROTO_READ_H

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

/* proto_next: reads the next field; false when the message has ended. */
bool proto_next(struct proto *p);

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
