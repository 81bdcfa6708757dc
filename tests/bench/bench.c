/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench: how fast the engine simulates, as ratios measured within one run, since absolute figures depend on
 * the computer.
 *
 * One pipeline (pipeline.h) is simulated in three ways at several loads. Counts that differ end the program
 * with status
 * 1. Every measurement is a process of its own; the ways take turns, and the best time of each counts. The
 * actors, being slow, simulate fewer packets; the engine's counts are compared with theirs over that number
 * too.
 */
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
		fail("the three ways do not count alike");
}

static void keep_best(double *best, const struct outcome *out)
{
	*best = fmin(*best, out->seconds);
}

/* One row: millions of packets a second each way, and the engine's speed relative to the others. */
static void row(const char *name, struct load load)
{
	double bare_time = INFINITY, engine_time = INFINITY, actors_time = INFINITY;
	struct load few = {load.rate, load.poisson, FEW};
	struct outcome engine_few = measure(run_engine, &few), engine;
	for (int i = 0; i < ROUNDS; i++) {
		struct outcome bare = measure(run_bare, &load), actors = measure(run_actors, &few);
		engine = measure(run_engine, &load);
		compare(&engine, &bare);
		compare(&engine_few, &actors);
		keep_best(&bare_time, &bare);
		keep_best(&engine_time, &engine);
		keep_best(&actors_time, &actors);
	}
	double bare = (double)load.packets / bare_time, actors = (double)few.packets / actors_time;
	double speed = (double)load.packets / engine_time;
	printf("%-18s %9" PRId64 " %9" PRId64 " %8.2f %8.2f %8.3f %8.2f %8.1f\n", name, engine.delivered,
	       load.packets - engine.delivered, bare / 1e6, speed / 1e6, actors / 1e6, speed / bare,
	       speed / actors);
	fflush(stdout);
}

int main(void)
{
	printf("three stages, %" PRId64 " packets; Mpackets per wall second\n", PACKETS);
	printf("%-18s %9s %9s %8s %8s %8s %8s %8s\n", "arrivals", "delivered", "dropped", "bare", "engine",
	       "actors", "/bare", "/actors");
	row("1.0 Mpps constant", (struct load){1000000, false, PACKETS});
	row("1.0 Mpps Poisson", (struct load){1000000, true, PACKETS});
	row("1.5 Mpps constant", (struct load){1500000, false, PACKETS});
	row("1.5 Mpps Poisson", (struct load){1500000, true, PACKETS});
	return EXIT_SUCCESS;
}
