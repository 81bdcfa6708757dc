/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/saturation.h"
#include "models/costs.h"
#include "sim/base/check.h"

static const struct option feedback_options[] = {
	VALUE_OPTION(feedback_settings, stop, UNIT_COUNT, "0", "0", "100000",
		     "packets in a tap at which its NIC queue is left unpolled; 0: the tap's limit"),
	VALUE_OPTION(feedback_settings, restart, UNIT_COUNT, "0", "0", "100000",
		     "packets in a tap at which vhost starts the queue again; 0: half of stop"),
};

OPTION_TABLE(feedback_table, "feedback", feedback_settings, feedback_options, "the feedback flow");

int64_t feedback_stop(const struct feedback_settings *settings, int64_t limit)
{
	return settings->stop ? settings->stop : limit;
}

void saturation_init(struct saturation *s, struct nic_queue *q, const struct feedback_settings *settings,
		     int64_t limit, int64_t *raises)
{
	*s = (struct saturation){.queue = q, .raises = raises};
	s->stop = feedback_stop(settings, limit);
	s->restart = settings->restart ? settings->restart : s->stop / 2;
}

void saturation_filled(struct saturation *s, int64_t level)
{
	if (s->raised || level < s->stop)
		return;
	s->raised = true;
	++*s->raises;
	TRACE(s->queue->nic->machine, saturation, s->queue->index, level);
}

bool saturation_drained(struct saturation *s, int64_t level)
{
	if (!s->raised || level > s->restart)
		return false;
	s->raised = false;
	return s->parked;
}

void saturation_park(struct saturation *s)
{
	s->parked = true;
}

void saturation_lower(struct saturation *s)
{
	s->raised = s->parked = false;
}

void saturation_restart(struct task *t, struct frame *f)
{
	struct saturation *s = f->self;
	ROUTINE(f);
	PAY(t, f, COST_nic_irq_enable, 0);
	s->parked = false;
	nic_queue_unmask(s->queue);
}

void saturation_check(const struct saturation *s, int64_t level)
{
	CHECK(!s->parked || !s->raised || level > 0,
	      "feedback: the driver is parked, the tap is empty, and nobody will restart it");
}
