/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feedback, the first proposal: as vhost, but the NIC classifies into a queue for each path, and a saturated
 * tap stops the polling of its queue alone. The transmit ring has an interrupt of its own, which no tap stops.
 */
#include "models/flows/bridged.h"
#include "models/flows/vhost_bringup.h"

struct feedback_path {
	struct path path;
	struct bridged_parts bridged;
	struct nic_driver driver;
	struct saturation saturation;
};

static struct feedback_path *feedback_path_of(const struct path *path)
{
	return FLOW_PATH(path, struct feedback_path);
}

static void feedback_wire_host(struct datapath *dp)
{
	struct nic_queue *q = &dp->nic.queue[dp->nic.n_queues - 1];
	bridged_host(dp, q);
}

static void feedback_wire(struct datapath *dp, struct path *path)
{
	const struct scenario *s = dp->scenario;
	struct feedback_path *p = feedback_path_of(path);
	struct nic_queue *q = &dp->nic.queue[path->index];
	bridged_driver(dp, &p->driver, q, s->nic.core, path);
	bridged_parts_init(dp, path, &p->bridged);
	saturation_init(&p->saturation, q, &s->feedback, p->bridged.tap.limit,
			&dp->machine->counter[COUNTER_saturations]);
	p->driver.saturation = p->bridged.tap.saturation = &p->saturation;
	nic_queue_close(q);
}

/* The classifier gets a rule for the tap's address. */
static void feedback_open_queue(struct path *path)
{
	struct feedback_path *p = feedback_path_of(path);
	nic_queue_open(p->saturation.queue);
	nic_queue_unmask(p->saturation.queue);
}

/* The tap is gone, and so is its rule: what waits in the queue is lost, and nobody restarts it any more. */
static void close_queue(struct path *path)
{
	struct feedback_path *p = feedback_path_of(path);
	bridged_step_close_tap(path);
	nic_queue_close(p->saturation.queue);
	saturation_lower(&p->saturation);
}

static const struct bringup_step bring_up[] = {
	{"open /dev/net/tun", BRINGUP_open, false, NULL, NULL},
	{"TUNSETIFF", BRINGUP_ioctl, false, bridged_step_open_tap, NULL},
	{"classifier rule", BRINGUP_ioctl, false, feedback_open_queue, NULL},
	BRIDGED_STEPS_START,
	{0}};

static const struct bringup_step tear_down[] = {
	BRIDGED_STEPS_STOP,
	{"close /dev/net/tun", BRINGUP_open, false, close_queue, NULL},
	VHOST_STEP_PURGE,
	{0}};

static void feedback_check(const struct path *path)
{
	const struct feedback_path *p = feedback_path_of(path);
	bridged_parts_check(&p->bridged);
	saturation_check(&p->saturation, p->bridged.tap.queue.length);
}

static void feedback_fini(struct path *path)
{
	struct feedback_path *p = feedback_path_of(path);
	bridged_parts_fini(&p->bridged);
}

extern const struct flow flow_feedback;
const struct flow flow_feedback = {
	.name = "feedback",
	.text = "the first proposal: vhost tells NAPI that it is saturated, the guest's NIC queue is left "
		"unpolled",
	.receives = "nic queue of the guest, napi, bridge, tap, vhost handle_rx, virtqueue, guest",
	.worker = "vhost",
	.classifier = &classifier_by_path,
	.own_tx_vector = true,
	.taps = true,
	.instant = true,
	.path_size = sizeof(struct feedback_path),
	.wire_host = feedback_wire_host,
	.wire = feedback_wire,
	.bring_up = bring_up,
	.tear_down = tear_down,
	.check = feedback_check,
	.fini = feedback_fini,
};
