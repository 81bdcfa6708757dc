/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"
#include "need.h"
#include "order.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WIRE_LATENCIES (1u << 20) /* as in tools/lab/kernel/nic_tx.c */

static void add(struct figures *f, u64 value, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(f->name[f->n], sizeof(f->name[f->n]), format, args);
	va_end(args);
	f->value[f->n++] = value;
}

static void add_nic(struct figures *f, const char *parameter)
{
	char path[128];
	u64 values[16];
	snprintf(path, sizeof(path), SIMNIC "%s", parameter);
	int n = numbers(path, values, 16);
	for (int i = 0; i < n; i++)
		add(f, values[i], n == 1 ? "%s" : "%s.%d", parameter, i);
}

static void add_guest(struct figures *f, const struct guest *g)
{
	static const char *const statistics[] = {"tx_packets", "tx_dropped"};
	for (unsigned i = 0; i < 2; i++) {
		char path[128];
		u64 value = 0;
		snprintf(path, sizeof(path), "/sys/class/net/tap%d/statistics/%s", g->number, statistics[i]);
		numbers(path, &value, 1);
		add(f, value, "tap.%s.%d", statistics[i], g->number);
	}
	add(f, g->delivered, "delivered.%d", g->number);
	add(f, g->signals, "signals.%d", g->number);
	add(f, g->interrupts, "guest_interrupts.%d", g->number);
	add(f, g->polls, "guest_polls.%d", g->number);
	add(f, g->kicks, "kicks.%d", g->number);
	add(f, g->reads, "reads.%d", g->number);
	add(f, g->unsent, "unsent.%d", g->number);
}

static void add_ovs(struct figures *f)
{
	struct ovs_show shown = ovs_show();
	add(f, shown.hit, "ovs_hit");
	add(f, shown.missed, "ovs_missed");
	add(f, shown.lost, "ovs_lost");
	add(f, shown.mask_hit, "ovs_mask_hit");
	add(f, shown.cache_hit, "ovs_cache_hit");
	add(f, ovs_handler_flows(), "ovs_flow_new");
	add(f, ovs_handler_upcalls(), "ovs_upcalls");
	add(f, ovs_handler_operations(), "ovs_operations");
}

/* Column of /proc/net/softnet_stat, of the first core. */
static u64 softnet(int column)
{
	unsigned values[3] = {0};
	FILE *file = fopen("/proc/net/softnet_stat", "r");
	need(file && fscanf(file, "%x %x %x", &values[0], &values[1], &values[2]) == 3 ? 0 : -1,
	     "softnet_stat");
	fclose(file);
	return values[column];
}

void look(struct figures *f, u64 t0)
{
	static const char *const nic[] = {"n_irqs",	     "n_polls",	   "n_taken",
					  "arrived",	     "lost",	   "spent",
					  "n_interrupts",    "n_softirqs", "vectors",
					  "n_switches",	     "n_wakeups",  "n_ksoftirqd_wakeups",
					  "n_vhost_wakeups", "n_sent",	   "n_cleaned",
					  "n_saturations"};
	f->n = 0;
	add(f, now() - t0, "date");
	for (int i = 0; i < order.n_guests; i++)
		add_guest(f, &order.guests[i]);
	for (unsigned i = 0; i < sizeof(nic) / sizeof(*nic); i++)
		add_nic(f, nic[i]);
	add(f, softnet(2), "time_squeeze");
	if (order.ovs != OVS_NONE)
		add_ovs(f);
}

static int rising(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;
	return (x > y) - (x < y);
}

/* Latencies in ns, of the packets of `who`. */
static void print_latencies(const char *who, u32 *latencies, u32 n)
{
	static const struct {
		const char *name;
		unsigned permille;
	} quantiles[] = {{"p50", 500}, {"p90", 900}, {"p99", 990}, {"p999", 999}};
	u64 sum = 0;
	qsort(latencies, n, sizeof(u32), rising);
	for (u32 i = 0; i < n; i++)
		sum += latencies[i];
	printf("lab latency_n.%s %u\nlab latency_sum.%s %llu\n", who, n, who, (unsigned long long)sum);
	if (n == 0)
		return;
	printf("lab latency_min.%s %u\nlab latency_max.%s %u\n", who, latencies[0], who, latencies[n - 1]);
	for (int i = 0; i < 4; i++)
		printf("lab latency_%s.%s %u\n", quantiles[i].name, who,
		       latencies[((u64)n * quantiles[i].permille + 999) / 1000 - 1]);
}

static void print_guest(const struct guest *g)
{
	char who[16];
	snprintf(who, sizeof(who), "%d", g->number);
	print_latencies(who, g->latencies, g->n_latencies);
}

/* Of what has left by the wire. */
static void print_wire(void)
{
	static u32 latencies[WIRE_LATENCIES];
	int fd = (int)need(open("/proc/simnic", O_RDONLY), "/proc/simnic");
	ssize_t got;
	size_t all = 0;
	while ((got = need(read(fd, (char *)latencies + all, sizeof(latencies) - all), "/proc/simnic")) > 0)
		all += (size_t)got;
	close(fd);
	print_latencies("wire", latencies, (u32)(all / sizeof(u32)));
}

void print_difference(const struct figures *before, const struct figures *after)
{
	printf("lab from %llu\nlab to %llu\n", (unsigned long long)before->value[0],
	       (unsigned long long)after->value[0]);
	for (int i = 1; i < after->n; i++)
		printf("lab %s %llu\n", after->name[i],
		       (unsigned long long)(after->value[i] - before->value[i]));
}

void print_all_latencies(void)
{
	for (int i = 0; i < order.n_guests; i++)
		print_guest(&order.guests[i]);
	print_wire();
}
