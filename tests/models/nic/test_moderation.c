/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/moderation.h"
#include "tests/lib/suite.h"

#include <glib.h>
#include <math.h>

#define US(n) ((vtime)(n)*VTIME_PER_US)

static struct moderation start_as(enum moderation_mode mode, vtime gap, enum era era, int64_t bits_per_s)
{
	struct moderation m;
	moderation_init(&m, &(struct nic_settings){.moderation = (int)mode, .interrupt_gap = gap}, era,
			bits_per_s);
	return m;
}

static struct moderation start(enum moderation_mode mode, vtime gap)
{
	return start_as(mode, gap, ERA_3_13, 0);
}

static void test_modes(void)
{
	static const struct {
		enum moderation_mode mode;
		vtime gap;
	} cases[] = {{MODERATION_DYNAMIC, US(50)}, {MODERATION_FIXED, US(7)}, {MODERATION_OFF, 0}};
	EACH_CASE (i, cases, mode) {
		struct moderation m = start(cases[i].mode, US(7));
		CU_ASSERT_EQUAL(m.gap, cases[i].gap);
		moderation_count(&m.rx, 5, 5 * 64);
		CU_ASSERT_EQUAL(m.rx.bytes, 300); /* without FCS */
		vtime gap = moderation_update(&m, 0);
		CU_ASSERT_EQUAL(gap == cases[i].gap, cases[i].mode != MODERATION_DYNAMIC);
		CU_ASSERT_EQUAL(gap, m.gap);
	}
}

/* ixgbe_update_itr(): whole bytes a microsecond over the last gap; the limits 10 and 20 hold in one direction
 * only. */
static void test_classes(void)
{
	static const struct {
		enum latency_class from;
		int64_t bytes; /* in a gap of 100 us */
		enum latency_class to;
	} cases[] = {
		{LOWEST_LATENCY, 64, LOWEST_LATENCY},
		{LOWEST_LATENCY, 1099, LOWEST_LATENCY},
		{LOWEST_LATENCY, 1100, LOW_LATENCY},
		{LOWEST_LATENCY, 100000, LOW_LATENCY}, /* one class at a time */
		{LOW_LATENCY, 1099, LOWEST_LATENCY},
		{LOW_LATENCY, 1100, LOW_LATENCY},
		{LOW_LATENCY, 2099, LOW_LATENCY},
		{LOW_LATENCY, 2100, BULK_LATENCY},
		{BULK_LATENCY, 2100, BULK_LATENCY},
		{BULK_LATENCY, 2099, LOW_LATENCY},
		{BULK_LATENCY, 64, LOW_LATENCY},
		/* nothing received: the class stays */
		{LOWEST_LATENCY, 0, LOWEST_LATENCY},
		{LOW_LATENCY, 0, LOW_LATENCY},
		{BULK_LATENCY, 0, BULK_LATENCY},
	};
	EACH_CASE (i, cases, from) {
		struct moderation m = start(MODERATION_DYNAMIC, 0);
		m.rx.class = cases[i].from;
		m.gap = US(100);
		m.rx.bytes = cases[i].bytes;
		moderation_update(&m, 0);
		CU_ASSERT_EQUAL(m.rx.class, cases[i].to);
		CU_ASSERT_EQUAL(m.rx.bytes, 0);
	}
}

/* The larger class of the two rings sets the gap: 10 us are wanted for one alone, 125 us for both. */
static void test_two_rings(void)
{
	struct moderation m = start(MODERATION_DYNAMIC, 0);
	m.gap = US(100);
	m.tx.class = BULK_LATENCY;
	m.tx.bytes = 5000;
	m.rx.bytes = 64;
	CU_ASSERT_DOUBLE_EQUAL((double)moderation_update(&m, 0), 1e6 / (0.9 / 100 + 0.1 / 125), 1.01);
	CU_ASSERT_EQUAL(m.tx.class, BULK_LATENCY);
	CU_ASSERT_EQUAL(m.rx.class, LOWEST_LATENCY);
}

/* Interrupts a second move a tenth of the way: 1/new = 0.9/gap + 0.1/wanted. */
static void test_smoothing(void)
{
	static const struct {
		double rate, wanted; /* bytes/us, us */
	} phases[] = {{100, 125}, {15, 50}, {5, 10}, {100, 125}};
	struct moderation m = start(MODERATION_DYNAMIC, 0);
	EACH_CASE (i, phases, rate) {
		static const double class_us[] = {10, 50, 125};
		for (int k = 0; k < 300; k++) {
			double gap = (double)m.gap;
			m.rx.bytes = (int64_t)(phases[i].rate * gap / (double)VTIME_PER_US) + 1;
			moderation_update(&m, 0);
			double wanted = class_us[m.rx.class] * (double)VTIME_PER_US;
			CU_ASSERT_DOUBLE_EQUAL((double)m.gap, 1 / (0.9 / gap + 0.1 / wanted), 1.01);
		}
		CU_ASSERT(fabs((double)m.gap / (double)VTIME_PER_US - phases[i].wanted) < 0.001);
	}
}

/* ---- 5.10 and later ---- */

struct work {
	int64_t packets, bytes; /* bytes: of each, without FCS */
};

