/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/quantity.h"
#include "models/scenario/scenario.h"
#include <math.h>
#include <string.h>

#define CYCLES "cycles."
#define EVENTS "events."

/* What follows the contexts: sums of them. */
enum { CYCLES_INTERRUPTS = CONTEXTS, CYCLES_BUSY, CYCLES_KINDS };
enum wake { WAKE_MEAN, WAKE_P50, WAKES };

static const char *const wake_names[WAKES] = {"wake_to_run_mean_ns", "wake_to_run_p50_ns"};

/* Where each kind begins, after the metrics. */
static int first_cycles(void)
{
	return metric_count();
}

static int first_event(void)
{
	return first_cycles() + CYCLES_KINDS;
}

static int first_wake(void)
{
	return first_event() + COUNTERS;
}

int quantity_count(void)
{
	return first_wake() + WAKES;
}

/* ---- names ---- */

static const char *quantity_kept(const char *prefix, const char *name)
{
	char *whole = g_strconcat(prefix, name, NULL);
	const char *text = g_intern_string(whole);
	g_free(whole);
	return text;
}

static const char *cycles_name(int kind)
{
	return kind < CONTEXTS ? context_names[kind] : kind == CYCLES_BUSY ? "busy" : "interrupts";
}

const char *quantity_name(int quantity)
{
	if (quantity < first_cycles())
		return metric_at(quantity)->name;
	if (quantity < first_event())
		return quantity_kept(CYCLES, cycles_name(quantity - first_cycles()));
	if (quantity < first_wake())
		return quantity_kept(EVENTS, counter_names[quantity - first_event()].name);
	return wake_names[quantity - first_wake()];
}

const char *quantity_unit(int quantity)
{
	if (quantity < first_cycles())
		return metric_at(quantity)->unit;
	return quantity < first_wake() ? "" : "ns";
}

static int quantity_index(const char *name)
{
	int i = quantity_count() - 1;
	while (i >= 0 && strcmp(quantity_name(i), name) != 0)
		i--;
	return i;
}

int quantity_find(const char *name, struct place at, struct diag *d)
{
	int found = quantity_index(name);
	if (found >= 0)
		return found;
	const char **names = g_new(const char *, quantity_count());
	for (int i = 0; i < quantity_count(); i++)
		names[i] = quantity_name(i);
	const char *nearest = diag_is_full(d) ? NULL : diag_nearest(name, names, quantity_count());
	diag_error(d, at, "unknown figure \"%.40s\"; %s%s%s", name, nearest ? "did you mean " : "",
		   nearest ? nearest
			   : "it may be a metric (vhostsim list metrics), cycles.CONTEXT, events.COUNTER or "
			     "wake_to_run_p50_ns",
		   nearest ? "?" : "");
	g_free(names);
	return -1;
}

bool quantity_needs_probe(int quantity)
{
	return quantity >= first_wake();
}

/* ---- what a run says ---- */

static bool counts(int kind, int context)
{
	if (kind == CYCLES_BUSY)
		return context != CONTEXT_idle;
	if (kind == CYCLES_INTERRUPTS)
		return context == CONTEXT_hardirq || context == CONTEXT_softirq ||
		       context == CONTEXT_ksoftirqd;
	return context == kind;
}

static double core_cycles(const struct scenario *s, const struct result_core *core, int kind)
{
	vtime time = 0;
	for (int c = 0; c < CONTEXTS; c++)
		time += counts(kind, c) ? core->booked[c] : 0;
	return (double)time / (double)VTIME_PER_S * (double)platform_host(s->platform, core->machine)->hz;
}

static double cycles_per_packet(const struct quantity_run *run, int kind)
{
	double sum = 0;
	for (int i = 0; i < run->r->n_cores; i++)
		sum += core_cycles(run->s, &run->r->core[i], kind);
	return run->r->offered > 0 ? sum / (double)run->r->offered : NAN;
}

static double wake_to_run(const struct wake_probe *probe, enum wake which)
{
	int64_t ps;
	if (!probe || probe->waits.count == 0)
		return NAN;
	if (which == WAKE_MEAN)
		return (double)histogram_mean(&probe->waits) / VTIME_PER_NS;
	return histogram_percentile(&probe->waits, 500000, &ps) ? (double)ps / VTIME_PER_NS : NAN;
}

double quantity_of(const struct quantity_run *run, int quantity, struct whose whose)
{
	if (quantity < first_cycles())
		return run_value_of(run->values, quantity, whose);
	if (quantity < first_event())
		return cycles_per_packet(run, quantity - first_cycles());
	if (quantity < first_wake())
		return (double)run->r->counter[quantity - first_event()] / (double)run->r->measured *
		       (double)VTIME_PER_S;
	return wake_to_run(run->probe, (enum wake)(quantity - first_wake()));
}
