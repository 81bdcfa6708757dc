/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tun reader: a program's thread that reads a tap, as VPNs and network backends in user space do.
 *
 * It reads one packet after another, a system call and a copy each, until a read finds nothing (EAGAIN). Then it waits for the
 * next with poll() or epoll_wait(). Stands for drivers/net/tun.c: tun_chr_read_iter (tun_chr_aio_read in 3.13) with O_NONBLOCK,
 * tun_do_read, tun_put_user, tun_chr_poll; fs/select.c: do_poll; fs/eventpoll.c: ep_poll; net/core/sock.c: sock_def_readable,
 * which wakes who is on the wait queue of tun's socket (3.13: wake_up_interruptible_poll in tun_net_xmit). It does not differ
 * between the eras.
 *
 * With poll() the thread is on the wait queue only while it is in the call, so a packet that comes while it reads costs its
 * sender no wake-up. With epoll the descriptor stays on the wait queue: each packet calls ep_poll_callback.
 *
 * What the program does with a packet is the application's (app.h), in the same thread. What it sends it writes into the tap.
 * A packet belongs to the tap until read, then to the application.
 * Assumed: the thread may be preempted in the middle of a system call, as one in user space.
 */
#ifndef MODELS_HOST_TUN_READER_H
#define MODELS_HOST_TUN_READER_H

#include "models/guest/netdev.h"
#include "models/host/tun_fd.h"

struct tun_reader {
	struct task task;
	struct tun_fd fd;
	struct inlet *app; /* takes what is read; not owned */
	struct netdev dev; /* the descriptor, for what the application sends */
	bool epoll;	   /* waits with epoll_wait */
	bool asleep;	   /* in the call */
	bool ending;	   /* ends when it has read all */
	bool ended;
};

/* tun_reader_init: a thread on core c that has not started. name is not copied. */
void tun_reader_init(struct tun_reader *r, struct core *c, const char *name, struct tap *tap,
		     struct inlet *app, bool epoll);

/* tun_reader_start: it reads from now on. tun_reader_stop: it ends instead of waiting again; .ended says when. */
void tun_reader_start(struct tun_reader *r);
void tun_reader_stop(struct tun_reader *r);

#endif
