/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/progress.h"
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PLAIN_INTERVAL_US (5 * G_USEC_PER_SEC)
#define LIVE_INTERVAL_US (G_USEC_PER_SEC / 10)
#define COLUMNS 80 /* of a terminal that does not say how wide it is */

void progress_start(struct progress *p, const char *what, int total)
{
	gint64 now = g_get_monotonic_time();
	*p = (struct progress){.what = what,
			       .total = total,
			       .live = isatty(STDERR_FILENO),
			       .started = now,
			       .last_line = now};
}

void progress_count(struct progress *p, bool failed)
{
	p->done++;
	p->failed += failed;
}

void progress_keep(struct progress *p)
{
	p->done++;
	p->kept++;
}

static void append_rate(GString *line, const struct progress *p, gint64 now)
{
	double seconds = (double)(now - p->started) / G_USEC_PER_SEC;
	if (p->packets > 0 && seconds > 0)
		g_string_append_printf(line, ", %.2f M packets/s", p->packets / seconds / 1e6);
}

static void append_time(GString *line, gint64 left_us)
{
	gint64 left_s = left_us / G_USEC_PER_SEC + 1;
	g_string_append(line, ", about ");
	if (left_s >= 60)
		g_string_append_printf(line, "%d min ", (int)(left_s / 60));
	g_string_append_printf(line, "%d s left", (int)(left_s % 60));
}

/* append_left: the time that the rest takes if it takes as long as what was made took. */
static void append_left(GString *line, const struct progress *p, gint64 now)
{
	int made = p->done - p->kept;
	if (made > 0 && p->done < p->total)
		append_time(line, (now - p->started) / made * (p->total - p->done));
}

/* is_due: whether a line is to be shown; then now is when it is. */
static bool is_due(struct progress *p, gint64 now)
{
	if (now - p->last_line < (p->live ? LIVE_INTERVAL_US : PLAIN_INTERVAL_US))
		return false;
	p->last_line = now;
	return true;
}

/* progress_fit: a live line that is longer than the terminal is wide could not be removed again. */
static void progress_fit(GString *line)
{
	struct winsize size = {0};
	gsize width = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS;
	if (line->len >= width)
		g_string_truncate(line, width - 1);
}

/* progress_write: prints the line and frees it. */
static void progress_write(const struct progress *p, GString *line)
{
	if (p->live)
		progress_fit(line);
	fprintf(stderr, p->live ? "\r\033[K%s" : "%s\n", line->str);
	fflush(stderr);
	g_string_free(line, TRUE);
}

void progress_show(struct progress *p)
{
	gint64 now = g_get_monotonic_time();
	if (!is_due(p, now))
		return;
	GString *line = g_string_new(NULL);
	g_string_append_printf(line, "%d of %d %s", p->done, p->total, p->what);
	if (p->failed > 0)
		g_string_append_printf(line, ", %d failed", p->failed);
	append_rate(line, p, now);
	append_left(line, p, now);
	progress_write(p, line);
}

void progress_show_share(struct progress *p, double share, double simulated_s, const char *state)
{
	gint64 now = g_get_monotonic_time();
	if (!is_due(p, now))
		return;
	GString *line = g_string_new(NULL);
	double elapsed_us = (double)(now - p->started);
	g_string_append_printf(line, "%d %% of the %s", (int)(100 * share), p->what);
	if (share > 0) {
		g_string_append_printf(line, ", %.3g s simulated a second",
				       simulated_s / elapsed_us * G_USEC_PER_SEC);
		append_time(line, (gint64)(elapsed_us / share * (1 - share)));
	}
	g_string_append(line, state);
	progress_write(p, line);
}

void progress_clear(const struct progress *p)
{
	if (!p->live)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
}
