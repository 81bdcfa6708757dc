/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/note.h"
#include "tests/lib/suite.h"

static void test_worker(void)
{
	struct bench b;
	struct vhost_worker w;
	struct note x, y, z;
	bench_init(&b, &(struct bench_config){.ns = {[COST_vhost_work] = 10}});
	vhost_worker_init(&w, b.m->cores, "vhost");
	note_init(&x, &b, "x", NS(100));
	note_init(&y, &b, "y", NS(100));
	note_init(&z, &b, "z", NS(100));
	CU_ASSERT_TRUE(vhost_work_queue(&w, &x.work, NULL)); /* wakes it */
	CU_ASSERT_FALSE(vhost_work_queue(&w, &y.work, NULL));
	CU_ASSERT_FALSE(vhost_work_queue(&w, &x.work, NULL)); /* queued already */
	bench_run(&b, NS(50));				      /* x runs: it can be queued anew */
	CU_ASSERT_FALSE(vhost_work_queue(&w, &z.work, NULL));
	CU_ASSERT_FALSE(vhost_work_queue(&w, &x.work, NULL));
	CU_ASSERT_FALSE(vhost_work_queue(&w, &y.work, NULL));
	bench_run(&b, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&b), "x@110 y@220 z@330 x@440 ");
	CU_ASSERT_EQUAL(w.task.state, TASK_SLEEPING);
	CU_ASSERT_TRUE(vhost_work_queue(&w, &z.work, NULL));
	bench_run(&b, US(2));
	CU_ASSERT_STRING_EQUAL(bench_log(&b), "z@1110 ");
	CU_ASSERT_EQUAL(bench_paid(&b, 0, COST_vhost_work), 5);
	bench_fini(&b);
}

/* Random queueing against a plain list: each work runs once for each time it was not on the list. */
static void test_worker_random(void)
{
	struct bench b;
	struct vhost_worker w;
	struct note note[4];
	struct rng r;
	GString *expected = g_string_new(NULL);
	static const char *const names[] = {"a", "b", "c", "d"};
	bench_init(&b, &(struct bench_config){0});
	vhost_worker_init(&w, b.m->cores, "vhost");
	rng_init(&r, 1, 0, "works");
	for (int i = 0; i < 4; i++)
		note_init(&note[i], &b, names[i], NS(100));
	/* at a date when work is done every 100 ns, the list is what was queued and has not started */
	for (int i = 0; i < 100; i++) {
		bool queued[4] = {false};
		int64_t start = bench_now(&b) / VTIME_PER_NS;
		int n = 0;
		for (int k = bench_choose(&r, 1, 6); k > 0; k--) {
			int which = bench_choose(&r, 0, 3);
			vhost_work_queue(&w, &note[which].work, NULL);
			if (!queued[which])
				g_string_append_printf(expected, "%s@%" PRId64 " ", names[which],
						       start + 100 * ++n);
			queued[which] = true;
		}
		bench_run(&b, bench_now(&b) + US(1));
	}
	CU_ASSERT_STRING_EQUAL(b.log->str, expected->str);
	g_string_free(expected, TRUE);
	bench_fini(&b);
}

static const struct test_case cases[] = {
	{"works in order, none twice, anew while running", test_worker},
	{"works against a plain list", test_worker_random},
};
SUITE("vhost", cases)
