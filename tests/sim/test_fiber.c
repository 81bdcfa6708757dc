/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fibers: each goes on where it was left, with what its local variables held, in whatever order they take turns;
 * by the registers of this processor, and by swapcontext(3), which is taken on others.
 */
#include "sim/base/fiber.h"
#include "tests/lib/fiber_ucontext.h"
#include "tests/lib/suite.h"

#include <stdint.h>

#define FIBERS 40
#define TURNS 200

struct counter {
	struct fiber fiber, *main;
	int64_t said; /* what it has said last */
	int start, step;
	double half;
	char *deepest; /* an address on its stack, at its deepest */
};

/* The sum so far comes back through a recursion that is left at its bottom. */
static int64_t add_deep(struct counter *c, int depth, int64_t sum, void (*leave)(struct counter *c))
{
	char here[64];
	here[0] = (char)depth;
	if (depth == 0) {
		c->said = sum;
		c->deepest = here;
		leave(c);
		return sum + c->step;
	}
	return add_deep(c, depth - 1, sum, leave) + here[0] - depth;
}

static void run(struct counter *c, void (*leave)(struct counter *c))
{
	double half = c->start / 2.0;
	int64_t sum = c->start;
	for (int depth = 0;; depth = (depth + 1) % 5) {
		sum = add_deep(c, depth, sum, leave);
		half += c->step / 2.0;
		c->half = half;
	}
}

static void leave_quickly(struct counter *c)
{
	fiber_switch(&c->fiber, c->main);
}

static void count_quickly(void *self)
{
	struct counter *c = self;
	fiber_enters(&c->fiber);
	run(c, leave_quickly);
}

/* ---- the same, by ucontext ---- */

static void leave_slowly(struct counter *c)
{
	ucontext_switch(&c->fiber, c->main);
}

static void count_slowly(void *self)
{
	struct counter *c = self;
	fiber_enters(&c->fiber);
	run(c, leave_slowly);
}

static const struct way {
	const char *name;
	void (*init)(struct fiber *f, struct fiber_pool *pool, void (*fn)(void *arg), void *arg);
	void (*enter)(struct fiber *from, struct fiber *to);
	void (*count)(void *self);
	void (*free)(struct fiber_pool *pool);
} ways[] = {
	{"registers", fiber_init, fiber_switch, count_quickly, fiber_pool_free},
	{"swapcontext", ucontext_init, ucontext_switch, count_slowly, ucontext_pool_free},
};

static void test_turns(void)
{
	EACH_CASE (i, ways, name) {
		const struct way *way = &ways[i];
		struct fiber main = {0};
		struct fiber_pool pool = {0};
		struct counter c[FIBERS];
		for (int k = 0; k < FIBERS; k++) {
			c[k] = (struct counter){.main = &main, .start = k, .step = 7 * k + 1};
			way->init(&c[k].fiber, &pool, way->count, &c[k]);
		}
		for (int64_t turn = 0; turn < TURNS; turn++)
			for (int k = 0; k < FIBERS; k++) {
				struct counter *at = &c[(k * 17 + (int)turn) % FIBERS];
				way->enter(&main, &at->fiber);
				CU_ASSERT_EQUAL(at->said, at->start + turn * at->step);
				CU_ASSERT_EQUAL(at->half, turn ? (double)at->said / 2 : 0);
			}
		way->free(&pool);
		CU_ASSERT_PTR_NULL(pool.stacks);
	}
}

/* No two stacks begin at the same place of their pages, of eight that follow each other. */
static void test_places(void)
{
	struct fiber main = {0};
	struct fiber_pool pool = {0};
	struct counter c[8];
	for (int i = 0; i < 8; i++) {
		c[i] = (struct counter){.main = &main, .step = 1};
		fiber_init(&c[i].fiber, &pool, count_quickly, &c[i]);
		fiber_switch(&main, &c[i].fiber);
		for (int k = 0; k < i; k++)
			CU_ASSERT_NOT_EQUAL((uintptr_t)c[i].deepest / 64 % 64,
					    (uintptr_t)c[k].deepest / 64 % 64);
	}
	fiber_pool_free(&pool);
}

static const struct test_case cases[] = {
	{"fibers take turns and keep what they hold", test_turns},
	{"their stacks begin at different places", test_places},
};

SUITE("fiber", cases)
