/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/virtqueue.h"
#include "sim/base/rng.h"
#include "tests/lib/suite.h"

#include <glib.h>

#define SIZE 64

/* ---- against a plain queue ---- */

enum place { FREE, AVAIL, TAKEN, USED };

/* Where each descriptor is, in which order buffers must come out with what they hold, and used entries. */
struct oracle {
	enum place place[SIZE];
	int in[4];	      /* how many are in each place */
	uint16_t taken[SIZE]; /* the ids in TAKEN, in no order */
	GQueue *posted;	      /* cookies of the driver, in order of posting */
	int n_posted;
	GQueue *written, *used; /* of id + 1, in order of writing */
};

static void oracle_init(struct oracle *o)
{
	*o = (struct oracle){.in = {SIZE}};
	o->posted = g_queue_new();
	o->written = g_queue_new();
	o->used = g_queue_new();
}

static void oracle_fini(struct oracle *o)
{
	g_queue_free(o->posted);
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
	void *cookie = GINT_TO_POINTER(++o->n_posted);
	virtqueue_add(vq, cookie);
	g_queue_push_tail(o->posted, cookie);
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
	CU_ASSERT_PTR_EQUAL(virtqueue_cookie(vq, id), g_queue_pop_head(o->posted));
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

static const struct test_case cases[] = {
	{"a million random steps against a plain queue", test_follows_queue},
	{"the largest ring, all of it at once", test_largest},
};
SUITE("virtqueue", cases)
