/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/virtqueue.h"
#include "sim/rng.h"
#include "tests/suite.h"

#include <glib.h>

#define SIZE 64

/* ---- against a plain queue ---- */

enum place { FREE, AVAIL, TAKEN, USED };

/* Where each descriptor is, and in which order used entries must come out. */
struct oracle {
	enum place place[SIZE];
	int in[4];		/* how many are in each place */
	uint16_t taken[SIZE];	/* the ids in TAKEN, in no order */
	GQueue *written, *used; /* of id + 1, in order of writing */
};

static void oracle_init(struct oracle *o)
{
	*o = (struct oracle){.in = {SIZE}, .written = g_queue_new(), .used = g_queue_new()};
}

static void oracle_fini(struct oracle *o)
{
	g_queue_free(o->written);
	g_queue_free(o->used);
}

static void oracle_move(struct oracle *o, uint16_t id, enum place from, enum place to)
{
	CU_ASSERT_EQUAL_FATAL(o->place[id], from);
	o->place[id] = to;
	o->in[from]--;
	o->in[to]++;
}

/* The driver posts one buffer: the oracle learns its id when the device takes it. */
static void post(struct virtqueue *vq, struct oracle *o)
{
	if (o->in[FREE] == 0)
		return;
	virtqueue_add(vq, NULL);
	o->in[FREE]--;
	o->in[AVAIL]++;
}

static void take(struct virtqueue *vq, struct oracle *o)
{
	uint16_t id = SIZE;
	bool got = virtqueue_pop(vq, &id);
	CU_ASSERT_EQUAL(got, o->in[AVAIL] > 0);
	if (!got)
		return;
	CU_ASSERT_FATAL(id < SIZE);
	CU_ASSERT_EQUAL_FATAL(o->place[id], FREE); /* as far as the oracle knew */
	o->place[id] = AVAIL;
	o->taken[o->in[TAKEN]] = id;
	oracle_move(o, id, AVAIL, TAKEN);
}

/* The device writes the used entry of any buffer it holds; it may finish them out of order. */
static void use(struct virtqueue *vq, struct oracle *o, struct rng *r)
{
	if (o->in[TAKEN] == 0)
		return;
	int i = (int)rng_below(r, (uint64_t)o->in[TAKEN]);
	uint16_t id = o->taken[i];
	o->taken[i] = o->taken[o->in[TAKEN] - 1];
	oracle_move(o, id, TAKEN, USED);
	virtqueue_write_used(vq, id, GUINT_TO_POINTER(id + 1u));
	g_queue_push_tail(o->written, GUINT_TO_POINTER(id + 1u));
}

static void publish(struct virtqueue *vq, struct oracle *o)
{
	virtqueue_publish(vq);
	while (!g_queue_is_empty(o->written))
		g_queue_push_tail(o->used, g_queue_pop_head(o->written));
}

static void get(struct virtqueue *vq, struct oracle *o)
{
	void *cookie = NULL;
	void *expected = g_queue_pop_head(o->used);
	CU_ASSERT_EQUAL(virtqueue_more_used(vq), expected != NULL);
	CU_ASSERT_EQUAL(virtqueue_get_buf(vq, &cookie), expected != NULL);
	CU_ASSERT_PTR_EQUAL(cookie, expected);
	if (expected)
		oracle_move(o, (uint16_t)(GPOINTER_TO_UINT(expected) - 1), USED, FREE);
}

static void follow(bool event_idx)
{
	struct virtqueue vq;
	struct oracle o;
	struct rng r;
	rng_init(&r, 1, event_idx, "virtqueue");
	virtqueue_init(&vq, SIZE, event_idx);
	oracle_init(&o);
	int64_t gets = 0;
	for (int i = 0; i < 1000000; i++) {
		switch (rng_below(&r, 6)) {
		case 0:
			post(&vq, &o);
			break;
		case 1:
			take(&vq, &o);
			break;
		case 2:
			use(&vq, &o, &r);
			break;
		case 3:
			publish(&vq, &o);
			break;
		default:
			gets += !g_queue_is_empty(o.used);
			get(&vq, &o);
		}
		CU_ASSERT_EQUAL(virtqueue_free(&vq), o.in[FREE]);
		CU_ASSERT_EQUAL(virtqueue_avail(&vq), o.in[AVAIL]);
		CU_ASSERT_EQUAL(virtqueue_used_waiting(&vq), (int)g_queue_get_length(o.used));
	}
	virtqueue_check(&vq);
	CU_ASSERT(gets > 65536); /* the indices have wrapped */
	oracle_fini(&o);
	virtqueue_fini(&vq);
}

