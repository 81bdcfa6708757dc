/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/virtqueue.h"
#include "sim/base/rng.h"
#include "tests/lib/suite.h"

#include <glib.h>

#define SIZE 64

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
		for (; n > 0 && virtqueue_get_buf(&s->vq, &cookie); n--) {
			s->got++;
			if (s->callbacks) /* the next entry is to be heard of */
				s->interrupt_at = s->got;
		}
	} else if (what == 4) {
		/* 3/4 of what is outstanding, and those used already among it */
		int wait = (uint16_t)(s->added - s->got) * 3 / 4;
		CU_ASSERT_EQUAL(virtqueue_enable_cb_delayed(&s->vq), (uint16_t)(s->done - s->got) > wait);
		s->interrupt_at = (uint16_t)(s->got + wait);
		s->callbacks = true;
	} else if ((s->callbacks = n % 2)) {
		CU_ASSERT_EQUAL(virtqueue_enable_cb(&s->vq), s->done != s->got);
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
		int n = (int)rng_below(&r, 20);
		if (rng_below(&r, 2))
			driver_act(&s, (int)rng_below(&r, 5), n);
		else
			device_act(&s, (int)rng_below(&r, 4), n);
	}
	CU_ASSERT(s.kicks > 1000);
	CU_ASSERT(s.signals > 1000);
	virtqueue_fini(&s.vq);
}

/* Buffers go round one by one until all indices stand at `at`. */
static void go_to(struct virtqueue *vq, int at)
{
	uint16_t id;
	void *cookie;
	while (vq->avail_idx != at) {
		virtqueue_add(vq, NULL);
		virtqueue_pop(vq, &id);
		virtqueue_write_used(vq, id, NULL);
		virtqueue_publish(vq);
		virtqueue_get_buf(vq, &cookie);
	}
	virtqueue_signal_due(vq);
}

/* Which used entry, published one by one, is to be heard of after enable_cb_delayed with n outstanding: the one after
 * 3/4 of n, wherever the indices stand. */
static void test_delayed(void)
{
	static const int from[] = {0, 1, 65300, 65357, 65358, 65359, 65535};
	static const struct {
		int n, at;
	} cases[] = {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 4}, {100, 76}, {238, 179}, {256, 193}};
	for (size_t i = 0; i < G_N_ELEMENTS(cases) * G_N_ELEMENTS(from); i++) {
		int n = cases[i / G_N_ELEMENTS(from)].n, heard = 0;
		struct virtqueue vq;
		uint16_t id;
		virtqueue_init(&vq, 256, true);
		go_to(&vq, from[i % G_N_ELEMENTS(from)]);
		for (int k = 0; k < n; k++)
			virtqueue_add(&vq, NULL);
		CU_ASSERT_FALSE(virtqueue_enable_cb_delayed(&vq));
		for (int k = 1; virtqueue_pop(&vq, &id); k++) {
			virtqueue_write_used(&vq, id, NULL);
			virtqueue_publish(&vq);
			if (virtqueue_signal_due(&vq)) {
				CU_ASSERT_EQUAL(heard, 0);
				heard = k;
			}
		}
		CU_ASSERT_EQUAL(heard, cases[i / G_N_ELEMENTS(from)].at);
		CU_ASSERT_EQUAL(virtqueue_enable_cb_delayed(&vq), n > 0);
		virtqueue_fini(&vq);
	}
}

/* Callbacks off: 3.13 and 5.10 leave the event where it is, so that it is passed; 6.6 moves it to 0, unless the interrupt
 * has come. */
static void test_disable_cb(void)
{
	static const struct {
		bool clears, triggered;
		int event;
	} cases[] = {{false, false, 1000}, {true, false, 0}, {true, true, 1000}};
	EACH_CASE (i, cases, clears) {
		struct virtqueue vq;
		virtqueue_init(&vq, SIZE, true);
		vq.clears_event = cases[i].clears;
		go_to(&vq, 1000);
		virtqueue_enable_cb(&vq);
		if (cases[i].triggered)
			virtqueue_interrupted(&vq);
		virtqueue_disable_cb(&vq);
		CU_ASSERT_EQUAL(vq.used_event, cases[i].event);
		virtqueue_enable_cb(&vq);
		CU_ASSERT_EQUAL(vq.used_event, 1000);
		virtqueue_disable_cb(&vq); /* anew: the old interrupt no longer counts */
		CU_ASSERT_EQUAL(vq.used_event, cases[i].clears ? 0 : 1000);
		virtqueue_fini(&vq);
	}
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

/* A side works until it finds nothing, asks to be told, looks again, and sleeps; one that trusts the answer to its asking
 * does not look again. What it hears while awake it remembers, as an eventfd does. */
enum state { WORKING, ASKED, LOOKED, ASLEEP };

struct party {
	enum state state;
	bool trusts;
	bool told;	/* a notification has come and was not taken yet */
	bool announces; /* has moved its index and not yet decided about a notification */
};

static void hear(struct party *p)
{
	p->told = true;
}

/* One step of a party that has `work` to do; ask and unask turn its notifications on and off. */
static void party_rest(struct party *p, struct virtqueue *vq, bool work, bool (*ask)(struct virtqueue *),
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
		bool more = ask(vq);
		CU_ASSERT_EQUAL(more, work);
		p->state = !p->trusts ? ASKED : more ? WORKING : LOOKED;
		if (p->trusts && more)
			unask(vq);
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
		struct party device = {.trusts = seed / 2 % 2},
			     driver = {.announces = true, .trusts = seed / 4 % 2};
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
	{"EVENT_IDX: due when the event index was passed", test_event_idx},
	{"callbacks delayed: after 3/4 of what is outstanding", test_delayed},
	{"callbacks off by era", test_disable_cb},
	{"flags", test_flags},
	{"enable, then look again: no wake-up is lost", test_no_lost_wakeup},
};
SUITE("virtqueue notifications", cases)
