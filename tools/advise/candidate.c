/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/advise/candidate.h"
#include "models/flows/flow.h"
#include "models/host/napi_thread.h"
#include "models/nic/nic_cores.h"
#include "sim/input/core_list.h"
#include "tools/study/plan/identity.h"
#include <stdlib.h>
#include <string.h>

#define CORES_MAX 1024 /* of a machine; host.cores has no more */
#define FREE "@free"
#define FREE_LIST "@cores"
#define GUESTS "guests.@."

/* ---- cores ---- */

/* The cores of one machine that something is placed on. */
struct cores {
	const char *machine;
	bool used[CORES_MAX];
	int n; /* that the machine has */
};

static const struct guest_settings *candidate_guest(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

static void candidate_use(struct cores *c, int64_t first, int64_t n)
{
	for (int64_t i = first; i < first + n; i++)
		if (i >= 0 && i < c->n)
			c->used[i] = true;
}

static bool candidate_has_thread(const struct flow *flow)
{
	return flow->taps || strcmp(flow->worker, "vhost") == 0;
}

static void use_guest(const struct scenario *s, guint i, struct cores *c)
{
	const struct guest_settings *g = candidate_guest(s, i);
	if (strcmp(scenario_guest_host(s, i), c->machine) != 0)
		return;
	if (!flows[s->general.flow]->program)
		candidate_use(c, g->vcpu_core, g->queues);
	if (candidate_has_thread(flows[s->general.flow]))
		candidate_use(c, g->vhost_core, g->spread ? g->ports * g->queues : 1);
}

/* use_queue: the cores of one of the NIC's queues: of its interrupt, its thread, and RPS. */
static void use_queue(const struct scenario *s, int queue, struct cores *c)
{
	int64_t irq_core = nic_irq_core(&s->nic, queue);
	GArray *rps = nic_rps_cores(&s->nic, queue);
	candidate_use(c, irq_core, 1);
	if (s->napi.threaded)
		candidate_use(c, napi_thread_core(&s->napi, s->nic.core, irq_core), 1);
	for (guint i = 0; i < rps->len; i++)
		candidate_use(c, g_array_index(rps, int, i), 1);
	g_array_unref(rps);
}

/* candidate_cores_of: those of a machine. A generator on the host has its core, too. */
static void candidate_cores_of(const struct scenario *s, const char *machine, struct cores *c)
{
	const struct flow *flow = flows[s->general.flow];
	const struct platform_host *h = platform_host(s->platform, machine);
	*c = (struct cores){.machine = machine, .n = h ? MIN(h->cores, CORES_MAX) : 0};
	for (int i = 0; flow->taps && i < s->nic.queues; i++)
		use_queue(s, i, c);
	if (s->host_switch.kind == SWITCH_OVS)
		candidate_use(c, s->host_switch.handler_core, s->host_switch.handlers);
	if (flow->polls)
		candidate_use(c, s->pmd.core, 1);
	for (guint i = 0; i < s->guests->len; i++)
		use_guest(s, i, c);
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *t = &g_array_index(s->traffic, struct traffic_settings, i);
		if (traffic_is_host(t))
			candidate_use(c, t->core, 1);
	}
}

static int cores_used(const struct scenario *s)
{
	struct cores *c = g_new(struct cores, 1);
	GPtrArray *hosts = scenario_hosts(s);
	int n = 0;
	for (guint m = 0; m < hosts->len; m++) {
		candidate_cores_of(s, hosts->pdata[m], c);
		for (int i = 0; i < c->n; i++)
			n += c->used[i];
	}
	g_ptr_array_unref(hosts);
	g_free(c);
	return n;
}

int changes_free_cores(const struct scenario *s)
{
	struct cores *c = g_new(struct cores, 1);
	candidate_cores_of(s, s->host.name, c);
	int n = 0;
	for (int i = 0; i < c->n; i++)
		n += !c->used[i];
	g_free(c);
	return n;
}

/* candidate_take: the first of n free cores in a row, which are used from now on; -1: there are none. */
static int candidate_take(struct cores *c, int n)
{
	for (int first = 0, run = 0; first + run < c->n;) {
		if (c->used[first + run]) {
			first += run + 1;
			run = 0;
		} else if (++run == n) {
			candidate_use(c, first, n);
			return first;
		}
	}
	return -1;
}

/* ---- a row becomes settings ---- */

/* One candidate that is made into settings. */
struct making {
	const struct scenario *s;
	GPtrArray *hosts;
	struct cores *cores; /* of each of them */
	int first_core;	     /* that was taken; -1: none was */
	int n_cores;	     /* that were taken with it */
	bool failed;	     /* there were not enough */
	GPtrArray *sets;
};

