/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/bringup.h"
#include "models/flows/datapath.h"
#include "sim/base/check.h"

#define LOOK_AGAIN (10 * VTIME_PER_US) /* while a step is not over: the least time until it is asked again */

static vtime step_time(const struct bringup_settings *set, const struct bringup_step *step)
{
#define BRINGUP_TIME(kind, def, text) set->kind,
	const vtime time[BRINGUP_KINDS] = {BRINGUP_LIST(BRINGUP_TIME)};
	return set->instant ? 0 : time[step->kind];
}

static vtime time_of(const struct bringup *b, const struct bringup_step *step)
{
	return step_time(&b->dp->scenario->bringup, step);
}

vtime bringup_up_at(const struct scenario *s, int guest)
{
	const struct guest_settings *set = &g_array_index(s->guests, struct guest_settings, (guint)guest);
	vtime date = set->start;
	for (const struct bringup_step *step = flows[s->general.flow]->bring_up; step->name; step++)
		date += step_time(&s->bringup, step) * (step->once ? 1 : set->ports * set->queues);
	return date;
}

/* ---- the guest's paths ---- */

static struct path *path_of(const struct bringup *b, int i)
{
	const struct topology *topo = &b->dp->topology;
	return b->dp->path[topo->port[topo->first_port[b->guest]].path + i];
}

static int paths(const struct bringup *b)
{
	const struct guest_settings *set = datapath_guest(b->dp, b->guest);
	return (int)(set->ports * set->queues);
}

void bringup_guest_boots(struct path *path)
{
	guest_boot(&path->cpu->guest);
}

void bringup_guest_down(struct path *path)
{
	netdev_down(path->dev);
	guest_poke(&path->cpu->guest);
}

void bringup_end_vcpu(struct path *path)
{
	vcpu_stop(&path->cpu->vcpu);
	guest_poke(&path->cpu->guest);
}

bool bringup_vcpu_ended(struct path *path)
{
	return path->cpu->vcpu.ended;
}

/* The generators in the guest, and those on the host that send into its tap. */
static void bringup_sources(struct bringup *b, void (*turn)(struct source_app *s),
			    void (*turn_host)(struct host_source *s))
{
	for (int i = 0; i < b->dp->n_source_apps; i++)
		if (b->dp->source_apps[i].guest->index == b->guest)
			turn(&b->dp->source_apps[i]);
	for (int i = 0; i < b->dp->n_host_sources; i++)
		if (b->dp->host_sources[i].gen.seed->guest == b->guest)
			turn_host(&b->dp->host_sources[i]);
}

/* ---- one step ---- */

static void act(struct bringup *b)
{
	const struct bringup_step *step = b->step;
	if (!step->act || b->acted)
		return;
	for (int i = step->once ? 0 : b->path; i < (step->once ? paths(b) : b->path + 1); i++)
		step->act(path_of(b, i));
}

static bool over(const struct bringup *b)
{
	const struct bringup_step *step = b->step;
	bool all = true;
	for (int i = step->once ? 0 : b->path; i < (step->once ? paths(b) : b->path + 1) && step->over; i++)
		all &= step->over(path_of(b, i));
	return all;
}

static void bringup_note(struct bringup *b, vtime now)
{
	struct bringup_entry e = {now, b->step->once ? -1 : path_of(b, b->path)->index, b->down, b->step};
	g_array_append_val(b->log, e);
}

/* The next step: of the group's next path when the group ends here, else of the table. */
static void bringup_go_on(struct bringup *b)
{
	const struct bringup_step *next = b->step + 1;
	bool ends = !b->step->once && (!next->name || next->once);
	b->acted = false;
	if (ends && b->path + 1 < paths(b)) {
		b->path++;
		b->step = b->group;
		return;
	}
	if (b->step->once || ends) {
		b->path = 0;
		b->group = next;
	}
	b->step = next;
}

/* ---- the tables ---- */

static const struct bringup_step *bringup_steps(const struct bringup *b)
{
	return b->down ? b->dp->flow->tear_down : b->dp->flow->bring_up;
}

static void bringup_begin(struct bringup *b)
{
	if (b->down)
		bringup_sources(b, source_app_stop, host_source_stop);
	b->step = b->group = bringup_steps(b);
	b->path = 0;
}

/* The table's last step is over: the date at which the other begins. */
static vtime bringup_end(struct bringup *b, vtime now)
{
	vtime stop = datapath_guest(b->dp, b->guest)->stop;
	if (b->down)
		return VTIME_NEVER;
	bringup_sources(b, source_app_start, host_source_start);
	b->down = true;
	b->step = NULL;
	return stop > 0 ? MAX(stop, now) : VTIME_NEVER;
}

/* Begins a table, or ends the step under way; the date of what comes next. */
static vtime bringup_advance(struct bringup *b, vtime now)
{
	if (!b->step) {
		bringup_begin(b);
	} else {
		act(b);
		b->acted = true;
		if (!over(b))
			return now + MAX(time_of(b, b->step), LOOK_AGAIN);
		bringup_note(b, now);
		bringup_go_on(b);
	}
	return b->step->name ? now + time_of(b, b->step) : bringup_end(b, now);
}

vtime bringup_act(void *self, vtime now)
{
	struct bringup *b = self;
	vtime next;
	do
		next = bringup_advance(b, now);
	while (next == now);
	return next;
}

vtime bringup_first(const struct bringup *b)
{
	return datapath_guest(b->dp, b->guest)->start;
}

struct bringup *bringups_new(struct datapath *dp)
{
	struct bringup *all = g_new0(struct bringup, dp->n_guests);
	for (int i = 0; i < dp->n_guests; i++)
		if (datapath_has(dp, i))
			all[i] = (struct bringup){
				.dp = dp,
				.guest = i,
				.log = g_array_new(FALSE, FALSE, sizeof(struct bringup_entry))};
	return all;
}

void bringups_free(struct bringup *all, const struct datapath *dp)
{
	for (int i = 0; i < dp->n_guests; i++)
		if (all[i].log)
			g_array_free(all[i].log, TRUE);
	g_free(all);
}
