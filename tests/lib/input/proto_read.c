/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/proto_read.h"

static uint64_t proto_read_varint(struct proto *p)
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

bool proto_next(struct proto *p)
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
