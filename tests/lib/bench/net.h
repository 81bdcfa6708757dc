/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A few machines that send each other messages, for the tests of the world, and beside it the same on a plain
 * list of pending events that is searched from end to end: the oracle.
 *
 * A node has timers, one for each letter of TIMER_CLASS, and wires to other nodes. Whatever happens to it (a
 * timer, a message, a controller) it notes in its log and passes to the rule of the test, which may set
 * timers and send. A wire keeps the order of its messages.
 */
#ifndef TESTS_LIB_BENCH_NET_H
#define TESTS_LIB_BENCH_NET_H

#include "sim/base/rng.h"
#include "sim/world.h"
#include "tests/lib/bench/engine.h"

#define NET_PLATFORM SOURCE_DIR "/tests/data/four_hosts.xml"
#define NODES 4
#define WIRES 12
#define TIMERS 4
#define CONTROLLERS 2
#define MESSAGE 10    /* what: a message, the number of its wire added */
#define CONTROLLER 30 /* what: a controller, its number added */

static const enum event_class timer_class[TIMERS] = {EVENT_HARDIRQ, EVENT_THREAD, EVENT_THREAD,
						     EVENT_SAMPLING};

struct net;
struct node;

struct net_config {
	int nodes;
	struct {
		int a, b;
		vtime latency;
	} link[WIRES / 2 + 1];	/* the last has latency 0 */
	bool idle[NODES];	/* sets no timers */
	vtime start, end, grid; /* of the random rule: first date, last date, all dates are multiples of */
	vtime overstated;	/* what every link is declared longer than it is */
	bool hub;    /* messages go through one more calendar, where they are at a third of the latency */
	int threads; /* 0: one */
	vtime controller_gap; /* mean gap between a controller's acts; 0: no controllers */
	void (*rule)(struct node *n, int what, vtime now);
};

struct timer {
	struct event event; /* first */
	struct node *node;
	int number;
};

struct wire {
	struct event event; /* first */
	struct node *to;
	int number, rank;    /* of all wires; of those to this machine */
	vtime latency, last; /* last: date of the latest arrival so far */
	GQueue posted;	     /* dates of arrival of what was sent in this window */
	GQueue passed;	     /* the hub's, which the receiver has not taken yet */
	GQueue sent;	     /* and before */
	struct hub_end {
		struct event event; /* first; at the hub */
		struct wire *wire;
		GQueue sent;
	} hub;
};

struct node {
	struct net *net;
	int number;
	struct machine *machine; /* NULL: on the plain list */
	struct rng rng;
	GString *log;
	int acts;
	struct timer timer[TIMERS];
	struct wire *out[WIRES];
	int n_out;
	vtime limit; /* for a rule that counts windows: the end of the last one seen */
	int windows;
};

struct controller {
	struct net *net;
	struct rng rng;
	int number;
	vtime next;
};

struct pending {
	vtime date;
	struct node *node;
	int class, rank; /* rank: the number of the wire; timers: 0 */
	uint64_t order;	 /* of setting and sending */
	int what;
};

struct net {
	const struct net_config *config;
	struct node node[NODES];
	struct wire wire[WIRES];
	int wires;
	struct machine *hub; /* NULL: there is none */
	struct world *world;
	struct controller controller[CONTROLLERS];
	GString *log;	 /* the controllers' */
	GArray *pending; /* of the plain list */
	uint64_t order;
};

/* ---- what a rule may do ---- */

static inline void pending_add(struct net *net, struct pending p)
{
	p.order = ++net->order;
	g_array_append_val(net->pending, p);
}

static inline void node_set(struct node *n, int timer, vtime date)
{
	if (n->machine) {
		calendar_arm(&n->machine->cal, &n->timer[timer].event, date, timer_class[timer]);
		return;
	}
	for (guint i = n->net->pending->len; i-- > 0;) {
		const struct pending *p = &g_array_index(n->net->pending, struct pending, i);
		if (p->node == n && p->what == timer)
			g_array_remove_index(n->net->pending, i);
	}
	pending_add(n->net, (struct pending){date, n, timer_class[timer], 0, 0, timer});
}

/* node_send: a message that arrives a latency and this much later, but not before the one sent last. */
static inline void node_send(struct node *n, int out, vtime now, vtime later)
{
	struct wire *l = n->out[out];
	l->last = MAX(l->last, now + l->latency + later);
	if (!n->machine) {
		pending_add(n->net,
			    (struct pending){l->last, l->to, EVENT_WIRE, l->number, 0, MESSAGE + l->number});
		return;
	}
	g_queue_push_tail(&l->posted, g_memdup2(&l->last, sizeof(l->last)));
}

static inline void node_act(struct node *n, int what, vtime now)
{
	n->acts++;
	g_string_append_printf(n->log, "%" PRId64 ":%d\n", now, what);
	n->net->config->rule(n, what, now);
}

/* ---- in the world ---- */

static inline void timer_fire(struct event *ev)
{
	struct timer *t = (struct timer *)ev;
	node_act(t->node, t->number, t->node->machine->cal.now);
}

