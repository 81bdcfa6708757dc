/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/napi_thread.h"
#include "models/costs.h"
#include "sim/core/softirq.h"

/* The thread's core has a poll list only where something else needs one. */
static void set_polling(struct core *c, bool on)
{
	if (softnet_of(c) && era_rules.napi_thread_sends_ipis[c->machine->era])
		softnet_of(c)->in_threaded_poll = on;
}

static bool sends_ipis(const struct core *c)
{
	return era_rules.napi_thread_sends_ipis[c->machine->era] && softnet_of(c) &&
	       softnet_of(c)->rps_ipi_list;
}

/* One turn of the loop; what the poll still owes is paid with bottom halves off. */
static void poll_once(struct task *t, struct frame *f)
{
	struct napi *n = f->self;
	ROUTINE(f);
	local_bh_disable(t->core);
	set_polling(t->core, true);
	CALL(t, f, napi_poll, n, NULL);
	PAY_TIME(t, f, COST_napi_poll, 0);
	set_polling(t->core, false);
	if (sends_ipis(t->core))
		CALL(t, f, net_rps_action, softnet_of(t->core), NULL);
	TAIL_CALL(t, f, local_bh_enable, t->core, NULL);
}

static void napi_threaded_poll(struct task *t, struct frame *f)
{
	struct napi *n = f->self;
	ROUTINE(f);
	for (;;) {
		while (!n->scheduled)
			SLEEP(f);
		CALL(t, f, poll_once, n, NULL);
		while (napi_again(n)) {
			COND_RESCHED(f);
			CALL(t, f, poll_once, n, NULL);
		}
	}
}

void napi_thread_init(struct napi_thread *thread, struct napi *n, struct core *c)
{
	thread->napi = n;
	thread_init(&thread->task, c, "napi", CONTEXT_napi, napi_threaded_poll, n);
	n->thread = &thread->task;
}

int64_t napi_thread_core(const struct napi_settings *settings, int64_t nic_core, int64_t irq_core)
{
	guint64 core;
	if (!*settings->core)
		return irq_core;
	if (!g_ascii_string_to_unsigned(settings->core, 10, 0, 4095, &core, NULL))
		return -1;
	return (int64_t)core + irq_core - nic_core;
}
