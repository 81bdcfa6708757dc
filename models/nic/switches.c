/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/switches.h"
#include "sim/base/check.h"

#include <string.h>

static const struct option fabric_options[] = {
	VALUE_OPTION(
		fabric_settings, queue, UNIT_BYTES, "0B", "0B", "1GiB",
		"bytes that wait at one port of a switch; a frame beyond is lost; 0B: no limit (a switch "
		"with shallow buffers gives a busy port about 700kB: Alizadeh et al., DCTCP, 2010)"),
	VALUE_OPTION(fabric_settings, hosts, UNIT_COUNT, "0", "0", "1024",
		     "hosts on each switch, in their order, with a second tier of switches above; 0: one "
		     "switch for "
		     "all; without a platform file"),
	VALUE_OPTION(fabric_settings, uplink, UNIT_BITRATE, "40Gbps", "1kbps", "1000000Gbps",
		     "bandwidth from each switch to the second tier; without a platform file"),
	VALUE_OPTION(fabric_settings, uplink_latency, UNIT_TIME, "500ns", "1ns", "1000s",
		     "latency of that link, one way; without a platform file"),
};

OPTION_TABLE(fabric_table, "fabric", fabric_settings, fabric_options,
	     "the switches between more than two hosts");

/* ---- a port ---- */

/* Those whose last bit has left by now are no longer in the queue. */
static void let_go(struct switch_port *port)
{
	const struct wire_frame *f;
	vtime now = port->switches->machine->cal.now;
	while ((f = frame_queue_first(&port->waiting)) && f->date <= now) {
		port->bytes -= f->packet.bytes;
		depth_change(&port->depth, f->date, -1);
		frame_queue_pop(&port->waiting);
	}
}

static bool switches_has_room(struct switch_port *port, const struct wire_frame *f)
{
	int64_t queue = port->switches->queue;
	if (queue == 0)
		return true;
	let_go(port);
	return port->bytes + f->packet.bytes <= queue;
}

/* It counts until its last bit has left. */
static void switches_put_into_queue(struct switch_port *port, const struct wire_frame *f)
{
	struct wire_frame *w = frame_queue_push(&port->waiting);
	*w = *f;
	w->date = port->idle_at;
	port->bytes += f->packet.bytes;
	depth_change(&port->depth, port->switches->machine->cal.now, 1);
}

/* Returns when its last bit is at the far end. */
static vtime switches_send(struct switch_port *port, const struct wire_frame *f)
{
	vtime now = port->switches->machine->cal.now;
	port->idle_at = MAX(port->idle_at, now) + wire_time(port->bits_per_s, f->packet.bytes);
	if (port->switches->queue > 0)
		switches_put_into_queue(port, f);
	return port->idle_at + port->latency;
}

/* ---- links ---- */

/* Dates never fall. */
static void put_on_link(struct switch_link *l, const struct wire_frame *f)
{
	*frame_queue_push(&l->frames) = *f;
	if (!event_armed(&l->arrival))
		calendar_arm_wire(&l->switches->machine->cal, &l->arrival, f->date, l->number);
}

/* The packet's CPU time, which is at the receiver's clock, at that of the switches' machine. */
static void lose(struct switches *s, struct wire_frame *f, const struct machine *receiver)
{
	f->packet.spent = (vtime)((__int128)f->packet.spent * receiver->hz / s->machine->hz);
	packet_refuse(s->ledger, &f->packet, DROP_switch_queue_full, f->date);
}

static void send_to_machine(const struct switches *s, struct switch_port *port, const struct wire_frame *f)
{
	*frame_queue_push(&port->sent) = *f;
	s->tell(s->self, s->machine_of[f->packet.to], f->date);
}

static void switches_forward(struct switches *s, struct wire_frame *f)
{
	struct switch_port *port = *f->way;
	if (!switches_has_room(port, f)) {
		lose(s, f, s->nic[s->machine_of[f->packet.to]]->machine);
		return;
	}
	f->date = switches_send(port, f);
	f->way++;
	if (port->nic)
		send_to_machine(s, port, f);
	else
		put_on_link(port->link, f);
}

static void switches_arrival_fire(struct event *ev)
{
	struct switch_link *l = container_of(ev, struct switch_link, arrival);
	struct calendar *cal = &l->switches->machine->cal;
	const struct wire_frame *first;
	while ((first = frame_queue_first(&l->frames)) && first->date <= cal->now) {
		struct wire_frame f = *first;
		frame_queue_pop(&l->frames);
		switches_forward(l->switches, &f);
	}
	if (first)
		calendar_arm_wire(cal, ev, first->date, l->number);
}

void switches_take(struct switches *s, int i)
{
	struct frame_queue *sent = &s->nic[i]->out.sent;
	for (struct wire_frame *f; (f = frame_queue_first(sent)); frame_queue_pop(sent)) {
		f->way = s->way[i * s->n + s->machine_of[f->packet.to]];
		put_on_link(&s->from[i], f);
	}
}

static struct switch_port *port_at(const struct switches *s, guint i)
{
	return s->ports->pdata[i];
}

void switches_deliver(const struct switches *s, int i)
{
	struct frame_queue *sent = &port_at(s, (guint)i)->sent;
	for (const struct wire_frame *f; (f = frame_queue_first(sent)); frame_queue_pop(sent))
		nic_put(s->nic[i], f);
}