static void test_follows_queue(void)
{
	follow(false);
	follow(true);
}

/* The largest ring there is: all of it posted, taken, used at once and got back. */
static void test_largest(void)
{
	struct virtqueue vq;
	uint16_t id;
	void *cookie;
	virtqueue_init(&vq, 32768, true);
	for (int round = 0; round < 5; round++) {
		while (virtqueue_free(&vq) > 0)
			virtqueue_add(&vq, NULL);
		CU_ASSERT_EQUAL(virtqueue_avail(&vq), 32768);
		while (virtqueue_pop(&vq, &id))
			virtqueue_write_used(&vq, id, &vq);
		CU_ASSERT_EQUAL(virtqueue_used_waiting(&vq), 0);
		virtqueue_publish(&vq);
		CU_ASSERT_EQUAL(virtqueue_used_waiting(&vq), 32768);
		while (virtqueue_get_buf(&vq, &cookie))
			CU_ASSERT_PTR_EQUAL(cookie, &vq);
		virtqueue_check(&vq);
	}
	virtqueue_fini(&vq);
}

/* ---- when a notification is due ---- */

/* virtio 1.1, 2.6.7.2 and 2.6.8: one is due when, of the entries written since the last decision, one stands
 * at the index that the other side asked for. */
static bool passed(uint16_t from, uint16_t to, uint16_t event)
{
	for (uint16_t i = from; i != to; i++)
		if (i == event)
			return true;
	return false;
}

/* What each side has done so far, and what it asked for. */
struct sides {
	struct virtqueue vq;
	uint16_t added, decided, kick_at; /* driver's index, where it last decided; wanted by the device */
	uint16_t done, signalled, interrupt_at; /* the other way round */
	uint16_t got;
	bool callbacks, asked;
	int kicks, signals;
};

static void driver_act(struct sides *s, int what, int n)
{
	void *cookie;
	if (what == 0) {
		for (; n > 0 && virtqueue_free(&s->vq) > 0; n--, s->added++)
			virtqueue_add(&s->vq, NULL);
	} else if (what == 1) {
		bool due = virtqueue_kick_prepare(&s->vq);
		CU_ASSERT_EQUAL(due, passed(s->decided, s->added, s->kick_at));
		s->decided = s->added;
		s->kicks += due;
	} else if (what == 2) {
		for (; n > 0 && virtqueue_get_buf(&s->vq, &cookie); n--)
			s->got++;
		if (s->callbacks) /* the next entry is to be heard of */
			s->interrupt_at = s->got;
	} else if ((s->callbacks = n % 2)) {
		virtqueue_enable_cb(&s->vq);
		s->interrupt_at = s->got;
	} else {
		virtqueue_disable_cb(&s->vq);
	}
}

static void device_act(struct sides *s, int what, int n)
{
	uint16_t id;
	if (what == 0) {
		for (; n > 0 && virtqueue_pop(&s->vq, &id); n--, s->done++)
			virtqueue_write_used(&s->vq, id, s);
		virtqueue_publish(&s->vq);
	} else if (what == 1) {
		bool due = virtqueue_signal_due(&s->vq);
		if (s->asked) /* the first is always sent, as vhost does */
			CU_ASSERT_EQUAL(due, passed(s->signalled, s->done, s->interrupt_at));
		s->asked = true;
		s->signalled = s->done;
		s->signals += due;
	} else if (what == 2) {
		virtqueue_enable_notify(&s->vq);
		s->kick_at = s->added;
	} else {
		virtqueue_disable_notify(&s->vq); /* writes nothing: the old event stands */
	}
}

/* Both sides act at random; every decision about a notification is compared with the rule. */
static void test_event_idx(void)
{
	struct sides s = {.callbacks = true};
	struct rng r;
	rng_init(&r, 2, 0, "events");
	virtqueue_init(&s.vq, SIZE, true);
	for (int i = 0; i < 1000000; i++) {
		int what = (int)rng_below(&r, 4), n = (int)rng_below(&r, 20);
		if (rng_below(&r, 2))
			driver_act(&s, what, n);
		else
			device_act(&s, what, n);
	}
	CU_ASSERT(s.kicks > 1000);
	CU_ASSERT(s.signals > 1000);
	virtqueue_fini(&s.vq);
}

