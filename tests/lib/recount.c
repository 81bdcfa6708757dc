/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/recount.h"

/* Cuts the next "name=value" off the text. */
static char *traced_field(char **text, char **name)
{
	char *field = strsep(text, " ");
	char *equals = field ? strchr(field, '=') : NULL;
	CU_ASSERT_PTR_NOT_NULL_FATAL(equals);
	*equals = '\0';
	*name = field;
	return equals + 1;
}

static int64_t traced_date(const char *text)
{
	int64_t ns = 0, ps = 0;
	CU_ASSERT_EQUAL_FATAL(sscanf(text, "%" SCNd64 ".%3" SCNd64, &ns, &ps), 2);
	return 1000 * ns + ps;
}

/* traced_value: the number of what a field names: a drop reason, a source ("traffic.1"), or the number itself. */
static int64_t traced_value(const char *name, const char *text)
{
	for (int i = 0; i < DROPS && !strcmp(name, "reason"); i++)
		if (!strcmp(text, drop_names[i].name))
			return i;
	const char *digits = !strcmp(name, "source") ? text + strlen("traffic.") : text;
	return g_ascii_strtoll(digits, NULL, 10);
}

/* traced_read: what the line says; cuts it into pieces. */
static struct traced traced_read(char *line)
{
	struct traced t = {.machine = (char *)""};
	char *name, *value;
	t.date = traced_date(strsep(&line, " "));
	t.event = line;
	line = strchr(strchr(line, ' ') + 1, ' ');
	*line++ = '\0';
	t.subject = g_ascii_strtoll(traced_field(&line, &t.subject_name), NULL, 10);
	value = traced_field(&line, &t.detail_name);
	t.detail = traced_value(t.detail_name, value);
	while (line) {
		value = traced_field(&line, &name);
		if (!strcmp(name, "machine"))
			t.machine = value;
	}
	return t;
}

/* ---- counting ---- */
static bool recount_counts(const struct recount *r, const struct traced *t)
{
	for (int i = 0; i < r->n_cut; i++)
		if (!strcmp(r->cut[i], t->machine))
			return true;
	return false;
}

static struct recount_packet *recount_packet(struct recount *r, int64_t id)
{
	CU_ASSERT_FATAL(id > 0 && id < 10000000);
	if (id >= r->packet->len)
		g_array_set_size(r->packet, (guint)(2 * id + 64));
	return &g_array_index(r->packet, struct recount_packet, id);
}

static void recount_offer(struct recount *r, const struct traced *t, bool counts)
{
	struct recount_packet *p = recount_packet(r, t->subject);
	CU_ASSERT_FALSE(p->known);
	CU_ASSERT_FATAL(t->detail >= 0 && t->detail < RECOUNT_STREAMS);
	*p = (struct recount_packet){.born = t->date, .source = (int32_t)t->detail, .known = true};
	r->all.offered += counts;
	r->stream[p->source].offered += counts;
	r->inside_start += !counts;
	r->inside_end++;
}

static void recount_delivered(struct recount_packets *packets, int64_t latency, int64_t bytes)
{
	packets->delivered++;
	packets->bytes += bytes;
	g_array_append_val(packets->latency, latency);
}

static void recount_end(struct recount *r, const struct traced *t, bool counts)
{
	const struct recount_packet *p = recount_packet(r, t->subject);
	bool lost = !strcmp(t->event, "packet drop");
	CU_ASSERT(p->known);
	r->inside_end--;
	r->inside_start -= !counts;
	if (!counts)
		return;
	if (lost) {
		r->all.dropped[t->detail]++;
		r->stream[p->source].dropped[t->detail]++;
	} else {
		recount_delivered(&r->all, t->date - p->born, p->bytes);
		recount_delivered(&r->stream[p->source], t->date - p->born, p->bytes);
	}
}

static void recount_other(struct recount *r, const struct traced *t, bool counts)
{
	char event[64];
	if (!strcmp(t->subject_name, "packet") && !strcmp(t->detail_name, "bytes") && t->subject > 0)
		recount_packet(r, t->subject)->bytes = (int32_t)t->detail;
	if (!counts)
		return;
	recount_event(r, t->event);
	g_snprintf(event, sizeof(event), "%s %s=%" PRId64, t->event, t->detail_name, t->detail);
	if (!strcmp(t->event, "vhost turn"))
		recount_event(r, event);
	if (!strcmp(t->detail_name, "masks"))
		recount_more(r, "ovs masks", (int)t->detail);
}

static void recount_line(struct recount *r, char *line)
{
	struct traced t = traced_read(line);
	bool counts = recount_counts(r, &t);
	r->lines++;
	if (!strcmp(t.event, "statistics reset")) {
		CU_ASSERT_FATAL(r->n_cut < RECOUNT_MACHINES && !counts);
		r->cut[r->n_cut++] = g_strdup(t.machine);
	} else if (!strcmp(t.event, "packet offered")) {
		recount_offer(r, &t, counts);
	} else if (!strcmp(t.event, "packet drop") || !strcmp(t.event, "app deliver")) {
		recount_end(r, &t, counts);
	} else {
		recount_other(r, &t, counts);
	}
}

struct recount *recount_new(const char *path)
{
	struct recount *r = g_new0(struct recount, 1);
	char *text = NULL;
	r->events = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	r->packet = g_array_new(FALSE, TRUE, sizeof(struct recount_packet));
	r->all.latency = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (int i = 0; i < RECOUNT_STREAMS; i++)
		r->stream[i].latency = g_array_new(FALSE, FALSE, sizeof(int64_t));
	CU_ASSERT_FATAL(g_file_get_contents(path, &text, NULL, NULL));
	for (char *rest = text, *line = strsep(&rest, "\n"); line && *line; line = strsep(&rest, "\n"))
		if (*line != '#')
			recount_line(r, line);
	g_free(text);
	return r;
}

void recount_free(struct recount *r)
{
	g_hash_table_unref(r->events);
	g_array_free(r->packet, TRUE);
	g_array_free(r->all.latency, TRUE);
	for (int i = 0; i < RECOUNT_STREAMS; i++)
		g_array_free(r->stream[i].latency, TRUE);
	for (int i = 0; i < r->n_cut; i++)
		g_free(r->cut[i]);
	g_free(r);
}

void recount_add(struct recount_packets *a, const struct recount_packets *b)
{
	a->offered += b->offered;
	a->delivered += b->delivered;
	a->bytes += b->bytes;
	for (int i = 0; i < DROPS; i++)
		a->dropped[i] += b->dropped[i];
	g_array_append_vals(a->latency, b->latency->data, b->latency->len);
}

int64_t recount_lost(const struct recount_packets *p)
{
	int64_t lost = 0;
	for (int i = 0; i < DROPS; i++)
		lost += p->dropped[i];
	return lost;
}