/* ---- figures ---- */

void switches_latency(const struct switches *s, vtime *to, vtime *from)
{
	*to = *from = VTIME_NEVER;
	for (int i = 0; i < s->n; i++) {
		const struct nic *nic = s->nic[i];
		vtime least = wire_time(nic->out.bits_per_s, 0) + nic->dma_latency;
		*to = MIN(*to, least + nic->out.latency);
		*from = MIN(*from, least + port_at(s, (guint)i)->latency);
	}
}

int64_t switches_waiting(const struct switches *s)
{
	int64_t sum = 0;
	for (int i = 0; i < s->n; i++)
		sum += s->from[i].frames.n;
	for (guint i = (guint)s->n; i < s->ports->len; i++)
		sum += port_at(s, i)->link->frames.n;
	return sum;
}

void switches_settle(struct switches *s)
{
	for (guint i = 0; i < s->ports->len; i++) {
		struct switch_port *port = port_at(s, i);
		let_go(port);
		depth_check(&port->depth, port->waiting.n, port->name);
	}
}

void switches_reset(struct switches *s)
{
	switches_settle(s);
	ledger_reset(s->ledger);
	for (guint i = 0; i < s->ports->len; i++)
		depth_reset(&port_at(s, i)->depth, s->machine->cal.now);
}

/* ---- set-up ---- */

static void link_init(struct switch_link *l, struct switches *s)
{
	*l = (struct switch_link){.switches = s, .number = calendar_add_wire(&s->machine->cal)};
	event_init(&l->arrival, switches_arrival_fire);
}

static struct switch_port *switches_add_port(struct switches *s, char *name, const struct platform_link *link,
					     struct nic *nic)
{
	struct switch_port *port = g_new(struct switch_port, 1);
	*port = (struct switch_port){.switches = s,
				     .name = name,
				     .nic = nic,
				     .bits_per_s = link->bits_per_s,
				     .latency = link->latency};
	g_ptr_array_add(s->ports, port);
	if (nic)
		return port;
	port->link = g_new(struct switch_link, 1);
	link_init(port->link, s);
	return port;
}

static void port_free(gpointer data)
{
	struct switch_port *port = data;
	frame_queue_fini(&port->waiting);
	frame_queue_fini(&port->sent);
	if (port->link)
		frame_queue_fini(&port->link->frames);
	g_free(port->link);
	g_free(port->name);
	g_free(port);
}

static struct switch_port *switches_port_named(const struct switches *s, const char *name)
{
	for (guint i = (guint)s->n; i < s->ports->len; i++)
		if (strcmp(port_at(s, i)->name, name) == 0)
			return port_at(s, i);
	return NULL;
}

/* The port of a link between two switches, in this direction. */
static struct switch_port *port_of_hop(struct switches *s, const struct platform *p,
				       const struct platform_hop *hop)
{
	char *name = g_strdup_printf("%s/%s", hop->link, hop->down ? "down" : "up");
	struct switch_port *port = switches_port_named(s, name);
	if (!port)
		return switches_add_port(s, name, platform_link(p, hop->link), NULL);
	g_free(name);
	return port;
}

/* The ports that follow the sender's own link, the last of which leads to machine b. */
static struct switch_port **way_between(struct switches *s, const struct platform *p,
					const char *const *hosts, int a, int b)
{
	GArray *path = a == b ? NULL : platform_path(p, hosts[a], hosts[b]);
	guint n = path ? path->len - 1 : 1;
	struct switch_port **way = g_new(struct switch_port *, n);
	for (guint i = 0; i + 1 < n; i++)
		way[i] = port_of_hop(s, p, &g_array_index(path, struct platform_hop, i + 1));
	way[n - 1] = port_at(s, (guint)b);
	if (path)
		g_array_unref(path);
	return way;
}

struct switches *switches_new(const struct platform *p, const char *const *hosts, struct nic **nics, int n,
			      const int *machine_of, struct ledger *ledger, int64_t queue)
{
	struct switches *s = g_new0(struct switches, 1);
	s->machine = ledger->machine;
	s->ledger = ledger;
	s->queue = queue;
	s->n = n;
	s->nic = nics;
	s->machine_of = machine_of;
	s->ports = g_ptr_array_new_with_free_func(port_free);
	s->from = g_new(struct switch_link, n);
	s->way = g_new(struct switch_port **, n * n);
	for (int i = 0; i < n; i++) {
		const struct platform_link own = {.bits_per_s = nics[i]->out.bits_per_s,
						  .latency = nics[i]->out.latency};
		link_init(&s->from[i], s);
		switches_add_port(s, g_strdup(hosts[i]), &own, nics[i]);
	}
	for (int i = 0; i < n * n; i++)
		s->way[i] = way_between(s, p, hosts, i / n, i % n);
	return s;
}

void switches_free(struct switches *s)
{
	for (int i = 0; i < s->n * s->n; i++)
		g_free(s->way[i]);
	for (int i = 0; i < s->n; i++)
		frame_queue_fini(&s->from[i].frames);
	g_ptr_array_free(s->ports, TRUE);
	g_free(s->way);
	g_free(s->from);
	g_free(s);
}
