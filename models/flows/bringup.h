/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bring-up: how the interfaces of a guest come up, and go down again, step by step.
 *
 * Stands for what QEMU 2.0 and 5.0 do from main() to DRIVER_OK and from there to exit (net/tap.c, net/tap-linux.c,
 * hw/net/vhost_net.c: vhost_net_init, vhost_net_start_one, vhost_net_stop_one; hw/virtio/vhost.c: vhost_dev_init,
 * vhost_dev_start, vhost_virtqueue_start, vhost_dev_stop; cpus.c: pause_all_vcpus) and for the guest's driver between
 * them. It is the control plane: a step takes a time, given by its kind as an option, but no core; then it acts on
 * the parts of the guest's paths. The times are assumptions: of the right size on an idle host, but for the boot,
 * which really takes seconds.
 *
 * Each flow has two tables of steps (flow.h), ended by a step without a name. The steps of a table
 * run in order. Those between two steps of the guest as a whole (`once`) belong to a path. They run
 * for one path after another, as QEMU's code for each queue pair does. At the end of the first
 * table the guest's sources begin to send; the second starts at the guest's `stop`, when they stop.
 *
 * Every guest has an actor of its own (bringup_act is a controller's act, sim/world.h). Nothing starts twice.
 */
#ifndef MODELS_FLOWS_BRINGUP_H
#define MODELS_FLOWS_BRINGUP_H

#include "models/scenario/scenario.h"

struct datapath;
struct path;

struct bringup_step {
	const char *name; /* of the ioctl, the function, the action */
	enum bringup_kind kind;
	bool once; /* for the guest as a whole: its time passes once, it acts on each path */
	void (*act)(struct path *path);	 /* at its end; NULL: nothing that the model has */
	bool (*over)(struct path *path); /* asked after act until it says yes; NULL: it does at once */
};

/* Steps that every flow has. */
#define BRINGUP_BOOT                                                                                         \
	{                                                                                                    \
		"guest boots", BRINGUP_boot, true, bringup_guest_boots, NULL                                 \
	}
#define BRINGUP_END_VCPU                                                                                     \
	{                                                                                                    \
		"pause_all_vcpus", BRINGUP_ioctl, true, bringup_end_vcpu, bringup_vcpu_ended                 \
	}

/* bringup_guest_boots: a step's act: the path's vCPU runs the guest from now on. bringup_guest_down: the path's device goes down, what its qdisc holds is lost. bringup_end_vcpu,
 * bringup_vcpu_ended: act and over of the end of its vCPU's thread. */
void bringup_guest_boots(struct path *path);
void bringup_guest_down(struct path *path);
void bringup_end_vcpu(struct path *path);
bool bringup_vcpu_ended(struct path *path);

/* What has been done. */
struct bringup_entry {
	vtime date;
	int path;  /* index; -1: the guest as a whole */
	bool down; /* of the second table */
	const struct bringup_step *step;
};

/* The way of one guest. */
struct bringup {
	struct datapath *dp; /* not owned */
	int guest;
	bool down;			  /* in the second table */
	const struct bringup_step *step;  /* under way; NULL: the table has not begun */
	const struct bringup_step *group; /* first of the steps of a path that it is among */
	int path;			  /* of the guest's: whose step it is */
	bool acted;			  /* it has acted and is not over */
	GArray *log;			  /* struct bringup_entry; owned */
};

/* bringups_new: one for each guest of the scenario; those of guests that run on another machine than the datapath's are
 * zeroed. bringups_free frees them. */
struct bringup *bringups_new(struct datapath *dp);
void bringups_free(struct bringup *all, const struct datapath *dp);

/* bringup_up_at: the date at which the interfaces of a guest of the scenario are up: no step of a first table waits for
 * anything but its time. */
vtime bringup_up_at(const struct scenario *s, int guest);

/* bringup_first: date of the first act. bringup_act: ends the steps that are due, and returns the date of the next. */
vtime bringup_first(const struct bringup *b);
vtime bringup_act(void *self, vtime now);

#endif
