/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* sigabbrev_np */
#include "tools/base/signals.h"
#include "tools/base/exit_codes.h"
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const int signals_ending[SIGNALS_ENDING] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU};

static volatile sig_atomic_t came;

static void note_signal(int number)
{
	(void)number;
	came = 1;
}

void interrupt_begin(struct interrupt *i)
{
	sigset_t ours;
	came = 0;
	sigemptyset(&ours);
	for (int k = 0; k < SIGNALS_ENDING; k++)
		sigaddset(&ours, signals_ending[k]);
	sigprocmask(SIG_BLOCK, &ours, &i->waiting);
	for (int k = 0; k < SIGNALS_ENDING; k++)
		sigdelset(&i->waiting, signals_ending[k]);
	signals_catch(note_signal, i->before);
}

void interrupt_end(const struct interrupt *i)
{
	sigprocmask(SIG_SETMASK, &i->waiting, NULL);
	signals_restore(i->before);
}

bool interrupt_came(void)
{
	return came;
}

int interrupt_poll(const struct interrupt *i, struct pollfd *entries, nfds_t n, long long wait_us)
{
	const struct timespec wait = {wait_us / 1000000, wait_us % 1000000 * 1000};
	return ppoll(entries, n, &wait, &i->waiting);
}

#define STACK_SIZE 65536 /* of the handler of faults: the usual stack may be what was used up */

/* The sanitizers have handlers of their own for faults of memory, which say far more. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_FAULTS
#else
#define MEMORY_FAULTS SIGSEGV, SIGBUS, SIGFPE, SIGILL,
#endif
static const int faults[] = {MEMORY_FAULTS SIGABRT, SIGTRAP, SIGSYS};

static const int ignored[] = {SIGPIPE, SIGXFSZ};

/* ---- handlers ---- */

/* signals_append: adds the text, as far as there is room. */
static size_t signals_append(char *line, size_t length, size_t room, const char *text)
{
	while (*text && length < room)
		line[length++] = *text++;
	return length;
}

/* say: a line on stderr, in one piece, with nothing but what a handler may call. */
static void say(const char *what, const char *more)
{
	char line[256];
	size_t length = signals_append(line, 0, sizeof(line) - 1, what);
	length = signals_append(line, length, sizeof(line) - 1, more);
	line[length++] = '\n';
	ssize_t written = write(STDERR_FILENO, line, length);
	(void)written;
}

static void end_faulty(int number)
{
	const char *name = sigabbrev_np(number);
	say("vhostsim: internal error: ended by SIG", name ? name : "?");
	_exit(EXIT_INTERNAL);
}

void signals_end_at_once(int number)
{
	(void)number;
	_exit(EXIT_INTERRUPTED);
}

/* ---- GLib ---- */

static const char *signals_message_of(const GLogField *fields, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (!strcmp(fields[i].key, "MESSAGE"))
			return fields[i].value;
	return "";
}

static GLogWriterOutput write_log(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer self)
{
	if (!(level & (G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL)))
		return g_log_writer_default(level, fields, n, self);
	say("vhostsim: internal error: ", signals_message_of(fields, n));
	_exit(EXIT_INTERNAL);
}

/* ---- set-up ---- */

static void take_faults(void)
{
	static char memory[STACK_SIZE];
	const stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)};
	const struct sigaction action = {.sa_handler = end_faulty, .sa_flags = SA_ONSTACK | SA_RESETHAND};
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
		sigaction(faults[i], &action, NULL);
}

static bool is_ignored(int number)
{
	struct sigaction now;
	return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void signals_set_up(void)
{
	static const int at_once[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGQUIT};
	for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++)
		signal(ignored[i], SIG_IGN);
	for (size_t i = 0; i < G_N_ELEMENTS(at_once); i++)
		if (!is_ignored(at_once[i]))
			signal(at_once[i], signals_end_at_once);
	take_faults();
	g_log_set_writer_func(write_log, NULL, NULL);
}

/* ---- use ---- */

void signals_catch(void (*handler)(int number), struct sigaction before[SIGNALS_ENDING])
{
	const struct sigaction action = {.sa_handler = handler};
	for (int i = 0; i < SIGNALS_ENDING; i++) {
		sigaction(signals_ending[i], NULL, &before[i]);
		if (signals_ending[i] != SIGHUP || before[i].sa_handler != SIG_IGN)
			sigaction(signals_ending[i], &action, NULL);
	}
}

void signals_restore(const struct sigaction before[SIGNALS_ENDING])
{
	for (int i = 0; i < SIGNALS_ENDING; i++)
		sigaction(signals_ending[i], &before[i], NULL);
}

void signals_leave(void)
{
	static const int sent_to_all[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	for (size_t i = 0; i < G_N_ELEMENTS(sent_to_all); i++)
		signal(sent_to_all[i], SIG_IGN);
}

void signals_default(void)
{
	sigset_t none;
	for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++)
		signal(ignored[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
