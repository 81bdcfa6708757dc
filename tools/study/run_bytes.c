/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run_bytes.h"
#include "tools/study/byte_text.h"
#include <string.h>

/* What the bytes begin with; the figures of all and of each guest follow, each guest's after its name. */
struct head {
	int64_t seed;
	double cpu_s;
	gsize length; /* of everything, head included */
	int n_guests;
};

struct reader {
	const guint8 *at, *end;
};

static void append(GByteArray *out, const void *bytes, gsize length)
{
	g_byte_array_append(out, bytes, (guint)length);
}

static gsize figures_size(void)
{
	return (gsize)metric_count() * sizeof(double);
}

void run_report_pack(const struct run_report *report, GByteArray *out)
{
	const struct run_values *v = report->values;
	guint start = out->len;
	struct head head = {.seed = report->seed, .cpu_s = report->cpu_s, .n_guests = v->n_guests};
	append(out, &head, sizeof(head));
	append(out, v->all, figures_size());
	for (int i = 0; i < v->n_guests; i++) {
		byte_text_append(out, v->guest_name[i]);
		append(out, v->guest[i], figures_size());
	}
	head.length = out->len - start;
	memcpy(out->data + start, &head, sizeof(head));
}

/* take: the next bytes; NULL when there are not so many. */
static const void *take(struct reader *r, gsize length)
{
	if ((gsize)(r->end - r->at) < length)
		return NULL;
	const void *bytes = r->at;
	r->at += length;
	return bytes;
}

static bool take_figures(struct reader *r, double *figures)
{
	const void *bytes = take(r, figures_size());
	if (bytes)
		memcpy(figures, bytes, figures_size());
	return bytes;
}

static bool take_name(struct reader *r, char **name)
{
	*name = g_strdup(byte_text_take(&r->at, r->end));
	return *name;
}

static bool take_values(struct reader *r, struct run_values *v)
{
	bool whole = take_figures(r, v->all);
	for (int i = 0; whole && i < v->n_guests; i++)
		whole = take_name(r, &v->guest_name[i]) && take_figures(r, v->guest[i]);
	return whole && r->at == r->end;
}

bool run_report_unpack(struct run_report *report, const guint8 *bytes, gsize length)
{
	struct reader r = {bytes, bytes + length};
	struct head head;
	const void *first = take(&r, sizeof(head));
	if (!first)
		return false;
	memcpy(&head, first, sizeof(head));
	if (head.length != length || head.n_guests < 0 || (gsize)head.n_guests > length)
		return false;
	*report = (struct run_report){head.seed, head.cpu_s, run_values_empty(head.n_guests)};
	if (take_values(&r, report->values))
		return true;
	g_clear_pointer(&report->values, run_values_free);
	return false;
}
