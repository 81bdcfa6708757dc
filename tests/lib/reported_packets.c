/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/reported_packets.h"
#include <math.h>

bool reported_losses[DROPS];

double reported_loss(const struct recount_packets *p)
{
	int64_t lost = recount_lost(p), decided = lost + p->delivered;
	return decided > 0 ? (double)lost / (double)decided : NAN;
}

static void check_dropped(const struct reported *run, JsonObject *in, const struct recount_packets *p)
{
	JsonObject *dropped = json_object_get_object_member(in, "dropped");
	CU_ASSERT_EQUAL(json_object_get_size(dropped), DROPS);
	for (int i = 0; i < DROPS; i++) {
		reported_int(run, dropped, drop_names[i].name, p->dropped[i]);
		reported_losses[i] |= p->dropped[i] > 0;
	}
}

static void check_packets(const struct reported *run, JsonObject *in, const struct recount_packets *p)
{
	reported_int(run, in, "offered", p->offered);
	reported_int(run, in, "delivered", p->delivered);
	check_dropped(run, in, p);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* The quantile of the sorted values: null with fewer than ten beyond it, else up to a bucket's width more. */
static void check_quantile(const struct reported *run, JsonObject *in, const char *key, const GArray *latency,
			   int64_t ppm)
{
	int64_t n = latency->len, rank = (n * ppm + 999999) / 1000000;
	bool known = n > 0 && n - rank >= 10;
	CU_ASSERT_EQUAL(!json_object_get_null_member(in, key), known);
	if (!known)
		return;
	double exact = (double)g_array_index(latency, int64_t, rank - 1) / 1000;
	double printed = json_object_get_double_member(in, key);
	if (!(printed >= exact && printed <= exact * (1 + 1.0 / 128) + 0.001))
		printf("\n    %s: %s is %.3f, counted is %.3f", run->what, key, printed, exact);
	CU_ASSERT(printed >= exact && printed <= exact * (1 + 1.0 / 128) + 0.001);
}

static double ns_at(const GArray *latency, int64_t i)
{
	return latency->len > 0 ? (double)g_array_index(latency, int64_t, i) / 1000 : NAN;
}

static double mean_ns(const GArray *latency)
{
	__int128 sum = 0, n = latency->len;
	for (guint i = 0; i < latency->len; i++)
		sum += g_array_index(latency, int64_t, i);
	if (n == 0)
		return NAN;
	__int128 rounded = (sum + n / 2) / n;
	return (double)rounded / 1000;
}

static void check_latency(const struct reported *run, JsonObject *in, GArray *latency)
{
	JsonObject *ns = json_object_get_object_member(in, "latency_ns");
	CU_ASSERT_PTR_NOT_NULL_FATAL(ns);
	g_array_sort(latency, by_size);
	reported_known(run, ns, "min", ns_at(latency, 0), 1e-4);
	reported_known(run, ns, "mean", mean_ns(latency), 1e-4);
	reported_known(run, ns, "max", ns_at(latency, (int64_t)latency->len - 1), 1e-4);
	check_quantile(run, ns, "p50", latency, 500000);
	check_quantile(run, ns, "p90", latency, 900000);
	check_quantile(run, ns, "p99", latency, 990000);
	check_quantile(run, ns, "p999", latency, 999000);
}

void reported_packets(const struct reported *run)
{
	const struct recount *c = run->count;
	JsonObject *packets = json_object_get_object_member(run->json, "packets");
	check_packets(run, packets, &c->all);
	reported_int(run, packets, "inside_at_start", c->inside_start);
	reported_int(run, packets, "inside_at_end", c->inside_end);
	reported_int(run, packets, "in_flight", c->inside_end - c->inside_start);
	check_latency(run, run->json, c->all.latency);
	reported_known(run, run->json, "offered_pps", (double)c->all.offered / run->seconds, 0.001);
	reported_known(run, run->json, "delivered_pps", (double)c->all.delivered / run->seconds, 0.001);
	reported_known(run, run->json, "loss_ratio", reported_loss(&c->all), 1e-9);
}

/* Metrics repeat the latencies of the JSON, which were compared with the trace: of a guest or source (NULL: of all). */
void reported_latencies(const struct reported *run, JsonObject *in, const char *part)
{
	static const char *const figures[] = {"min", "mean", "p50", "p90", "p99", "p999", "max"};
	JsonObject *ns = json_object_get_object_member(in, "latency_ns");
	EACH_CASE (i, figures) {
		char *name = g_strdup_printf("latency_%s_ns%s%s", figures[i], part ? " of " : "",
					     part ? part : "");
		reported_metric(run, name, reported_member(ns, figures[i]), 1e-4);
		g_free(name);
	}
}

/* check_part_metrics: those that metrics of studies have of a guest or source, which the JSON has as counts. */
static void check_part_metrics(const struct reported *run, JsonObject *in, const char *part,
			       const struct recount_packets *p)
{
	const struct {
		const char *metric;
		double counted;
	} figures[] = {
		{"offered_pps", (double)p->offered / run->seconds},
		{"delivered_pps", (double)p->delivered / run->seconds},
		{"dropped_pps", (double)recount_lost(p) / run->seconds},
		{"offered_packets", (double)p->offered},
		{"delivered_packets", (double)p->delivered},
		{"dropped_packets", (double)recount_lost(p)},
		{"loss_ratio", reported_loss(p)},
	};
	EACH_CASE (i, figures, metric) {
		char *name = g_strdup_printf("%s of %s", figures[i].metric, part);
		reported_metric(run, name, figures[i].counted, 0.001);
		g_free(name);
	}
	reported_latencies(run, in, part);
}

void reported_streams(const struct reported *run)
{
	CU_ASSERT_FATAL(reported_length(run, "streams") <= RECOUNT_STREAMS);
	for (guint i = 0; i < reported_length(run, "streams"); i++) {
		JsonObject *stream = reported_element(run, "streams", i);
		check_packets(run, stream, &run->count->stream[i]);
		check_latency(run, stream, run->count->stream[i].latency);
		check_part_metrics(run, stream, json_object_get_string_member(stream, "name"),
				   &run->count->stream[i]);
	}
}

/* Whether the source's packets count for the guest: it sends them, or the outside does, to it. */
static bool is_of(JsonObject *stream, const char *guest)
{
	const char *from = json_object_get_string_member(stream, "from");
	bool outside = !*from || !strcmp(from, "host");
	return !strcmp(outside ? json_object_get_string_member(stream, "to") : from, guest);
}

void reported_guest(const struct reported *run, JsonObject *guest)
{
	struct recount_packets sum = {.latency = g_array_new(FALSE, FALSE, sizeof(int64_t))};
	const char *name = json_object_get_string_member(guest, "name");
	for (guint i = 0; i < reported_length(run, "streams"); i++)
		if (is_of(reported_element(run, "streams", i), name))
			recount_add(&sum, &run->count->stream[i]);
	check_packets(run, guest, &sum);
	reported_known(run, guest, "loss_ratio", reported_loss(&sum), 1e-9);
	check_latency(run, guest, sum.latency);
	check_part_metrics(run, guest, name, &sum);
	g_array_free(sum.latency, TRUE);
}
