/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/run_bytes.h"
#include "tools/study/run/pool_outcome.h"
#include <string.h>

/* What the bytes begin with; the figures of all, of each guest and of each source follow, those after its name. */
struct head {
	int64_t seed;
	double cpu_s;
	gsize length; /* of everything, head included */
	int n[PARTS];
};

struct reader {
	const guint8 *at, *end;
};

static void run_bytes_append(GByteArray *out, const void *bytes, gsize length)
{
	g_byte_array_append(out, bytes, (guint)length);
}

static gsize figures_size(void)
{
	return (gsize)metric_count() * sizeof(double);
}

static void append_parts(GByteArray *out, const struct run_parts *p)
{
	for (int i = 0; i < p->n; i++) {
		byte_text_append(out, p->name[i]);
		run_bytes_append(out, p->figures[i], figures_size());
	}
}

void run_report_pack(const struct run_report *report, GByteArray *out)
{
	const struct run_values *v = report->values;
	guint start = out->len;
	struct head head = {.seed = report->seed, .cpu_s = report->cpu_s};
	run_bytes_append(out, &head, sizeof(head));
	run_bytes_append(out, v->all, figures_size());
	for (int i = 0; i < PARTS; i++) {
		head.n[i] = v->part[i].n;
		append_parts(out, &v->part[i]);
	}
	head.length = out->len - start;
	memcpy(out->data + start, &head, sizeof(head));
}

/* run_bytes_take: the next bytes; NULL when there are not so many. */
static const void *run_bytes_take(struct reader *r, gsize length)
{
	if ((gsize)(r->end - r->at) < length)
		return NULL;
	const void *bytes = r->at;
	r->at += length;
	return bytes;
}

static bool take_figures(struct reader *r, double *figures)
{
	const void *bytes = run_bytes_take(r, figures_size());
	if (bytes)
		memcpy(figures, bytes, figures_size());
	return bytes;
}

static bool take_part(struct reader *r, struct run_values *v, enum run_part part)
{
	const char *name = byte_text_take(&r->at, r->end);
	return name && take_figures(r, run_values_add(v, part, name));
}

static bool take_values(struct reader *r, struct run_values *v, const int n[PARTS])
{
	bool whole = take_figures(r, v->all);
	for (int part = 0; part < PARTS; part++)
		for (int i = 0; whole && i < n[part]; i++)
			whole = take_part(r, v, part);
	return whole && r->at == r->end;
}

bool run_report_unpack(struct run_report *report, const guint8 *bytes, gsize length)
{
	struct reader r = {bytes, bytes + length};
	struct head head;
	const void *first = run_bytes_take(&r, sizeof(head));
	if (!first)
		return false;
	memcpy(&head, first, sizeof(head));
	if (head.length != length)
		return false;
	*report = (struct run_report){head.seed, head.cpu_s, run_values_empty()};
	if (take_values(&r, report->values, head.n))
		return true;
	g_clear_pointer(&report->values, run_values_free);
	return false;
}
