/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/tun_reader.h"
#include "models/costs.h"
#include "models/counters.h"

/* pollwake(), ep_poll_callback() */
static bool tun_reader_wake(void *self, struct core *from)
{
	struct tun_reader *r = self;
	return r->asleep && task_wake(&r->task, from);
}

/* The program's loop over what has come. */
static void read_all(struct task *t, struct frame *f)
{
	struct tun_reader *r = f->self;
	ROUTINE(f);
	do {
		f->arg = tap_take(r->fd.tap);
		CALL(t, f, tun_fd_read, &r->fd, f->arg);
		if (f->arg && tap_drained(r->fd.tap))
			CALL(t, f, tap_restart, r->fd.tap, NULL);
		if (f->arg)
			HAND_OVER(t, f, r->app, f->arg);
	} while (f->arg && !r->ending);
}

/* do_poll(), ep_poll(): looks, sleeps, and looks again when it is woken. */
static void wait(struct task *t, struct frame *f)
{
	struct tun_reader *r = f->self;
	ROUTINE(f);
	COUNT(t, qemu_polls);
	TRACE(t->core->machine, qemu_poll, t->core->id, 0);
	tap_listen(r->fd.tap, true);
	PAY(t, f, COST_tap_poll, 0);
	while (r->fd.tap->queue.length == 0 && !r->ending) {
		r->asleep = true;
		SLEEP(f);
		r->asleep = false;
		PAY(t, f, COST_tap_poll_look, 0);
	}
	tap_listen(r->fd.tap, r->epoll);
}

static void read_loop(struct task *t, struct frame *f)
{
	struct tun_reader *r = f->self;
	ROUTINE(f);
	tap_listen(r->fd.tap, r->epoll);
	while (!r->ending) {
		CALL(t, f, wait, r, NULL);
		CALL(t, f, read_all, r, NULL);
	}
	r->ended = true;
	for (;;)
		SLEEP(f);
}

void tun_reader_init(struct tun_reader *r, struct core *c, const char *name, struct tap *tap,
		     struct inlet *app, bool epoll)
{
	*r = (struct tun_reader){
		.fd = {tap, COST_tap_read, COST_tap_read_empty, COST_tap_write}, .app = app, .epoll = epoll};
	thread_init(&r->task, c, name, CONTEXT_qemu, read_loop, r);
	netdev_init(&r->dev, tap->ledger);
	r->dev.no_queue = true;
	r->dev.xmit = (struct inlet){tun_fd_write, &r->fd};
	tap_listen(tap, false);
	tap_set_reader(tap, (struct tap_reader){tun_reader_wake, r}, (struct line){0});
}

void tun_reader_start(struct tun_reader *r)
{
	task_wake(&r->task, NULL);
}

void tun_reader_stop(struct tun_reader *r)
{
	r->ending = true;
	tun_reader_wake(r, NULL);
}
