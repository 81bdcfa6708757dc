/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "order.h"
#include "need.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct order order;

/* "APP WORK GAP LENGTH NAME" */
static void take_guest(const char *value)
{
	static const char *const apps[] = {"sink", "reflect", "source"};
	struct guest *g = &order.guests[order.n_guests];
	unsigned long long instructions, gap;
	char app[16];
	if (sscanf(value, "%15s %llu %llu %u %31s", app, &instructions, &gap, &g->length, g->name) != 5)
		return;
	while (g->app < APPS - 1 && strcmp(app, apps[g->app]) != 0)
		g->app++;
	g->work = instructions;
	g->gap = gap;
	g->number = order.n_guests++;
}

static void take_line(char *line)
{
	char *value = strchr(line, ' ');
	line[strcspn(line, "\n")] = '\0';
	if (!value)
		return;
	*value++ = '\0';
	if (!strcmp(line, "warmup"))
		order.warmup = strtoull(value, NULL, 10);
	else if (!strcmp(line, "duration"))
		order.duration = strtoull(value, NULL, 10);
	else if (!strcmp(line, "tap_queue"))
		order.tap_queue = atoi(value);
	else if (!strcmp(line, "ring"))
		order.rules.ring = atoi(value);
	else if (!strcmp(line, "busyloop_us"))
		order.rules.busyloop_us = (unsigned)atoi(value);
	else if (!strcmp(line, "event_idx"))
		order.rules.event_idx = atoi(value);
	else if (!strcmp(line, "tap_wait"))
		order.rules.wait = !strcmp(value, "epoll") ? WAIT_EPOLL : WAIT_POLL;
	else if (!strcmp(line, "seed"))
		order.seed = strtoull(value, NULL, 10);
	else if (!strcmp(line, "ovs"))
		sscanf(value, "%d %d %u", (int *)&order.ovs, &order.upcall_buffer, &order.masks);
	else if (!strcmp(line, "rps"))
		order.rps = atoi(value);
	else if (!strcmp(line, "symbols"))
		order.symbols = atoi(value);
	else if (!strcmp(line, "nic"))
		snprintf(order.nic, sizeof(order.nic), "%s", value);
	else if (!strcmp(line, "guest") && order.n_guests < LAB_GUESTS)
		take_guest(value);
}

void read_order(void)
{
	char line[512];
	FILE *file = fopen("/order", "r");
	need(file ? 0 : -1, "/order");
	while (fgets(line, sizeof(line), file))
		take_line(line);
	fclose(file);
}
