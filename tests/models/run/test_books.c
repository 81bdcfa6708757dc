/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Books that agree pass; with any one of their figures one too large the process ends with status 5 and says which.
 */
#include "models/packet.h"
#include "models/run/books.h"
#include "tests/lib/child.h"
#include "tests/lib/expect.h"

#define GUESTS 2
#define STREAMS 3
#define CORES 2
#define QUEUES_HERE 2
#define MEASURED VTIME_PER_MS
#define CUT (2 * VTIME_PER_MS)

struct books {
	struct scenario s;
	struct result r;
	struct result_guest guest[GUESTS];
	struct result_stream stream[STREAMS];
	struct result_core core[CORES];
	struct result_queue queue[QUEUES_HERE];
};

/* One source's packets: of those offered two are delivered, `lost` dropped. */
static void fill_stream(struct books *b, int i, int guest, int64_t offered, int64_t lost)
{
	struct result_stream *s = &b->stream[i];
	*s = (struct result_stream){.guest = guest, .offered = offered, .delivered = 2};
	s->dropped[DROP_tap_queue_full] = lost;
	for (int k = 0; k < 2; k++)
		histogram_add(&s->latency, 1000 * (i + 1) + k);
	histogram_merge(&b->r.latency, &s->latency);
	b->r.offered += offered;
	b->r.delivered += 2;
	b->r.dropped[DROP_tap_queue_full] += lost;
	if (guest == PACKET_TRANSIT)
		return;
	histogram_merge(&b->guest[guest].latency, &s->latency);
	b->guest[guest].offered += offered;
	b->guest[guest].delivered += 2;
	b->guest[guest].dropped[DROP_tap_queue_full] += lost;
}

static void fill_cores(struct books *b)
{
	for (int i = 0; i < CORES; i++) {
		b->core[i].by_cost[CONTEXT_vhost][COST_vhost_get_desc] = MEASURED / 4;
		b->core[i].by_cost[CONTEXT_vhost][COST_vhost_add_used] = MEASURED / 4;
		b->core[i].booked[CONTEXT_vhost] = MEASURED / 2;
		b->core[i].booked[CONTEXT_idle] = MEASURED / 2;
	}
}

static void fill_queues(struct books *b)
{
	b->queue[0] = (struct result_queue){.kind = QUEUE_tap, .level = 1, .max = 3, .mean = 1.5};
	b->queue[1] = (struct result_queue){.kind = QUEUE_virtqueue, .level = 2, .max = 2, .mean = 2};
}

#define COLUMNS (SERIES_COLUMNS + CORES) /* of the series */

static const char *const columns[COLUMNS] = {
	[SERIES_OFFERED] = "offered_pps",
	[SERIES_DELIVERED] = "delivered_pps",
	[SERIES_DROPPED] = "dropped_pps",
};

/* Two rows; of the second one's packets a part is left out. */
static void fill_series(struct books *b)
{
	const char *names[COLUMNS];
	int64_t row[COLUMNS] = {0};
	for (int i = 0; i < COLUMNS; i++)
		names[i] = columns[i] ? columns[i] : "another";
	b->r.series = series_new(names, COLUMNS);
	for (int i = 0; i < CORES; i++)
		row[SERIES_COLUMNS + i] = SERIES_PPM / 2;
	row[SERIES_OFFERED] = 12000;
	row[SERIES_DELIVERED] = 6000;
	row[SERIES_CPU + CONTEXT_vhost] = row[SERIES_CPU + CONTEXT_idle] = SERIES_PPM / 2;
	series_append(b->r.series, CUT + MEASURED / 2, row);
	row[SERIES_DROPPED] = 6000;
	row[SERIES_PLACE + QUEUE_PLACE_tap] = 1;
	row[SERIES_PLACE + QUEUE_PLACE_virtqueue] = 2;
	series_append(b->r.series, CUT + MEASURED, row);
}

static struct books *books_new(void)
{
	struct books *b = g_new0(struct books, 1);
	b->r = (struct result){.warmup = CUT, .measured = MEASURED};
	b->r.n_guests = GUESTS;
	b->r.n_streams = STREAMS;
	b->r.n_cores = CORES;
	b->r.n_queues = QUEUES_HERE;
	b->r.guest = b->guest;
	b->r.stream = b->stream;
	b->r.core = b->core;
	b->r.queue = b->queue;
	b->guest[0].name = (char *)"vm0";
	b->guest[1].name = (char *)"vm1";
	b->queue[0].name = (char *)"tap";
	b->queue[1].name = (char *)"virtqueue";
	fill_stream(b, 0, 1, 5, 1);
	fill_stream(b, 1, PACKET_TRANSIT, 3, 1);
	fill_stream(b, 2, 0, 4, 1);
	b->r.inside_start = 1;
	b->r.inside_end = 4;
	fill_cores(b);
	fill_queues(b);
	fill_series(b);
	return b;
}

static void books_free(struct books *b)
{
	for (int i = 0; i < STREAMS; i++)
		histogram_reset(&b->stream[i].latency);
	for (int i = 0; i < GUESTS; i++)
		histogram_reset(&b->guest[i].latency);
	histogram_reset(&b->r.latency);
	series_free(b->r.series);
	g_free(b);
}

static void test_sound(void)
{
	struct books *b = books_new();
	books_check(&b->s, &b->r);
	books_free(b);
}

/* ---- a figure that is wrong ---- */

#define FIELD(member, text)                                                                                  \
	{                                                                                                    \
#member, offsetof(struct books, member), text                                                \
	}

