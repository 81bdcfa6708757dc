/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals: what each does to the program, so that its exit status is always one of those that are documented
 * (docs/metrics.md, "Exit status").
 *
 * Those that ask it to end (SIGINT, SIGTERM, SIGHUP, SIGXCPU) end it in good order where a command has said how
 * (signals_catch), and at once elsewhere, with EXIT_INTERRUPTED. A failed write is an error like any other: SIGPIPE and SIGXFSZ
 * are ignored. Those that a fault of the program raises end it with a line on stderr and EXIT_INTERNAL.
 */
#ifndef TOOLS_BASE_SIGNALS_H
#define TOOLS_BASE_SIGNALS_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>

enum { SIGNALS_ENDING = 4 };

/* signals_set_up: at the start of the program. Errors of GLib from which it would abort, such as memory that is used up,
 * end the program with their message and EXIT_INTERNAL as well. */
void signals_set_up(void);

/* signals_catch: has the handler called for the signals that ask the program to end, and for no other moment: system calls
 * that wait return EINTR. SIGHUP stays ignored under nohup. before: what signals_restore takes. */
void signals_catch(void (*handler)(int number), struct sigaction before[SIGNALS_ENDING]);
void signals_restore(const struct sigaction before[SIGNALS_ENDING]);

/* signals_leave: ignores those that a terminal or a batch system sends to all processes at once: another process of ours
 * hears them too, and ends this one. */
void signals_leave(void);

/* signals_default: has all of these as the system has them, and none blocked: for a process that becomes another program. */
void signals_default(void);

/* signals_end_at_once: ends the process with EXIT_INTERRUPTED; a handler. */
void signals_end_at_once(int number);

/* Interrupt: the signals that end a long piece of work in good order. Between interrupt_begin and interrupt_end
 * they are blocked and only taken while waiting in interrupt_poll, so nothing else is ever cut short by one. */
struct interrupt {
	sigset_t waiting; /* blocked while waiting: those that were blocked before */
	struct sigaction before[SIGNALS_ENDING];
};

/* interrupt_begin: from now on, one at a time. interrupt_end: one that came since the last wait is still ours. */
void interrupt_begin(struct interrupt *i);
void interrupt_end(const struct interrupt *i);

/* interrupt_came: whether one came since interrupt_begin, during a wait or before interrupt_end. */
bool interrupt_came(void);

/* interrupt_poll: as poll(2), with a time in microseconds. */
int interrupt_poll(const struct interrupt *i, struct pollfd *entries, nfds_t n, long long wait_us);

#endif
