/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Busy polling of vhost-net: before a handler leaves an empty queue, it spins for a while on what both directions
 * could bring.
 *
 * Stands for drivers/vhost/net.c, vhost_net_busy_poll, from 5.10 to 6.12 (in the kernel since 4.6;
 * off unless VHOST_SET_VRING_BUSYLOOP_TIMEOUT sets it, which QEMU leaves to its user). Rules: -
 * kicks of the other direction are not wanted meanwhile, nobody preempts the worker, interrupts and
 * softirqs do; - it ends when a work is queued on the device's worker (busyloop_intr), when the tap
 * has a packet and the guest a buffer for it, when the guest has a packet to send, when another
 * thread is due on the core, or at the timeout, in units of 1,024 ns of the clock (busy_clock()); -
 * afterwards the handler of the other direction is queued when its ring has something, else kicks
 * are asked for again. A poll for transmit that has found no packet in the tap either asks for
 * kicks of the receive ring. One worker serves both directions here, so the other queue's mutex is
 * always free. The spin is one payment that what it looks for cuts short. A turn of the loop takes
 * COST_vhost_busy_poll: works are looked at where it begins, tap and rings later. So a packet that
 * comes in between ends the loop without busyloop_intr, though it has queued a work, too.
 */
#ifndef MODELS_VHOST_VHOST_BUSY_H
#define MODELS_VHOST_VHOST_BUSY_H

#include "models/vhost/vhost_net.h"

/* vhost_net_busy_poll: routine (self: the device, arg: the queue of the other direction) of a handler whose own queue
 * is empty; sets busyloop_intr when other work has ended it. */
void vhost_net_busy_poll(struct task *t, struct frame *f);

/* vhost_busy_no_desc: routine (self: the device, arg: the queue of the handler): there is no descriptor. After a poll
 * that was interrupted the handler queues itself behind the other work, .desc is DESC_NONE; else as
 * vhost_enable_notify. */
void vhost_busy_no_desc(struct task *t, struct frame *f);

#endif
