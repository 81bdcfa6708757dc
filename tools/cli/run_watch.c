/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/cli/run_watch.h"
#include "models/run/gaps.h"
#include "sim/world.h"
#include "tools/study/run/warmup.h"
#include <sys/time.h>
#include <time.h>

#define LOOK_US 200000
#define TOGETHER_MS 200
#define CORES_SHOWN 8
#define BUSY_SHOWN 0.01 /* of the time */

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* note_end: timeout(1) and batch systems send a signal to the process and to its group: two that come together are one. */
static void note_end(int number)
{
	static int64_t first;
	if (!world_stopped())
		first = now_ms();
	else if (now_ms() > first + TOGETHER_MS)
		signals_end_at_once(number);
	world_stop();
}

static void note_tick(int number)
{
	(void)number;
	world_look();
}

/* tick: every so many us; 0: no more. */
static void tick(long us)
{
	const struct itimerval interval = {{0, us}, {0, us}};
	const struct sigaction action = {.sa_handler = us ? note_tick : SIG_IGN, .sa_flags = SA_RESTART};
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &interval, NULL);
}

void run_watch_begin(struct run_watch *w, vtime length)
{
	progress_start(&w->progress, "run", 1);
	w->length = length;
	signals_catch(note_end, w->before);
	if (w->progress.live)
		tick(LOOK_US);
}

#define PLACE_WORD(name) #name,

/* state_text: queues that are not empty, and cores that work; a line has room for a few. Newly allocated. */
static char *state_text(const struct run_look *look)
{
	static const char *const places[] = {QUEUE_PLACE_LIST(PLACE_WORD)};
	GString *out = g_string_new(NULL);
	const char *before = "; queues: ";
	for (int i = 0; i < QUEUE_PLACES; i++)
		if (look->waiting[i] > 0) {
			g_string_append_printf(out, "%s%s %" G_GINT64_FORMAT, before, places[i],
					       look->waiting[i]);
			before = ", ";
		}
	before = "; cores: ";
	for (int i = 0, n = 0; i < look->cores && n < CORES_SHOWN; i++)
		if (look->busy[i] >= BUSY_SHOWN) {
			g_string_append_printf(out, "%s%d at %.0f %%", before, i, 100 * look->busy[i]);
			before = ", ";
			n++;
		}
	return g_string_free(out, FALSE);
}

void run_watch_look(void *watch, const struct run_look *look)
{
	struct run_watch *w = watch;
	char *state = state_text(look);
	progress_show_share(&w->progress, (double)look->now / (double)w->length,
			    (double)look->now / (double)VTIME_PER_S, state);
	g_free(state);
}

void run_watch_end(const struct run_watch *w)
{
	if (w->progress.live)
		tick(0);
	progress_clear(&w->progress);
	if (!world_stopped())
		signals_restore(w->before);
}

void run_warn(const struct scenario *s, const struct result *r)
{
	char *warning = warmup_warning(s, r);
	if (warning)
		fprintf(stderr, "vhostsim: warning: %s\n", warning);
	g_free(warning);
	GPtrArray *gaps = gap_texts(s, r);
	for (guint i = 0; i < gaps->len; i++)
		fprintf(stderr, "vhostsim: warning: %s\n", (const char *)g_ptr_array_index(gaps, i));
	g_ptr_array_unref(gaps);
}
