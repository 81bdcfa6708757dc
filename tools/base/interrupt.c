/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* ppoll */
#include "tools/base/interrupt.h"

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