static char *mask_of(int first, int n)
{
	GArray *cores = g_array_new(FALSE, FALSE, sizeof(int));
	for (int i = MAX(first, 0); i < first + n; i++)
		g_array_append_val(cores, i);
	char *mask = core_list_mask(cores);
	g_array_unref(cores);
	return mask;
}

/* filled: the text with the value in place of %, and a core in place of @ (core below 0: it stays), the first of n in the MASK.
 * Newly allocated. */
static char *filled(const char *text, const char *value, int core, int n)
{
	GString *out = g_string_new(text);
	if (value)
		g_string_replace(out, "%", value, 0);
	if (core >= 0) {
		char *number = g_strdup_printf("%d", core), *mask = mask_of(core, n);
		g_string_replace(out, "@", number, 0);
		g_string_replace(out, "MASK", mask, 0);
		g_free(mask);
		g_free(number);
	}
	return g_string_free(out, FALSE);
}

/* how_many: cores that a value "@free", "@free3", "@freeQ", "@freeH" or "@cores3" stands for. */
static int how_many(const struct making *m, const char *wanted)
{
	const char *n = wanted + strcspn(wanted, "0123456789QH");
	switch (*n) {
	case '\0':
		return 1;
	case 'Q':
		return (int)m->s->nic.queues;
	case 'H':
		return (int)m->s->host_switch.handlers;
	default:
		return atoi(n);
	}
}

static char *core_for(struct making *m, const char *wanted, const char *machine)
{
	int n = how_many(m, wanted);
	struct cores *c = m->cores;
	while (strcmp(c->machine, machine) != 0)
		c++;
	int core = candidate_take(c, n);
	m->failed |= core < 0;
	if (m->first_core < 0) {
		m->first_core = core;
		m->n_cores = n;
	}
	return g_str_has_prefix(wanted, FREE_LIST) && n > 1 ? g_strdup_printf("%d-%d", core, core + n - 1)
							    : g_strdup_printf("%d", core);
}

static void candidate_add_set(struct making *m, const char *key, const char *value, const char *machine)
{
	bool cores = g_str_has_prefix(value, FREE) || g_str_has_prefix(value, FREE_LIST);
	char *text = cores ? core_for(m, value, machine) : g_strdup(value);
	g_ptr_array_add(m->sets, g_strconcat(key, "=", text, NULL));
	g_free(text);
}

/* add_setting: "key=value" for the machine, or for each guest. */
static void add_setting(struct making *m, const char *setting)
{
	char **parts = g_strsplit(setting, "=", 2);
	if (!g_str_has_prefix(parts[0], GUESTS))
		candidate_add_set(m, parts[0], parts[1], m->s->host.name);
	for (guint i = 0; g_str_has_prefix(parts[0], GUESTS) && i < m->s->guests->len; i++) {
		char *key = g_strdup_printf("guests.%u.%s", i, parts[0] + strlen(GUESTS));
		candidate_add_set(m, key, parts[1], scenario_guest_host(m->s, i));
		g_free(key);
	}
	g_strfreev(parts);
}

static struct change *change_of(const struct scenario *s, int row, const char *value)
{
	const struct candidate *c = &candidates[row];
	struct making *m = g_new0(struct making, 1);
	struct change *change = g_new0(struct change, 1);
	*m = (struct making){.s = s, .first_core = -1, .sets = g_ptr_array_new()};
	m->hosts = scenario_hosts(s);
	m->cores = g_new(struct cores, m->hosts->len);
	for (guint i = 0; i < m->hosts->len; i++)
		candidate_cores_of(s, m->hosts->pdata[i], &m->cores[i]);
	for (int i = 0; c->sets[i]; i++) {
		char *setting = filled(c->sets[i], value, -1, 0);
		add_setting(m, setting);
		g_free(setting);
	}
	g_ptr_array_add(m->sets, NULL);
	*change = (struct change){.row = row,
				  .group = c->group,
				  .value = value,
				  .name = filled(c->name, value, -1, 0),
				  .sets = (char **)g_ptr_array_free(m->sets, FALSE),
				  .how = filled(c->how, value, m->first_core, m->n_cores)};
	if (m->failed)
		g_clear_pointer(&change, change_free);
	g_ptr_array_unref(m->hosts);
	g_free(m->cores);
	g_free(m);
	return change;
}

void change_free(void *data)
{
	struct change *c = data;
	g_free(c->name);
	g_strfreev(c->sets);
	g_free(c->how);
	g_free(c);
}

/* ---- whether the scenario takes it ---- */

static char **joined(const char *const *a, const char *const *b)
{
	GPtrArray *all = g_ptr_array_new();
	for (; a && *a; a++)
		g_ptr_array_add(all, g_strdup(*a));
	for (; b && *b; b++)
		g_ptr_array_add(all, g_strdup(*b));
	g_ptr_array_add(all, NULL);
	return (char **)g_ptr_array_free(all, FALSE);
}

