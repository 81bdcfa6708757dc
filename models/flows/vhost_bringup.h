/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The steps by which a path of a vhost flow comes up and goes down (bringup.h), in QEMU's order.
 *
 * Bring-up: QEMU opens the devices (vhost_net_init, vhost_dev_init). The guest's driver probes; 3.13's fills its
 * receive ring then. Its write of DRIVER_OK makes QEMU start the backend, path by path, rings 0 (rx) and 1 (tx)
 * (vhost_net_start_one, vhost_virtqueue_start). Then ip link up: from 4.x on the ring is filled only here, so the
 * backend runs without buffers meanwhile, and goes on at the kick.
 * Tear-down: the guest gives the device up; QEMU pauses the vCPUs (vm_shutdown: before the backends stop), stops the
 * backends (vhost_net_stop_one: the ioctl waits for a running handler), closes the files, and the guest's memory
 * goes. Left out: VHOST_SET_VRING_CALL with the masked notifier at the start and its change later, the flushes between,
 * the switching of QEMU's own handlers of the tap.
 */
#ifndef MODELS_FLOWS_VHOST_BRINGUP_H
#define MODELS_FLOWS_VHOST_BRINGUP_H

#include "models/flows/bringup.h"

/* Acts of steps on paths whose driver is virtio-net. virtio_step_probe: virtnet_probe(). virtio_step_link_up: virtnet_open().
 * virtio_step_purge: the memory of the guest goes, with what its rings hold. */
void virtio_step_probe(struct path *path);
void virtio_step_link_up(struct path *path);
void virtio_step_purge(struct path *path);

/* Acts on paths with a tap. bridged_step_open_tap: QEMU opens it. bridged_step_close_tap: QEMU closes it. */
void bridged_step_open_tap(struct path *path);
void bridged_step_close_tap(struct path *path);

/* Acts on paths that vhost_net serves, each by its function there. bridged_step_vring_kick: both rings get their kicks.
 * bridged_step_attach_rx, bridged_step_attach_tx: a ring gets its backend. bridged_step_detach_rx,
 * bridged_step_detach_tx: it loses it. bridged_step_flushed: whether the last turns are over. */
void bridged_step_vring_kick(struct path *path);
void bridged_step_attach_rx(struct path *path);
void bridged_step_attach_tx(struct path *path);
void bridged_step_detach_rx(struct path *path);
void bridged_step_detach_tx(struct path *path);
bool bridged_step_flushed(struct path *path);

#define VHOST_IOCTL(name)                                                                                    \
	{                                                                                                    \
		name, BRINGUP_ioctl, false, NULL, NULL                                                       \
	}

#define VHOST_STEPS_CREATE                                                                                   \
	{"open /dev/vhost-net", BRINGUP_open, false, NULL, NULL},                                            \
		{"VHOST_SET_OWNER", BRINGUP_owner, false, NULL, NULL}, VHOST_IOCTL("VHOST_GET_FEATURES")

#define VHOST_STEPS_GUEST                                                                                    \
	BRINGUP_BOOT, {"virtnet_probe", BRINGUP_probe, true, virtio_step_probe, NULL},                       \
	{                                                                                                    \
		"DRIVER_OK", BRINGUP_status, true, NULL, NULL                                                \
	}

#define VHOST_STEPS_RINGS(kick)                                                                              \
	VHOST_IOCTL("VHOST_SET_FEATURES"), VHOST_IOCTL("VHOST_SET_MEM_TABLE"),                               \
		VHOST_IOCTL("VHOST_SET_VRING_NUM rx"), VHOST_IOCTL("VHOST_SET_VRING_BASE rx"),               \
		VHOST_IOCTL("VHOST_SET_VRING_ADDR rx"), VHOST_IOCTL("VHOST_SET_VRING_KICK rx"),              \
		VHOST_IOCTL("VHOST_SET_VRING_CALL rx"), VHOST_IOCTL("VHOST_SET_VRING_NUM tx"),               \
		VHOST_IOCTL("VHOST_SET_VRING_BASE tx"), VHOST_IOCTL("VHOST_SET_VRING_ADDR tx"),              \
		{"VHOST_SET_VRING_KICK tx", BRINGUP_ioctl, false, kick, NULL},                               \
		VHOST_IOCTL("VHOST_SET_VRING_CALL tx")

#define VHOST_STEP_LINK_UP                                                                                   \
	{                                                                                                    \
		"virtnet_open", BRINGUP_link, true, virtio_step_link_up, NULL                                \
	}

#define VHOST_STEPS_DOWN {"virtnet_remove", BRINGUP_probe, true, bringup_guest_down, NULL}, BRINGUP_END_VCPU

#define VHOST_STEP_PURGE                                                                                     \
	{                                                                                                    \
		"guest's memory goes", BRINGUP_ioctl, true, virtio_step_purge, NULL                          \
	}

/* Between the tap's and the guest's steps: what the flows through the bridge share. */
#define BRIDGED_STEPS_START                                                                                  \
	VHOST_STEPS_CREATE, VHOST_STEPS_GUEST, VHOST_STEPS_RINGS(bridged_step_vring_kick),                   \
		{"VHOST_NET_SET_BACKEND rx", BRINGUP_ioctl, false, bridged_step_attach_rx, NULL},            \
		{"VHOST_NET_SET_BACKEND tx", BRINGUP_ioctl, false, bridged_step_attach_tx, NULL},            \
		VHOST_STEP_LINK_UP

#define BRIDGED_STEPS_STOP                                                                                   \
	VHOST_STEPS_DOWN,                                                                                    \
		{"VHOST_NET_SET_BACKEND rx -1", BRINGUP_ioctl, false, bridged_step_detach_rx,                \
		 bridged_step_flushed},                                                                      \
		{"VHOST_NET_SET_BACKEND tx -1", BRINGUP_ioctl, false, bridged_step_detach_tx,                \
		 bridged_step_flushed},                                                                      \
		VHOST_IOCTL("VHOST_GET_VRING_BASE rx"), VHOST_IOCTL("VHOST_GET_VRING_BASE tx"),              \
	{                                                                                                    \
		"close /dev/vhost-net", BRINGUP_open, false, NULL, NULL                                      \
	}

#endif