static inline void wire_fire(struct event *ev)
{
	struct wire *l = (struct wire *)ev;
	struct calendar *cal = &l->to->machine->cal;
	for (vtime *date; (date = g_queue_peek_head(&l->sent)) && *date <= cal->now; g_free(date)) {
		g_queue_pop_head(&l->sent);
		node_act(l->to, MESSAGE + l->number, cal->now);
	}
	const vtime *next = g_queue_peek_head(&l->sent);
	if (next)
		calendar_arm_wire(cal, ev, *next, l->rank);
}

static inline void wire_put(struct wire *l, vtime *date)
{
	g_queue_push_tail(&l->sent, date);
	if (!event_armed(&l->event))
		calendar_arm_wire(&l->to->machine->cal, &l->event, *date, l->rank);
}

static inline vtime before_arrival(const struct wire *l)
{
	return l->latency - l->latency / 3;
}

static inline void hub_fire(struct event *ev)
{
	struct hub_end *h = (struct hub_end *)ev;
	struct net *net = h->wire->to->net;
	vtime *date;
	while ((date = g_queue_peek_head(&h->sent)) && *date - before_arrival(h->wire) <= net->hub->cal.now) {
		g_queue_push_tail(&h->wire->passed, g_queue_pop_head(&h->sent));
		world_tell(net->world, h->wire->to->number, *date);
	}
	if (date)
		calendar_arm_wire(&net->hub->cal, ev, *date - before_arrival(h->wire), h->wire->number);
}

/* What the hub has sent to a node. */
static inline void node_take(void *self)
{
	struct node *n = self;
	for (int i = 0; i < n->net->wires; i++) {
		struct wire *l = &n->net->wire[i];
		for (vtime *date; l->to == n && (date = g_queue_pop_head(&l->passed));)
			wire_put(l, date);
	}
}

static inline void hub_put(struct wire *l, vtime *date)
{
	g_queue_push_tail(&l->hub.sent, date);
	if (!event_armed(&l->hub.event))
		calendar_arm_wire(&l->to->net->hub->cal, &l->hub.event, *date - before_arrival(l), l->number);
}

/* When a window has ended. */
static inline void wire_deliver(void *self)
{
	struct wire *l = self;
	for (vtime *date; (date = g_queue_pop_head(&l->posted));)
		if (l->to->net->hub)
			hub_put(l, date);
		else
			wire_put(l, date);
}

/* A controller notes how many acts every node has behind it, whether its clock stands at the date, and acts
 * on every node. */
static inline vtime controller_act_on(void *self, vtime now)
{
	struct controller *c = self;
	struct net *net = c->net;
	g_string_append_printf(net->log, "%d@%" PRId64, c->number, now);
	for (int i = 0; i < net->config->nodes; i++) {
		struct node *n = &net->node[i];
		bool here = !n->machine || n->machine->cal.now == now;
		g_string_append_printf(net->log, "=%d%s", n->acts, here ? "" : "?");
	}
	g_string_append_c(net->log, '\n');
	for (int i = 0; i < net->config->nodes; i++)
		node_act(&net->node[i], CONTROLLER + c->number, now);
	vtime grid = net->config->grid;
	return now +
	       grid * (1 + (vtime)rng_below(&c->rng, (uint64_t)(2 * net->config->controller_gap / grid)));
}

/* ---- on the plain list ---- */

static inline bool pending_before(const struct pending *a, const struct pending *b)
{
	if (a->date != b->date)
		return a->date < b->date;
	if (a->node != b->node)
		return a->node < b->node;
	if (a->class != b->class)
		return a->class < b->class;
	return a->rank != b->rank ? a->rank < b->rank : a->order < b->order;
}

static inline guint pending_first(const struct net *net)
{
	const struct pending *p = (const struct pending *)(void *)net->pending->data;
	guint first = 0;
	for (guint i = 1; i < net->pending->len; i++)
		if (pending_before(&p[i], &p[first]))
			first = i;
	return first;
}

/* What controllers set off at their own date comes after all controllers of that date. */
static inline void plain_run(struct net *net)
{
	vtime acted = -1;
	while (true) {
		guint first = pending_first(net);
		struct pending p = {.date = VTIME_NEVER};
		struct controller *c = &net->controller[0];
		if (net->pending->len > 0)
			p = g_array_index(net->pending, struct pending, first);
		for (int i = 1; i < CONTROLLERS; i++)
			if (net->controller[i].next < c->next)
				c = &net->controller[i];
		if (MIN(p.date, c->next) > net->config->end)
			return;
		if (p.date < c->next || (p.date == c->next && p.date != acted)) {
			g_array_remove_index(net->pending, first);
			node_act(p.node, p.what, p.date);
		} else {
			acted = c->next;
			c->next = controller_act_on(c, c->next);
		}
	}
}

/* ---- set-up ---- */