/* Delays worked out by hand from the published constants; 100 jiffies is the last update, unless it is late. */
static void test_5_10(void)
{
	static const struct {
		int gap; /* us, before */
		struct work rx, tx;
		int after, late;
		int64_t bits_per_s;
	} cases[] = {
		/* latency: 5120 / 2 in units of 512 is 5 steps of 2 us */
		{50, {1, 60}, {0, 0}, 10, 0, 0},
		/* 5 * 1514 + 22420, halved, is 30 steps; the ring that idles wants 52, for latency too */
		{50, {2, 1514}, {0, 0}, 52, 0, 0},
		{80, {2, 1514}, {0, 0}, 60, 0, 0},
		/* 9000 bytes are no longer few */
		{50, {3, 3000}, {0, 0}, 52, 0, 0},
		{50, {3, 2999}, {0, 0}, 52, 0, 0},
		{90, {3, 2999}, {0, 0}, 64, 0, 0},
		/* a step up, to 126 at most; stay; half, from 10 on */
		{50, {4, 60}, {0, 0}, 52, 0, 0},
		{50, {47, 60}, {0, 0}, 52, 0, 0},
		{125, {47, 60}, {0, 0}, 126, 0, 0},
		{126, {47, 60}, {0, 0}, 126, 0, 0},
		{50, {48, 60}, {0, 0}, 50, 0, 0},
		{50, {95, 60}, {0, 0}, 50, 0, 0},
		{50, {96, 60}, {0, 0}, 25, 0, 0},
		{12, {255, 60}, {0, 0}, 10, 0, 0},
		/* bulk: by size */
		{50, {256, 60}, {0, 0}, 20, 0, 0},
		{50, {256, 124}, {0, 0}, 30, 0, 0},
		{50, {300, 508}, {0, 0}, 76, 0, 0},
		/* where one straight line ends and the next begins: 5160, 15360 and 16207, 27712, 32255, 32256 */
		{50, {256, 61}, {0, 0}, 22, 0, 0},
		{50, {256, 316}, {0, 0}, 60, 0, 0},
		{50, {256, 317}, {0, 0}, 64, 0, 0},
		{50, {256, 1084}, {0, 0}, 110, 0, 0},
		{50, {256, 1967}, {0, 0}, 126, 0, 0},
		{50, {256, 1968}, {0, 0}, 126, 0, 0},
		{50, {300, 1514}, {0, 0}, 118, 0, 0},
		{50, {300, 2000}, {0, 0}, 126, 0, 0},
		/* 1 Gbit/s: units of 128, 8064 at most */
		{50, {256, 60}, {0, 0}, 80, 0, 1000000000},
		{50, {300, 1514}, {0, 0}, 126, 0, 1000000000},
		{50, {1, 60}, {0, 0}, 40, 0, 1000000000},
		{50, {256, 60}, {0, 0}, 20, 0, 10000000000},
		/* the smaller of the two, but bulk before latency */
		{50, {60, 60}, {100, 60}, 25, 0, 0},
		{50, {100, 60}, {60, 60}, 25, 0, 0},
		{50, {1, 60}, {300, 1514}, 118, 0, 0},
		{50, {1, 60}, {1, 60}, 10, 0, 0},
		/* more than a jiffy since the last update */
		{50, {300, 1514}, {0, 0}, 10, 1, 0},
	};
	EACH_CASE (i, cases, gap) {
		struct moderation m =
			start_as(MODERATION_DYNAMIC, 0, i % 2 ? ERA_5_10 : ERA_6_6, cases[i].bits_per_s);
		CU_ASSERT_EQUAL(m.gap, US(50));
		m.gap = US(cases[i].gap);
		m.rx.next_update = m.tx.next_update = 101;
		moderation_count(&m.rx, cases[i].rx.packets, cases[i].rx.packets * (cases[i].rx.bytes + 4));
		moderation_count(&m.tx, cases[i].tx.packets, cases[i].tx.packets * (cases[i].tx.bytes + 4));
		CU_ASSERT_EQUAL(moderation_update(&m, 101 + cases[i].late), US(cases[i].after));
		CU_ASSERT_EQUAL(m.rx.packets + m.rx.bytes + m.tx.packets + m.tx.bytes, 0);
		CU_ASSERT_EQUAL(m.rx.next_update, 102 + cases[i].late);
	}
}

/* 20 packets at a time: 2 us more each time, until there is no more. */
static void test_climb(void)
{
	struct moderation m = start_as(MODERATION_DYNAMIC, 0, ERA_5_10, 0);
	moderation_update(&m, 1000); /* the first for a long time */
	CU_ASSERT_EQUAL(m.gap, US(10));
	for (int i = 1; i <= 70; i++) {
		moderation_count(&m.rx, 20, 20 * 64);
		CU_ASSERT_EQUAL(moderation_update(&m, 1000), US(MIN(10 + 2 * i, 126)));
	}
}

static const struct test_case cases[] = {
	{"dynamic, fixed, off", test_modes},
	{"classes and their hysteresis", test_classes},
	{"the larger class of two rings", test_two_rings},
	{"5.10: delays by packets and size", test_5_10},
	{"5.10: small steps up", test_climb},
	{"the gap moves a tenth of the way", test_smoothing},
};
SUITE("moderation", cases)
