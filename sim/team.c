/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A piece of work is a number that the leader counts up, in one word with a gate and with how many are inside. The leader
 * opens the gate, works, shuts it when nothing is left, and waits for those inside. So it waits for nobody who has no core
 * to run on. Who waits for a piece looks SPINS times, for some us; then it lets others have the core, and at last sleeps.
 */
#include "sim/team.h"
#include "sim/base/check.h"

#include <glib.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#define SPINS 2000
#define YIELDS 100
#define OPEN 0x10000 /* above any number of members */
#define PIECE (2 * (uint64_t)OPEN)

struct member {
	struct team *team;
	int number;
	pthread_t thread;
};

struct team {
	int n;
	struct member *member;				   /* those beside the caller; owned */
	void (*work)(void *self, int member, int members); /* NULL: the end */
	void *self;
	_Alignas(64) _Atomic uint64_t
		gate; /* PIECE times the number of the piece, OPEN, and how many are inside */
	pthread_mutex_t lock;
	pthread_cond_t came;
	int asleep; /* with the lock */
};

static void pause_spin(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#endif
}

/* ---- members ---- */

static bool is_open(const struct team *t, uint64_t done)
{
	uint64_t gate = atomic_load_explicit(&t->gate, memory_order_relaxed);
	return (gate & OPEN) && gate / PIECE != done;
}

static void sleep_for_piece(struct team *t, uint64_t done)
{
	pthread_mutex_lock(&t->lock);
	t->asleep++;
	while (!is_open(t, done))
		pthread_cond_wait(&t->came, &t->lock);
	t->asleep--;
	pthread_mutex_unlock(&t->lock);
}

static void await_piece(struct team *t, uint64_t done)
{
	for (int i = 0; i < SPINS; i++, pause_spin())
		if (is_open(t, done))
			return;
	for (int i = 0; i < YIELDS; i++, sched_yield())
		if (is_open(t, done))
			return;
	sleep_for_piece(t, done);
}

/* Goes in, if the gate is open; sets *piece to the number of the piece. */
static bool go_in(struct team *t, uint64_t *piece)
{
	uint64_t gate = atomic_load_explicit(&t->gate, memory_order_relaxed);
	while (gate & OPEN)
		if (atomic_compare_exchange_weak_explicit(&t->gate, &gate, gate + 1, memory_order_acquire,
							  memory_order_relaxed)) {
			*piece = gate / PIECE;
			return true;
		}
	return false;
}

static void *member_main(void *self)
{
	const struct member *m = self;
	struct team *t = m->team;
	uint64_t done = 0;
	bool goes_on = true;
	while (goes_on) {
		await_piece(t, done);
		if (!go_in(t, &done))
			continue;
		goes_on = t->work != NULL;
		if (goes_on)
			t->work(t->self, m->number, t->n);
		atomic_fetch_sub_explicit(&t->gate, 1, memory_order_release);
	}
	return NULL;
}

/* ---- the leader ---- */

static void open_gate(struct team *t, void (*work)(void *self, int member, int members), void *self)
{
	t->work = work;
	t->self = self;
	pthread_mutex_lock(&t->lock);
	atomic_fetch_add_explicit(&t->gate, PIECE | OPEN, memory_order_release);
	if (t->asleep > 0)
		pthread_cond_broadcast(&t->came);
	pthread_mutex_unlock(&t->lock);
}

static void shut_gate(struct team *t)
{
	uint64_t gate = atomic_fetch_sub_explicit(&t->gate, OPEN, memory_order_acquire);
	for (int i = 0; gate % OPEN > 0; i++) {
		if (i < SPINS)
			pause_spin();
		else
			sched_yield();
		gate = atomic_load_explicit(&t->gate, memory_order_acquire);
	}
}

void team_work(struct team *t, void (*work)(void *self, int member, int members), void *self)
{
	if (t->n > 1)
		open_gate(t, work, self);
	work(self, 0, t->n);
	if (t->n > 1)
		shut_gate(t);
}

/* ---- life ---- */

static void start(struct member *m)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int fault = pthread_create(&m->thread, NULL, member_main, m);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	CHECK(fault == 0, "team: no thread: %s", g_strerror(fault));
}

struct team *team_new(int threads)
{
	struct team *t = g_aligned_alloc0(1, sizeof(*t), 64);
	t->n = threads;
	t->member = g_new0(struct member, threads);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->came, NULL);
	for (int i = 1; i < threads; i++) {
		t->member[i] = (struct member){.team = t, .number = i};
		start(&t->member[i]);
	}
	return t;
}

void team_free(struct team *t)
{
	if (t->n > 1)
		open_gate(t, NULL, NULL); /* and it stays open */
	for (int i = 1; i < t->n; i++)
		pthread_join(t->member[i].thread, NULL);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->came);
	g_free(t->member);
	g_aligned_free(t);
}
