/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench: how fast the engine simulates, as ratios measured within one run, since absolute figures depend on
 * the computer.
 *
 * One pipeline (pipeline.h) is simulated in four ways at several loads. Counts that differ end the program
 * with status 1. Every measurement is a process of its own; the ways take turns, and the best time of each
 * counts. The actors, being slow, simulate fewer packets; the engine's counts are compared with theirs over
 * that number too. Then the calendar alone, by number of armed events (hold.h); "bench calendar" does only
 * that.
 */
#include "tests/bench/hold.h"
#include "tests/bench/pipeline.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 5
#define PACKETS INT64_C(3000000)
#define FEW INT64_C(100000)

typedef struct outcome (*way)(const struct load *load);

static void fail(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(EXIT_FAILURE);
}

/* Runs the way in a process of its own, for SimGrid simulates one world in a process. */
static struct outcome measure(way run, const struct load *load)
{
	struct outcome out = {0};
	int ends[2], status;
	fflush(stdout);
	if (pipe(ends) != 0)
		fail("no pipe");
	pid_t pid = fork();
	if (pid == 0) {
		out = run(load);
		_exit(write(ends[1], &out, sizeof(out)) == sizeof(out) ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	close(ends[1]);
	bool got = read(ends[0], &out, sizeof(out)) == sizeof(out);
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0 || !got)
		fail("a measurement failed");
	return out;
}

static void compare(const struct outcome *a, const struct outcome *b)
{
	if (a->delivered != b->delivered || memcmp(a->dropped, b->dropped, sizeof(a->dropped)) != 0)
		fail("the ways do not count alike");
}

static void keep_best(double *best, const struct outcome *out)
{
	*best = fmin(*best, out->seconds);
}

/* Best times of the ways at one load, in packets per second. */
struct speeds {
	double bare, events, threads, actors;
};

static struct speeds race(const struct load *load, struct outcome *engine)
{
	double bare = INFINITY, events = INFINITY, threads = INFINITY, actors = INFINITY;
	const struct load few = {load->rate, load->poisson, FEW};
	struct outcome threads_few = measure(run_engine, &few);
	for (int i = 0; i < ROUNDS; i++) {
		struct outcome a = measure(run_bare, load), b = measure(run_events, load),
			       c = measure(run_actors, &few);
		*engine = measure(run_engine, load);
		compare(engine, &a);
		compare(engine, &b);
		compare(&threads_few, &c);
		keep_best(&bare, &a);
		keep_best(&events, &b);
		keep_best(&threads, engine);
		keep_best(&actors, &c);
	}
	double packets = (double)load->packets;
	return (struct speeds){packets / bare, packets / events, packets / threads, (double)FEW / actors};
}

/* One row: millions of packets a second each way, and the engine's speed relative to the others. */
static void row(const char *name, struct load load)
{
	struct outcome engine;
	struct speeds s = race(&load, &engine);
	printf("%-18s %9" PRId64 " %8.2f %8.2f %8.2f %8.3f %8.2f %8.1f %8.2f %8.1f\n", name, engine.delivered,
	       s.bare / 1e6, s.events / 1e6, s.threads / 1e6, s.actors / 1e6, s.events / s.bare,
	       s.events / s.actors, s.threads / s.bare, s.threads / s.actors);
	fflush(stdout);
}

/* ---- the calendar, by number of events ---- */

static const int held[] = {4, 16, 64, 256, 1000, 4096};
#define HELD (sizeof(held) / sizeof(*held))

/* One row: nanoseconds an event, best of the rounds, by turns; and 1,000 events relative to 16. */
static void hold_row(const char *name, bool bimodal)
{
	double best[HELD];
	for (size_t i = 0; i < HELD; i++)
		best[i] = INFINITY;
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < HELD; i++)
			best[i] = fmin(best[i], run_hold(held[i], bimodal));
	printf("%-18s", name);
	for (size_t i = 0; i < HELD; i++)
		printf(" %8.1f", best[i] * 1e9);
	printf(" %8.2f\n", best[4] / best[1]);
}

static void hold_table(void)
{
	printf("\nThe calendar by number of armed events; nanoseconds an event, best of %d.\n\n%-18s", ROUNDS,
	       "gaps");
	for (size_t i = 0; i < HELD; i++)
		printf(" %8d", held[i]);
	printf("  1000/16\n");
	hold_row("exponential", false);
	hold_row("bimodal", true);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "calendar") == 0) {
		hold_table();
		return EXIT_SUCCESS;
	}
	printf("Three stages, %" PRId64 " packets; millions of packets a second of real time, best of %d.\n",
	       PACKETS, ROUNDS);
	printf("bare: a binary-heap loop. calendar: events on a machine's calendar under one SimGrid actor. "
	       "threads: a\n"
	       "thread a stage on a core of its own, with scheduler and books. actors: a SimGrid actor a "
	       "stage.\n\n");
	printf("%-18s %9s %8s %8s %8s %8s  %-17s %-17s\n", "", "", "", "", "", "", "  calendar",
	       "   threads");
	printf("%-18s %9s %8s %8s %8s %8s %8s %8s %8s %8s\n", "arrivals", "delivered", "bare", "calendar",
	       "threads", "actors", "/bare", "x actors", "/bare", "x actors");
	row("1.0 Mpps constant", (struct load){1000000, false, PACKETS});
	row("1.0 Mpps Poisson", (struct load){1000000, true, PACKETS});
	row("1.5 Mpps constant", (struct load){1500000, false, PACKETS});
	row("1.5 Mpps Poisson", (struct load){1500000, true, PACKETS});
	hold_table();
	return EXIT_SUCCESS;
}