static const struct {
	const char *what;
	size_t offset;
	const char *message;
} fields[] = {
	FIELD(r.offered, "packets: offered 13, delivered, lost and the growth of what is inside 12"),
	FIELD(r.delivered, "packets: offered 12"),
	FIELD(r.inside_start, "packets: offered 12, delivered, lost and the growth of what is inside 11"),
	FIELD(r.inside_end, "packets: offered 12"),
	FIELD(r.dropped[DROP_tap_queue_full], "packets: offered 12"),
	FIELD(r.latency.count, "packets with a latency"),
	FIELD(r.latency.min, "the least latency in ps: in all 1001, the sources 1000"),
	FIELD(r.latency.max, "the greatest latency in ps: in all 3002, the sources 3001"),
	FIELD(r.latency.sum, "the sum of latencies: in all 12004 ps, the sources 12003 ps"),
	FIELD(r.measured, "a core's time in ps: all contexts 1000000000, measured 1000000001"),
	FIELD(stream[1].offered, "packets offered: in all 12, the sources 13"),
	FIELD(stream[0].delivered, "packets delivered: in all 6, the sources 7"),
	FIELD(stream[2].dropped[DROP_tap_queue_full], "tap/queue_full: in all 3, the sources 4"),
	FIELD(stream[2].dropped[DROP_nic_closed], "nic/closed: in all 0, the sources 1"),
	FIELD(stream[0].latency.count, "packets with a latency: in all 6, the sources 7"),
	FIELD(stream[1].latency.sum, "the sum of latencies"),
	FIELD(guest[1].latency.count, "packets with a latency: vm1 3, its sources 2"),
	FIELD(guest[0].latency.min, "the least latency in ps: vm0 3001, its sources 3000"),
	FIELD(guest[0].latency.sum, "the sum of latencies: vm0 6002 ps, its sources 6001 ps"),
	FIELD(guest[1].offered, "packets offered: vm1 6, its sources 5"),
	FIELD(guest[0].delivered, "packets delivered: vm0 3, its sources 2"),
	FIELD(guest[0].dropped[DROP_tap_queue_full], "tap/queue_full: vm0 2, its sources 1"),
	FIELD(core[1].booked[CONTEXT_vhost], "a core's time in ps: vhost 500000001, its costs 500000000"),
	FIELD(core[0].booked[CONTEXT_idle], "all contexts 1000000001, measured 1000000000"),
	FIELD(core[0].by_cost[CONTEXT_idle][0], "a core's time in ps: idle 0, its costs 1"),
	FIELD(core[1].by_cost[CONTEXT_hardirq][0], "a core's time in ps: hardirq 0, its costs 1"),
	FIELD(queue[1].level, "packets in a queue: at the end 3, at most 2"),
	FIELD(queue[0].level, "packets in queues: another 1, the queues at the end 2"),
};

static void check_wrong(const void *arg)
{
	struct books *b = books_new();
	int64_t *field = G_STRUCT_MEMBER_P(b, fields[*(const size_t *)arg].offset);
	(*field)++;
	books_check(&b->s, &b->r);
}

static void test_wrong(void)
{
	EACH_CASE (i, fields, what) {
		struct child c = child_run(check_wrong, &i);
		if (c.status != 5)
			printf("\n    %s: not noticed", fields[i].what);
		CU_ASSERT_EQUAL(c.status, 5);
		EXPECT(c.err, "the books do not agree", fields[i].message);
		child_free(&c);
	}
}

/* ---- a source that is booked as another's, the sums being right ---- */

static void check_moved(const void *arg)
{
	struct books *b = books_new();
	(void)arg;
	b->stream[0].offered--;
	b->stream[2].offered++;
	books_check(&b->s, &b->r);
}

/* ---- series ---- */

static const struct {
	int column;
	int64_t by;
	const char *message;
} cells[] = {
	{SERIES_OFFERED, 1, "offered_pps: all rows of the series 12.000500, in all 12"},
	{SERIES_DELIVERED, -1, "delivered_pps: all rows of the series 5.999500, in all 6"},
	{SERIES_DROPPED, -1, "dropped_pps"},
	{SERIES_PLACE + QUEUE_PLACE_tap, 1, "packets in queues"},
	{SERIES_PLACE + QUEUE_PLACE_nic, 1, "packets in queues"},
	{SERIES_CPU + CONTEXT_vhost, 1, "another"},
	{SERIES_CPU + CONTEXT_pmd, 1, "another"},
	{SERIES_COLUMNS + CORES - 1, -1, "another"},
};

static void check_cell(const void *arg)
{
	size_t i = *(const size_t *)arg;
	struct books *b = books_new();
	const char *names[COLUMNS];
	for (int k = 0; k < COLUMNS; k++)
		names[k] = series_column(b->r.series, k);
	struct series *wrong = series_new(names, COLUMNS);
	for (int row = 0; row < 2; row++) {
		int64_t value[COLUMNS];
		for (int k = 0; k < COLUMNS; k++)
			value[k] = series_value(b->r.series, row, k);
		value[cells[i].column] += row == 1 ? cells[i].by : 0;
		series_append(wrong, series_date(b->r.series, row), value);
	}
	b->r.series = wrong;
	books_check(&b->s, &b->r);
}

static void test_series(void)
{
	EACH_CASE (i, cells, column) {
		struct child c = child_run(check_cell, &i);
		CU_ASSERT_EQUAL(c.status, 5);
		EXPECT(c.err, "the books do not agree", cells[i].message);
		child_free(&c);
	}
}

static void test_moved(void)
{
	struct child c = child_run(check_moved, NULL);
	CU_ASSERT_EQUAL(c.status, 5);
	EXPECT(c.err, "packets offered: vm0 4, its sources 5");
	child_free(&c);
}

static const struct test_case tests[] = {
	{"books that agree", test_sound},
	{"any figure one too large", test_wrong},
	{"a packet of another source", test_moved},
	{"rows of the series", test_series},
};

SUITE("books", tests)
