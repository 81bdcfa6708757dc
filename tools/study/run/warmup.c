/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/warmup.h"
#include "models/flows/bringup.h"
#include "sim/input/unit.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/study/run/mser.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the pilot tells. */
struct finding {
	vtime cut;
	bool steady;
};

/* Of the sum, row by row, of the columns whose names have this ending. */
static struct mser cut_of(const struct series *series, const char *ending)
{
	int rows = series_rows(series);
	double *sum = g_new0(double, rows);
	for (int c = 0; c < series_columns(series); c++) {
		if (!g_str_has_suffix(series_column(series, c), ending))
			continue;
		for (int i = 0; i < rows; i++)
			sum[i] += (double)series_value(series, i, c);
	}
	struct mser m = mser_cut(sum, rows);
	g_free(sum);
	return m;
}

/* all_up: when the guests that start with the run are up: what comes before that is lost whatever is steady. */
static vtime all_up(const struct scenario *s)
{
	vtime last = 0;
	for (guint i = 0; i < s->guests->len; i++)
		if (g_array_index(s->guests, struct guest_settings, i).start == 0)
			last = MAX(last, bringup_up_at(s, (int)i));
	return last;
}

/* warmup_find: simulates the pilot. One that is stopped ends this process. */
static struct finding warmup_find(const struct scenario *s, const struct run_settings *settings)
{
	struct scenario pilot = *s;
	vtime length = s->general.warmup + s->general.duration;
	pilot.general.warmup = 0;
	pilot.general.duration = length;
	pilot.general.series = length / WARMUP_SAMPLES;
	struct result *r = run_scenario(
		&pilot, &(struct run_settings){.sync = settings->sync, .simgrid = settings->simgrid});
	if (!r || r->partial)
		_exit(EXIT_INTERRUPTED);
	struct mser rate = cut_of(r->series, "delivered_pps"), depth = cut_of(r->series, "_packets");
	result_free(r);
	vtime cut = MAX(rate.cut, depth.cut) * pilot.general.series;
	return (struct finding){MAX(cut, all_up(s)), rate.steady && depth.steady};
}

/* The child's life. It ends with its parent, and leaves what the parent has not yet written to the parent. */
static void be_pilot(const struct scenario *s, const struct run_settings *settings, pid_t parent, int out)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILED);
	struct finding found = warmup_find(s, settings);
	_exit(write(out, &found, sizeof(found)) == sizeof(found) ? EXIT_OK : EXIT_FAILED);
}

static void end_with(const char *what)
{
	cli_error("the pilot of the warm-up %s", what);
	exit(EXIT_INTERNAL);
}

/* warmup_hear: waits for what the pilot tells; false when it tells nothing, or a signal is to end it and has done so. */
static bool warmup_hear(int in, pid_t child, struct finding *found)
{
	ssize_t n;
	while ((n = read(in, found, sizeof(*found))) < 0 && errno == EINTR)
		if (world_stopped())
			kill(child, SIGKILL);
	return n == sizeof(*found);
}

/* warmup_end_of: how the pilot ended; -1: it cannot be told. */
static int warmup_end_of(pid_t child)
{
	int status;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* fly: has the pilot simulated in a child process; false when it was stopped. */
static bool fly(const struct scenario *s, const struct run_settings *settings, struct finding *found)
{
	int ends[2];
	pid_t self = getpid();
	fflush(NULL);
	if (pipe(ends))
		end_with("cannot be started");
	pid_t child = fork();
	if (child == 0)
		be_pilot(s, settings, self, ends[1]);
	close(ends[1]);
	bool told = child > 0 && warmup_hear(ends[0], child, found);
	close(ends[0]);
	int status = child > 0 ? warmup_end_of(child) : -1;
	if (status < 0)
		end_with("cannot be started");
	if (world_stopped() || (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_INTERRUPTED))
		return false;
	if (WIFEXITED(status) && WEXITSTATUS(status) != EXIT_OK)
		exit(WEXITSTATUS(status));
	if (!told)
		end_with("was killed");
	return true;
}

struct result *warmup_run(const struct scenario *s, const struct run_settings *settings)
{
	if (s->general.warmup_cut == WARMUP_FIXED)
		return run_scenario(s, settings);
	struct finding found;
	if (!fly(s, settings, &found))
		return NULL;
	struct scenario with_cut = *s;
	with_cut.general.warmup = found.cut;
	struct result *r = run_scenario(&with_cut, settings);
	if (r)
		r->warmup_unsteady = !found.steady;
	return r;
}

char *warmup_warning(const struct scenario *s, const struct result *r)
{
	if (s->general.warmup_cut == WARMUP_FIXED || (!r->warmup_unsteady && 2 * r->warmup <= r->measured))
		return NULL;
	char *cut = unit_format(UNIT_TIME, r->warmup), *measured = unit_format(UNIT_TIME, r->measured), *text;
	if (r->warmup_unsteady)
		text = g_strdup_printf("warm-up: MSER-5 found no steady state in the first half of the pilot "
				       "and cut all of it, "
				       "%s; simulate longer (duration, now %s)",
				       cut, measured);
	else
		text = g_strdup_printf("warm-up: the cut of %s that MSER-5 found is more than a third of the "
				       "run; count longer "
				       "(duration, now %s)",
				       cut, measured);
	g_free(cut);
	g_free(measured);
	return text;
}