/* changed: the scenario with the change; NULL: it does not take it. */
static struct scenario *changed(struct scenario_base *base, const char *const *sets, const struct change *c)
{
	struct diag *d = diag_new(); /* what is wrong with it, nobody has asked */
	char **all = joined(sets, (const char *const *)c->sets);
	struct scenario *s = scenario_base_make(base, (const char *const *)all, d);
	g_strfreev(all);
	diag_free(d);
	return s;
}

/* identity_with: of the scenario with the change, NULL: it does not take it. Sets the change's cores. Newly allocated. */
static char *identity_with(struct scenario_base *base, const char *const *sets, const struct scenario *s,
			   struct change *c)
{
	struct scenario *with = changed(base, sets, c);
	if (!with)
		return NULL;
	c->cores = cores_used(with) - cores_used(s);
	char *identity = identity_of_point(with);
	scenario_free(with);
	return identity;
}

static unsigned offered_needs(const struct scenario *s)
{
	const struct flow *flow = flows[s->general.flow];
	bool passed = !flow->taps && !flow->polls && !candidate_has_thread(flow); /* an assigned device */
	return (s->host_switch.kind == SWITCH_OVS ? NEEDS_OVS : 0) | (flow->taps ? NEEDS_TAPS : 0) |
	       (candidate_has_thread(flow) ? NEEDS_THREAD : 0) |
	       (passed || flow->one_queue || flow->program ? 0 : NEEDS_VIRTIO) |
	       (flow->polls ? 0 : NEEDS_INTERRUPTS);
}

/* What is collected. */
struct collection {
	struct scenario_base *base;
	const char *const *sets;
	const struct scenario *s;
	GPtrArray *list;  /* of struct change * */
	GHashTable *seen; /* identities of the scenario and of its changes; owns them */
	int left_out;
};

/* candidate_collect: unless the scenario does not take it, or is with it what it is with another change. */
static void candidate_collect(struct collection *c, struct change *change)
{
	char *identity = change ? identity_with(c->base, c->sets, c->s, change) : NULL;
	c->left_out += !identity;
	if (identity && g_hash_table_add(c->seen, identity))
		g_ptr_array_add(c->list, change);
	else if (change)
		change_free(change);
}

GPtrArray *changes_for(struct scenario_base *base, const char *const *sets, const struct scenario *s,
		       unsigned allowed, int *left_out)
{
	struct collection c = {base,
			       sets,
			       s,
			       g_ptr_array_new_with_free_func(change_free),
			       g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			       0};
	unsigned has = offered_needs(s);
	g_hash_table_add(c.seen, identity_of_point(s));
	for (int row = 0; row < candidate_count; row++) {
		const struct candidate *candidate = &candidates[row];
		bool matters = allowed >> candidate->group & 1 && !(candidate->needs & ~has);
		for (int v = 0; matters && (v == 0 || candidate->values[v]); v++)
			candidate_collect(&c, change_of(s, row, candidate->values[v]));
	}
	g_hash_table_unref(c.seen);
	*left_out = c.left_out;
	return c.list;
}

/* sets_one_key: whether both set the same key. */
static bool sets_one_key(const struct change *a, const struct change *b)
{
	for (int i = 0; a->sets[i]; i++)
		for (int k = 0; b->sets[k]; k++) {
			size_t n = strcspn(a->sets[i], "=") + 1;
			if (strncmp(a->sets[i], b->sets[k], n) == 0)
				return true;
		}
	return false;
}

/* candidate_after: the change b of a scenario that has a already, so that its cores are other ones. NULL: there are not enough. */
static struct change *candidate_after(struct scenario_base *base, const char *const *sets,
				      const struct change *a, const struct change *b)
{
	struct scenario *s = changed(base, sets, a);
	struct change *c = s ? change_of(s, b->row, b->value) : NULL;
	scenario_free(s);
	return c;
}

struct change *change_pair(struct scenario_base *base, const char *const *sets, const struct scenario *s,
			   const struct change *a, const struct change *b)
{
	bool apart = a->row != b->row && !sets_one_key(a, b);
	struct change *second = apart ? candidate_after(base, sets, a, b) : NULL;
	if (!second)
		return NULL;
	struct change *c = g_new0(struct change, 1);
	*c = (struct change){.row = -1,
			     .name = g_strdup_printf("%s, and %s", a->name, b->name),
			     .sets = joined((const char *const *)a->sets, (const char *const *)second->sets),
			     .how = g_strdup_printf("%s; and %s", a->how, second->how)};
	char *identity = identity_with(base, sets, s, c);
	if (!identity)
		g_clear_pointer(&c, change_free);
	g_free(identity);
	change_free(second);
	return c;
}