static inline struct machine *net_machine(int number)
{
	static const struct cost_entry costs[TEST_COSTS];
	struct sched_settings sched = engine_sched();
	char *name = g_strdup_printf("m%d", number);
	struct machine *m = machine_new(&(struct machine_config){.name = name,
								 .cores = 1,
								 .hz = 1000000000,
								 .sched = &sched,
								 .costs = costs,
								 .n_costs = TEST_COSTS});
	g_free(name);
	return m;
}

static inline void node_init(struct net *net, int number, bool plain)
{
	struct node *n = &net->node[number];
	n->net = net;
	n->number = number;
	n->machine = plain ? NULL : net_machine(number);
	n->log = g_string_new(NULL);
	rng_init(&n->rng, 7, (uint64_t)number, "node");
	for (int i = 0; i < TIMERS; i++) {
		n->timer[i] = (struct timer){.node = n, .number = i};
		event_init(&n->timer[i].event, timer_fire);
		if (!net->config->idle[number])
			node_set(n, i, net->config->start);
	}
}

static inline void wire_init(struct net *net, struct node *from, struct node *to, vtime latency)
{
	struct wire *l = &net->wire[net->wires];
	*l = (struct wire){.to = to, .number = net->wires++, .latency = latency};
	if (to->machine)
		l->rank = calendar_add_wire(&to->machine->cal);
	event_init(&l->event, wire_fire);
	event_init(&l->hub.event, hub_fire);
	l->hub.wire = l;
	from->out[from->n_out++] = l;
}

static inline void net_init(struct net *net, const struct net_config *config, bool plain)
{
	*net = (struct net){.config = config, .log = g_string_new(NULL)};
	net->pending = g_array_new(FALSE, FALSE, sizeof(struct pending));
	for (int i = 0; i < config->nodes; i++)
		node_init(net, i, plain);
	net->hub = config->hub && !plain ? net_machine(-1) : NULL;
	for (int i = 0; config->link[i].latency; i++) {
		struct node *a = &net->node[config->link[i].a], *b = &net->node[config->link[i].b];
		wire_init(net, a, b, config->link[i].latency);
		wire_init(net, b, a, config->link[i].latency);
	}
	for (int i = 0; i < CONTROLLERS; i++) {
		vtime first = config->controller_gap ? config->start + i * config->grid : VTIME_NEVER;
		net->controller[i] = (struct controller){.net = net, .number = i, .next = first};
		rng_init(&net->controller[i].rng, 7, (uint64_t)i, "controller");
	}
}

static inline void net_fini(struct net *net)
{
	for (int i = 0; i < net->config->nodes; i++) {
		g_string_free(net->node[i].log, TRUE);
		if (net->node[i].machine)
			machine_free(net->node[i].machine);
	}
	for (int i = 0; i < net->wires; i++) {
		g_queue_clear_full(&net->wire[i].posted, g_free);
		g_queue_clear_full(&net->wire[i].passed, g_free);
		g_queue_clear_full(&net->wire[i].sent, g_free);
		g_queue_clear_full(&net->wire[i].hub.sent, g_free);
	}
	if (net->hub)
		machine_free(net->hub);
	g_string_free(net->log, TRUE);
	g_array_free(net->pending, TRUE);
}

/* The logs of the nodes and of the controllers, one after another. Owned by the caller. */
static inline char *net_log(const struct net *net)
{
	GString *all = g_string_new(net->log->str);
	for (int i = 0; i < net->config->nodes; i++)
		g_string_append_printf(all, "node %d\n%s", i, net->node[i].log->str);
	return g_string_free(all, FALSE);
}

static inline void net_join(struct net *net, struct world *w)
{
	const struct net_config *config = net->config;
	net->world = w;
	vtime to = VTIME_NEVER, from = VTIME_NEVER;
	for (int i = 0; config->link[i].latency; i++) {
		vtime latency = config->link[i].latency;
		to = MIN(to, latency / 3);
		from = MIN(from, latency - latency / 3);
		if (!net->hub)
			world_link(w, net->node[config->link[i].a].machine,
				   net->node[config->link[i].b].machine, latency + config->overstated);
	}
	if (net->hub)
		world_add_hub(w, net->hub, to, from);
	for (int i = 0; net->hub && i < config->nodes; i++)
		world_add_inbox(w, i, node_take, &net->node[i]);
}

/* net_simulate: runs the net in a world (once in a process). */
static inline void net_simulate(struct net *net, enum sync sync)
{
	const struct net_config *config = net->config;
	struct world *w = world_new(NET_PLATFORM, sync, NULL);
	for (int i = 0; i < config->nodes; i++)
		world_add_machine(w, net->node[i].machine);
	net_join(net, w);
	for (int i = 0; i < net->wires; i++)
		world_add_post(w, wire_deliver, &net->wire[i]);
	world_set_threads(w, MAX(1, config->threads));
	for (int i = 0; config->controller_gap && i < CONTROLLERS; i++)
		world_add_controller(w, net->node[0].machine, "controller", net->controller[i].next,
				     controller_act_on, &net->controller[i]);
	world_run(w, config->end);
	world_free(w);
}

#endif
