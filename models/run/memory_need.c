/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/memory_need.h"
#include "models/flows/flow.h"
#include "models/ovs/upcall.h"
#include "models/packet.h"
#include "models/run/result.h"
#include "sim/platform.h"

/* Bytes, as measured. */
#define PROGRAM (44 << 20)
#define GUEST 4096
#define PATH 18432
#define STACK_PAGES 16384 /* of the tasks of a path: two pages each of worker and vCPU (fiber.h) */
#define SOURCE 1536
#define LATENCIES (8 << 10) /* of one guest's or source's packets (histogram.h) */
#define RING_ENTRY 26	    /* of a virtqueue: cookie, slot and free number */

/* In doubles, which have room for the product of any settings. */
static double sampled_rows(const struct general_settings *set)
{
	return set->series > 0 ? (double)set->duration / (double)set->series + 1 : 0;
}

static double series_bytes(const struct scenario *s)
{
	const struct platform_host *host = platform_host(s->platform, s->host.name);
	const int columns = SERIES_COLUMNS + (host ? MIN(host->cores, SERIES_CORES_MAX) : 0);
	return sampled_rows(&s->general) * (columns * (double)sizeof(int64_t) + sizeof(vtime));
}

static double path_count(const struct scenario *s)
{
	double n = 0;
	for (guint i = 0; i < s->guests->len; i++) {
		const struct guest_settings *g = &g_array_index(s->guests, struct guest_settings, i);
		n += (double)g->ports * (double)g->queues;
	}
	return n;
}

/* Packets that the queues of one path hold when all are full. */
static double path_packets(const struct scenario *s)
{
	double n = 2 * (double)s->virtio.ring;
	if (flows[s->general.flow]->taps)
		return n + (double)tap_limit(&s->tap, (enum era)s->general.kernel);
	return n + (double)(s->callback.pool + s->callback.queue + s->vf.rx_ring + s->vf.tx_ring);
}

/* Those of what the paths share. */
static double host_packets(const struct scenario *s)
{
	double upcalls = s->host_switch.kind == SWITCH_OVS
				 ? 2.0 * (double)(s->host_switch.upcall_buffer * s->host_switch.handlers) /
					   OVS_MESSAGE_BYTES
				 : 0;
	double backlogs = *s->nic.rps_cpus ? 2.0 * (double)s->napi.max_backlog * s->host.cores : 0;
	return backlogs + upcalls +
	       (double)(s->nic.queues * s->nic.rx_ring + s->nic.tx_ring + s->pmd.rx_ring + s->pmd.tx_ring);
}

static double source_bytes(const struct scenario *s)
{
	double bytes = 0;
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *set = &g_array_index(s->traffic, struct traffic_settings, i);
		bytes += SOURCE + LATENCIES + (double)set->socket * sizeof(struct packet);
	}
	return bytes;
}

static double capture_bytes(const struct scenario *s)
{
	double frames = 0;
	for (guint i = 0; i < s->captures->len; i++)
		frames += ((const struct capture *)g_ptr_array_index(s->captures, i))->n;
	return frames * sizeof(struct capture_frame);
}

/* The bytes that the scenario may need; those of the series alone in *series. What is beyond 64 bits becomes INT64_MAX. */
static int64_t memory_need(const struct scenario *s, int64_t *series)
{
	double paths = path_count(s), rows = series_bytes(s);
	double bytes = PROGRAM + s->guests->len * (GUEST + LATENCIES) + source_bytes(s) + capture_bytes(s) +
		       paths * (PATH + STACK_PAGES + 2 * (double)s->virtio.ring * RING_ENTRY) +
		       (paths * path_packets(s) + host_packets(s)) * sizeof(struct packet) + rows;
	*series = rows < (double)INT64_MAX ? (int64_t)rows : INT64_MAX;
	return bytes < (double)INT64_MAX ? (int64_t)bytes : INT64_MAX;
}

/* In MiB, from ten GiB on in GiB. */
static char *memory_need_in_words(int64_t bytes)
{
	double mib = (double)bytes / (1 << 20);
	return mib < 10240 ? g_strdup_printf("%.0fMiB", mib) : g_strdup_printf("%.0fGiB", mib / 1024);
}

bool memory_check(const struct scenario *s, int64_t limit, struct diag *d)
{
	int64_t series, need = memory_need(s, &series);
	bool ok = need <= limit;
	char *is = memory_need_in_words(need), *most = memory_need_in_words(limit);
	if (!ok && series > need / 2)
		diag_error(d, scenario_place(s, "series"),
			   "the time series would have %.0f rows, and the run need about %s of memory, more "
			   "than "
			   "limits.memory, %s: take a longer interval, or raise that",
			   sampled_rows(&s->general), is, most);
	else if (!ok)
		diag_error(d, scenario_place(s, "guests"),
			   "with these guests, rings and queues the run would need about %s of memory, more "
			   "than "
			   "limits.memory, %s: take fewer or smaller ones, or raise that",
			   is, most);
	g_free(is);
	g_free(most);
	return ok;
}
