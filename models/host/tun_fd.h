/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tun fd: the descriptor of a tap in a program that reads and writes one packet with each system call, as QEMU's backend and
 * plain readers do (drivers/net/tun.c: tun_chr_read_iter, tun_do_read, tun_chr_write_iter). What the calls cost is the
 * program's.
 */
#ifndef MODELS_HOST_TUN_FD_H
#define MODELS_HOST_TUN_FD_H

#include "models/host/tap.h"

struct tun_fd {
	struct tap *tap;	     /* not owned */
	int read, read_empty, write; /* costs: a packet read, none there, a packet written */
};

/* tun_fd_read: routine (self: the descriptor, arg: the packet just taken from the tap; NULL: there was none). The packet
 * stays the caller's. tun_fd_write: routine (self: the descriptor, arg: the packet): it enters the host (tun_get_user). */
void tun_fd_read(struct task *t, struct frame *f);
void tun_fd_write(struct task *t, struct frame *f);

#endif
