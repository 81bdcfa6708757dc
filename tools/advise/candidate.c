/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/advise/candidate.h"
#include "models/flows/flow.h"
#include "models/nic/nic_cores.h"
#include "sim/input/core_list.h"
#include "tools/advise/free_cores.h"
#include "tools/study/plan/identity.h"
#include <stdlib.h>
#include <string.h>

#define FREE "@free"
#define FREE_LIST "@cores"
#define APART "@apart"
#define IRQS "@irqs"
#define GUESTS "guests.@."

static const struct guest_settings *candidate_guest(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

static bool candidate_has_thread(const struct flow *flow)
{
	return flow->taps || strcmp(flow->worker, "vhost") == 0;
}

int changes_free_cores(const struct scenario *s)
{
	struct free_cores *c = g_new(struct free_cores, 1);
	free_cores_of(s, s->host.name, 0, c);
	int n = free_cores_count(c);
	g_free(c);
	return n;
}

/* ---- a row becomes settings ---- */

/* One candidate that is made into settings. */
struct making {
	const struct scenario *s;
	GPtrArray *hosts;
	struct free_cores *cores; /* of each of them */
	int first_core;		  /* that was taken; -1: none was */
	int n_cores;		  /* that were taken with it */
	bool failed;		  /* there were not enough */
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

/* how_many: cores that a value "@free", "@free3", "@freeQ", "@freeH" or "@cores3" stands for; "W" and "V" of a guest. */
static int how_many(const struct scenario *s, const char *wanted, const struct guest_settings *g)
{
	const char *n = wanted + strcspn(wanted, "0123456789QHWV");
	switch (*n) {
	case '\0':
		return 1;
	case 'Q':
		return (int)s->nic.queues;
	case 'H':
		return (int)s->host_switch.handlers;
	case 'W':
		return g && g->spread ? (int)(g->ports * g->queues) : 1;
	case 'V':
		return g ? (int)g->queues : 1;
	default:
		return atoi(n);
	}
}

static struct free_cores *cores_of(const struct making *m, const char *machine)
{
	struct free_cores *c = m->cores;
	while (strcmp(c->machine, machine) != 0)
		c++;
	return c;
}

/* candidate_take: n cores in a row of a machine. */
static int candidate_take(struct making *m, int n, bool whole, const char *machine)
{
	int core = free_cores_take(cores_of(m, machine), n, whole);
	m->failed |= core < 0;
	if (m->first_core < 0) {
		m->first_core = core;
		m->n_cores = n;
	}
	return core;
}

static char *core_for(struct making *m, const char *wanted, const char *machine,
		      const struct guest_settings *g)
{
	int n = how_many(m->s, wanted, g);
	int core = candidate_take(m, n, g_str_has_prefix(wanted, APART), machine);
	return g_str_has_prefix(wanted, FREE_LIST) && n > 1 ? g_strdup_printf("%d-%d", core, core + n - 1)
							    : g_strdup_printf("%d", core);
}

static void add_text(struct making *m, const char *key, const char *text)
{
	g_ptr_array_add(m->sets, g_strconcat(key, "=", text, NULL));
}

/* add_irqs: a core for the interrupt of each queue. */
static void add_irqs(struct making *m, const char *wanted)
{
	int n = how_many(m->s, wanted, NULL), *cores = g_new(int, n);
	m->failed |=
		!free_cores_irqs(cores_of(m, m->s->host.name), &m->s->nic, n, strchr(wanted, 'Q'), cores);
	GString *further = g_string_new(NULL);
	for (int i = 1; i < n; i++)
		g_string_append_printf(further, "%s%d", i > 1 ? "," : "", cores[i]);
	char *first = g_strdup_printf("%d", cores[0]);
	if (cores[0] != m->s->nic.core)
		add_text(m, "nic.core", first);
	add_text(m, "nic.further_cores", further->str);
	g_free(first);
	g_string_free(further, TRUE);
	g_free(cores);
}

static void candidate_add_set(struct making *m, const char *key, const char *value, const char *machine,
			      const struct guest_settings *g)
{
	if (g_str_has_prefix(value, IRQS)) {
		add_irqs(m, value);
		return;
	}
	char *text = *value == '@' ? core_for(m, value, machine, g) : g_strdup(value);
	add_text(m, key, text);
	g_free(text);
}

/* is_empty: whether the guest's setting is "", so that there is nothing to take back. */
static bool is_empty(const struct guest_settings *g, const char *key)
{
	char *now = option_format(option_find(&guest_table, key), g);
	bool empty = *now == '\0';
	g_free(now);
	return empty;
}

static void add_guest_setting(struct making *m, guint i, const char *key, const char *value)
{
	const struct guest_settings *g = candidate_guest(m->s, i);
	char *full = g_strdup_printf("guests.%u.%s", i, key);
	if (*value || !is_empty(g, key))
		candidate_add_set(m, full, value, scenario_guest_host(m->s, i), g);
	g_free(full);
}

/* add_setting: "key=value" for the machine, or for each guest. */
static void add_setting(struct making *m, const char *setting)
{
	char **parts = g_strsplit(setting, "=", 2);
	if (!g_str_has_prefix(parts[0], GUESTS))
		candidate_add_set(m, parts[0], parts[1], m->s->host.name, NULL);
	for (guint i = 0; g_str_has_prefix(parts[0], GUESTS) && i < m->s->guests->len; i++)
		add_guest_setting(m, i, parts[0] + strlen(GUESTS), parts[1]);
	g_strfreev(parts);
}

/* placed_anew: who of the scenario has no core of its own while the row looks for cores. */
static unsigned placed_anew(const struct candidate *c)
{
	unsigned without = 0;
	for (int i = 0; c->sets[i]; i++)
		without |= (strstr(c->sets[i], APART) ? WITHOUT_GUESTS : 0) |
			   (strstr(c->sets[i], IRQS) ? WITHOUT_NIC : 0);
	return without;
}

static struct change *change_of(const struct scenario *s, int row, const char *value)
{
	const struct candidate *c = &candidates[row];
	struct making *m = g_new0(struct making, 1);
	struct change *change = g_new0(struct change, 1);
	*m = (struct making){.s = s, .first_core = -1, .sets = g_ptr_array_new()};
	m->hosts = scenario_hosts(s);
	m->cores = g_new(struct free_cores, m->hosts->len);
	for (guint i = 0; i < m->hosts->len; i++)
		free_cores_of(s, m->hosts->pdata[i], placed_anew(c), &m->cores[i]);
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
	c->cores = free_cores_used(with) - free_cores_used(s);
	char *identity = identity_of_point(with);
	scenario_free(with);
	return identity;
}

/* moves: whether a thread of a guest may move. */
static bool moves(const struct scenario *s)
{
	for (guint i = 0; i < s->guests->len; i++)
		if (*candidate_guest(s, i)->vhost_cores || *candidate_guest(s, i)->vcpu_cores)
			return true;
	return false;
}

/* has_background: on the machine that the scenario names, and on no other one. */
static bool has_background(const struct scenario *s)
{
	for (guint i = 0; i < s->background->len; i++) {
		const char *host = g_array_index(s->background, struct background_settings, i).host;
		if (*host && strcmp(host, s->host.name) != 0)
			return false;
	}
	return s->background->len > 0;
}

static unsigned offered_needs(const struct scenario *s)
{
	const struct flow *flow = flows[s->general.flow];
	bool passed = !flow->taps && !flow->polls && !candidate_has_thread(flow); /* an assigned device */
	bool sleeps = s->sched.cstates != CSTATES_off && s->sched.deepest > CSTATE_C1;
	return (s->host_switch.kind == SWITCH_OVS ? NEEDS_OVS : 0) | (flow->taps ? NEEDS_TAPS : 0) |
	       (candidate_has_thread(flow) ? NEEDS_THREAD : 0) |
	       (passed || flow->one_queue || flow->program ? 0 : NEEDS_VIRTIO) |
	       (flow->polls ? 0 : NEEDS_INTERRUPTS) | (s->host.smt != SMT_off ? NEEDS_SMT : 0) |
	       (sleeps ? NEEDS_CSTATES : 0) | (moves(s) ? NEEDS_MOVING : 0) |
	       (has_background(s) ? NEEDS_BACKGROUND : 0);
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
