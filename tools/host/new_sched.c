/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/new_sched.h"
#include "sim/core/core.h"
#include "tools/host/new_text.h"
#include <string.h>

#define IDLE_US_MAX 1000000 /* of a state that is written */

/* has_cstates: a guest that halts has a state, too, but that is its host's matter. */
static bool has_cstates(const struct host_cpu *c)
{
	return c->states->len > 0 && g_strcmp0(c->idle, "hlt") != 0;
}

/* used_states: the first, the second and the deepest state that are not disabled, as the model has three; of fewer the last
 * one again. False: there are none that it takes. */
static bool used_states(const GArray *states, const struct host_idle_state *used[CSTATES])
{
	guint n = 0;
	for (guint i = 0; i < states->len; i++) {
		const struct host_idle_state *s = &g_array_index(states, struct host_idle_state, i);
		if (s->disabled || s->latency_us > IDLE_US_MAX || s->residency_us > IDLE_US_MAX)
			continue;
		used[MIN(n, CSTATES - 1)] = s;
		n++;
	}
	for (guint i = n; n > 0 && i < CSTATES; i++)
		used[i] = used[n - 1];
	return n > 0;
}

/* The idle states of the host for C1, C1E and C6 of the model. */
static void append_cstates(GString *keys, const GArray *states)
{
	const struct host_idle_state *used[CSTATES];
	if (!used_states(states, used))
		return;
	g_string_append(keys, ", cstates: own, cstate_times: \"");
	for (int i = 0; i < CSTATES; i++)
		g_string_append_printf(keys, "%s%" G_GINT64_FORMAT "us/%" G_GINT64_FORMAT "us", i ? "," : "",
				       used[i]->latency_us, used[i]->residency_us);
	g_string_append_c(keys, '"');
}

void new_sched_write(GString *out, const struct host_facts *f)
{
	const struct host_kernel *k = &f->kernel;
	GString *keys = g_string_new(NULL);
	if (k->hz >= 100 && k->hz <= 1000)
		g_string_append_printf(keys, ", hz: %" G_GINT64_FORMAT, k->hz);
	if (k->preempt)
		g_string_append_printf(keys, ", preempt: %s", k->preempt);
	if (k->irq_accounting != HOST_NUMBER_NONE)
		g_string_append_printf(keys, ", irq_time_accounting: %s", k->irq_accounting ? "yes" : "no");
	if (f->cpu.idle)
		g_string_append_printf(keys, ", idle: %s", f->cpu.idle);
	if (has_cstates(&f->cpu))
		append_cstates(keys, f->cpu.states);
	if (keys->len > 0)
		new_line(out, "sched: {%s}", keys->str + strlen(", "));
	g_string_free(keys, TRUE);
}

void new_sched_notes(GString *out, const struct host_cpu *c)
{
	for (guint i = 0; has_cstates(c) && i < c->states->len; i++) {
		const struct host_idle_state *s = &g_array_index(c->states, struct host_idle_state, i);
		new_comment(out,
			    "- idle state %s: %" G_GINT64_FORMAT " us to leave it, worth %" G_GINT64_FORMAT
			    " us%s",
			    s->name, s->latency_us, s->residency_us, s->disabled ? "; disabled" : "");
	}
	if (has_cstates(c))
		new_comment(
			out,
			"  The first, the second and the deepest that are not disabled stand for C1, C1E "
			"and C6 of the model. Whether /dev/cpu_dma_latency forbids some, it does not say.");
}
