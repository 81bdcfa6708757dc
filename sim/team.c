/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each thread has a seat, a word on a cache line of its own: a line that goes from one core to another costs some 200 ns, more
 * than what is written there. Whoever comes first takes the piece that is offered: its thread, or the leader when he has
 * nothing else to do. So he waits for nobody who has no core to run on. Who waits looks SPINS times, for some us; then it
 * lets others have the core, and at last sleeps.
 */
#include "sim/team.h"
#include "sim/base/check.h"

#include <glib.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

#define LINE 64 /* bytes of a cache line */
#define SPINS 2000
#define PATIENCE 100 /* spins until the leader does it himself, */
#define MISSED 3     /* unless the thread has come too late so often */
#define YIELDS 100

enum piece { NONE, OFFERED, TAKEN, DONE, LEAVE };

struct seat {
	_Alignas(LINE) _Atomic int piece; /* enum piece */
	_Alignas(LINE) struct team *team;
	int number;
	pthread_t thread;
	_Atomic bool asleep;
	_Alignas(LINE) bool offered; /* the leader's, as the next: it has a piece */
	int missed;		     /* pieces in turn that the leader has done */
};

struct team {
	int n;
	struct seat *seat; /* that of the leader is not used; owned */
	void (*work)(void *self, int member);
	void *self;
	pthread_mutex_t lock;
	pthread_cond_t came;
};

static void pause_spin(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#endif
}

/* ---- a thread ---- */

/* Something has come: work, or the end. */
static bool has_come(struct seat *s)
{
	int piece = atomic_load(&s->piece);
	return piece == OFFERED || piece == LEAVE;
}

static void sleep_for_piece(struct seat *s)
{
	pthread_mutex_lock(&s->team->lock);
	atomic_store(&s->asleep, true);
	while (!has_come(s))
		pthread_cond_wait(&s->team->came, &s->team->lock);
	atomic_store(&s->asleep, false);
	pthread_mutex_unlock(&s->team->lock);
}

static void await_piece(struct seat *s)
{
	for (int i = 0; i < SPINS; i++, pause_spin())
		if (has_come(s))
			return;
	for (int i = 0; i < YIELDS; i++, sched_yield())
		if (has_come(s))
			return;
	sleep_for_piece(s);
}

static bool team_take(struct seat *s, enum piece then)
{
	int offered = OFFERED;
	return atomic_compare_exchange_strong_explicit(&s->piece, &offered, then, memory_order_acquire,
						       memory_order_acquire);
}

static void *seat_main(void *self)
{
	struct seat *s = self;
	while (atomic_load_explicit(&s->piece, memory_order_acquire) != LEAVE) {
		if (team_take(s, TAKEN)) {
			s->team->work(s->team->self, s->number);
			atomic_store_explicit(&s->piece, DONE, memory_order_release);
		}
		await_piece(s);
	}
	return NULL;
}

/* ---- the leader ---- */

/* Either the thread sees the piece before it sleeps, or it is seen asleep: the accesses to both words have one order. */
static void team_put(struct seat *s, enum piece piece)
{
	atomic_store(&s->piece, piece);
	if (!atomic_load(&s->asleep))
		return;
	pthread_mutex_lock(&s->team->lock);
	pthread_cond_broadcast(&s->team->came);
	pthread_mutex_unlock(&s->team->lock);
}

void team_offer(struct team *t, int member)
{
	t->seat[member].offered = true;
	team_put(&t->seat[member], OFFERED);
}

static void await_end(struct seat *s)
{
	for (int i = 0; atomic_load_explicit(&s->piece, memory_order_acquire) == TAKEN; i++) {
		if (i < SPINS)
			pause_spin();
		else
			sched_yield();
	}
}

/* What is handed over would have to be fetched from the thread's caches. So the leader waits a little. */
static bool comes_too_late(struct seat *s)
{
	for (int i = 0; s->missed < MISSED && i < PATIENCE; i++, pause_spin())
		if (atomic_load_explicit(&s->piece, memory_order_relaxed) != OFFERED)
			break;
	bool late = team_take(s, NONE);
	s->missed = late ? s->missed + 1 : 0;
	return late;
}

void team_finish(struct team *t)
{
	for (int i = 1; i < t->n; i++)
		if (t->seat[i].offered && comes_too_late(&t->seat[i]))
			t->work(t->self, i);
	for (int i = 1; i < t->n; i++) {
		await_end(&t->seat[i]);
		t->seat[i].offered = false;
	}
}

/* ---- life ---- */

static void team_start(struct seat *s)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int fault = pthread_create(&s->thread, NULL, seat_main, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	CHECK(fault == 0, "team: no thread: %s", g_strerror(fault));
}

struct team *team_new(int n, void (*work)(void *self, int member), void *self)
{
	struct team *t = g_new0(struct team, 1);
	t->n = n;
	t->work = work;
	t->self = self;
	t->seat = g_aligned_alloc0((gsize)n, sizeof(*t->seat), LINE);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->came, NULL);
	for (int i = 1; i < n; i++) {
		t->seat[i].team = t;
		t->seat[i].number = i;
		team_start(&t->seat[i]);
	}
	return t;
}

void team_free(struct team *t)
{
	for (int i = 1; i < t->n; i++) {
		team_put(&t->seat[i], LEAVE);
		pthread_join(t->seat[i].thread, NULL);
	}
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->came);
	g_aligned_free(t->seat);
	g_free(t);
}
