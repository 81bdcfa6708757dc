/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/core/threads.h"
#include "tests/lib/suite.h"

const struct act threads_hog[] = {PAY_WORK(MS(1000)), AGAIN(0)};
static const struct act threads_lazy[] = {PAY_WORK(US(10)), REST, AGAIN(0)};

void threads_init(struct threads *th, const struct engine_config *config, int n, int hogs)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
	memset(th, 0, sizeof(*th));
	engine_init(&th->e, config);
	for (int i = 0; i < n; i++) {
		th->script[i] = (struct script){
			.engine = &th->e, .name = names[i], .acts = i < hogs ? threads_hog : threads_lazy};
		thread_init(&th->task[i], th->e.m->cores, names[i], CONTEXT_other, script_run,
			    &th->script[i]);
		if (i < hogs)
			engine_at(&th->e, 0, ACT(WAKE_DEV(&th->task[i])));
	}
}

const char *threads_run_at(struct threads *th, vtime date)
{
	calendar_run(&th->e.m->cal, date);
	const struct task *t = th->e.m->cores[0].running;
	return t ? t->name : "-";
}

/* Who runs in each of the first milliseconds. */
static char *threads_pattern(struct threads *th, int ms)
{
	GString *s = g_string_new(NULL);
	for (int i = 0; i < ms; i++)
		g_string_append(s, threads_run_at(th, MS(i) + US(500)));
	return g_string_free(s, FALSE);
}

void threads_check(const struct engine_config *config, int hogs, const char *expected)
{
	struct threads th;
	threads_init(&th, config, hogs, hogs);
	char *got = threads_pattern(&th, (int)strlen(expected));
	CU_ASSERT_STRING_EQUAL(got, expected);
	g_free(got);
	machine_check(th.e.m, 0);
	engine_fini(&th.e);
}
