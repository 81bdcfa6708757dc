/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/core/one_core.h"
#include "tests/lib/suite.h"

void one_core_init(struct one_core *o, const struct engine_config *config)
{
	static const char *const names[] = {"x", "y", "z"};
	static const struct act nothing[] = {END};
	memset(o, 0, sizeof(*o));
	engine_init(&o->e, config);
	for (int i = 0; i < 3; i++) {
		o->irq_script[i] = (struct script){.name = names[i], .acts = nothing};
		engine_irq(&o->e, &o->irq[i], 0, &o->irq_script[i]);
	}
	o->softirq_script = (struct script){.name = "soft", .acts = nothing};
	engine_softirq(&o->e, SOFTIRQ_NET_RX, 0, &o->softirq_script);
	o->thread_script = (struct script){.name = "a"};
}

void one_core_start(struct one_core *o, const struct act *acts, vtime date)
{
	o->thread_script.acts = acts;
	engine_thread(&o->e, &o->a, 0, &o->thread_script, date);
}

void one_core_raise(struct one_core *o, vtime date, int line)
{
	engine_at(&o->e, date, ACT(RAISE(&o->irq[line])));
}

void one_core_finish(struct one_core *o, vtime end, const char *expected)
{
	calendar_run(&o->e.m->cal, end);
	CU_ASSERT_STRING_EQUAL(o->e.log->str, expected);
	if (strcmp(o->e.log->str, expected) != 0)
		printf("got %s, expected %s\n", o->e.log->str, expected);
	machine_check(o->e.m, 0);
}
