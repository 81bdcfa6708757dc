/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/moderation.h"
#include "tests/suite.h"

#include <glib.h>
#include <math.h>

#define US(n) ((vtime)(n)*VTIME_PER_US)

static struct moderation start(enum moderation_mode mode, vtime gap)
{
	struct moderation m;
	moderation_init(&m, &(struct nic_settings){.moderation = (int)mode, .interrupt_gap = gap});
	return m;
}

static void test_modes(void)
{
	static const struct {
		enum moderation_mode mode;
		vtime gap;
	} cases[] = {{MODERATION_DYNAMIC, US(50)}, {MODERATION_FIXED, US(7)}, {MODERATION_OFF, 0}};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct moderation m = start(cases[i].mode, US(7));
		CU_ASSERT_EQUAL(m.gap, cases[i].gap);
		m.bytes = 1000000;
		vtime gap = moderation_update(&m);
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
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct moderation m = start(MODERATION_DYNAMIC, 0);
		m.class = cases[i].from;
		m.gap = US(100);
		m.bytes = cases[i].bytes;
		moderation_update(&m);
		CU_ASSERT_EQUAL(m.class, cases[i].to);
		CU_ASSERT_EQUAL(m.bytes, 0);
	}
}

/* Interrupts a second move a tenth of the way: 1/new = 0.9/gap + 0.1/wanted. */
static void test_smoothing(void)
{
	static const struct {
		double rate, wanted; /* bytes/us, us */
	} phases[] = {{100, 125}, {15, 50}, {5, 10}, {100, 125}};
	struct moderation m = start(MODERATION_DYNAMIC, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(phases); i++) {
		static const double class_us[] = {10, 50, 125};
		for (int k = 0; k < 300; k++) {
			double gap = (double)m.gap;
			m.bytes = (int64_t)(phases[i].rate * gap / (double)VTIME_PER_US) + 1;
			moderation_update(&m);
			double wanted = class_us[m.class] * (double)VTIME_PER_US;
			CU_ASSERT_DOUBLE_EQUAL((double)m.gap, 1 / (0.9 / gap + 0.1 / wanted), 1.01);
		}
		CU_ASSERT(fabs((double)m.gap / (double)VTIME_PER_US - phases[i].wanted) < 0.001);
	}
}

static const struct test_case cases[] = {
	{"dynamic, fixed, off", test_modes},
	{"classes and their hysteresis", test_classes},
	{"the gap moves a tenth of the way", test_smoothing},
};
SUITE("moderation", cases)