static void test_flags(void)
{
	struct virtqueue vq;
	uint16_t id;
	virtqueue_init(&vq, SIZE, false);
	for (int on = 0; on < 2; on++) {
		if (on) {
			virtqueue_enable_notify(&vq);
			virtqueue_enable_cb(&vq);
		} else {
			virtqueue_disable_notify(&vq);
			virtqueue_disable_cb(&vq);
		}
		for (int i = 0; i < 3; i++) {
			virtqueue_add(&vq, NULL);
			CU_ASSERT_EQUAL(virtqueue_kick_prepare(&vq), on);
			CU_ASSERT_FATAL(virtqueue_pop(&vq, &id));
			virtqueue_write_used(&vq, id, &vq);
			virtqueue_publish(&vq);
			CU_ASSERT_EQUAL(virtqueue_signal_due(&vq), on);
		}
	}
	virtqueue_fini(&vq);
}

/* ---- no wake-up is lost ---- */

/* A side works until it finds nothing, asks to be told, looks again, and sleeps. What it hears while awake it
 * remembers, as an eventfd does. */
enum state { WORKING, ASKED, LOOKED, ASLEEP };

struct party {
	enum state state;
	bool told;	/* a notification has come and was not taken yet */
	bool announces; /* has moved its index and not yet decided about a notification */
};

static void hear(struct party *p)
{
	p->told = true;
}

/* One step of a party that has `work` to do; ask and unask turn its notifications on and off. */
static void party_rest(struct party *p, struct virtqueue *vq, bool work, void (*ask)(struct virtqueue *),
		       void (*unask)(struct virtqueue *))
{
	if (p->state == ASKED) {
		p->state = work ? WORKING : LOOKED;
		if (work)
			unask(vq);
	} else if (p->state == LOOKED) {
		p->state = ASLEEP;
	} else if (p->state == ASLEEP && p->told) {
		p->told = false;
		p->state = WORKING;
		unask(vq);
	} else if (p->state == WORKING) {
		ask(vq);
		p->state = ASKED;
	}
}

static void device_step(struct party *device, struct party *driver, struct virtqueue *vq)
{
	uint16_t id;
	if (device->announces) {
		device->announces = false;
		if (virtqueue_signal_due(vq))
			hear(driver);
	} else if (device->state == WORKING && virtqueue_pop(vq, &id)) {
		virtqueue_write_used(vq, id, vq);
		virtqueue_publish(vq);
		device->announces = true;
	} else {
		party_rest(device, vq, virtqueue_avail(vq) > 0, virtqueue_enable_notify,
			   virtqueue_disable_notify);
	}
}

static void driver_step(struct party *driver, struct party *device, struct virtqueue *vq)
{
	void *cookie;
	if (driver->announces) {
		driver->announces = false;
		if (virtqueue_kick_prepare(vq))
			hear(device);
	} else if (driver->state == WORKING && virtqueue_get_buf(vq, &cookie)) {
		while (virtqueue_free(vq) > 0)
			virtqueue_add(vq, NULL);
		driver->announces = true;
	} else {
		party_rest(driver, vq, virtqueue_more_used(vq), virtqueue_enable_cb, virtqueue_disable_cb);
	}
}

static bool forgotten(const struct party *p, const struct party *other, bool work)
{
	return p->state == ASLEEP && !p->told && !other->announces && work;
}

static void test_no_lost_wakeup(void)
{
	for (int seed = 0; seed < 40; seed++) {
		struct party device = {0}, driver = {.announces = true};
		struct virtqueue vq;
		struct rng r;
		int sleeps = 0;
		rng_init(&r, (uint64_t)seed, 0, "interleaving");
		virtqueue_init(&vq, 4 << seed % 3, seed % 2);
		while (virtqueue_free(&vq) > 0)
			virtqueue_add(&vq, NULL);
		for (int i = 0; i < 20000; i++) {
			if (rng_below(&r, 2))
				device_step(&device, &driver, &vq);
			else
				driver_step(&driver, &device, &vq);
			CU_ASSERT_FALSE_FATAL(forgotten(&device, &driver, virtqueue_avail(&vq) > 0));
			CU_ASSERT_FALSE_FATAL(forgotten(&driver, &device, virtqueue_more_used(&vq)));
			sleeps += device.state == ASLEEP || driver.state == ASLEEP;
		}
		CU_ASSERT(sleeps > 100);
		virtqueue_fini(&vq);
	}
}

static const struct test_case cases[] = {
	{"a million random steps against a plain queue", test_follows_queue},
	{"the largest ring, all of it at once", test_largest},
	{"EVENT_IDX: due when the event index was passed", test_event_idx},
	{"flags", test_flags},
	{"enable, then look again: no wake-up is lost", test_no_lost_wakeup},
};
SUITE("virtqueue", cases)
