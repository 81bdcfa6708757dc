/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section cost of scenario files, and --set cost: what they say is what a scenario's costs are.
 */
#include "tests/lib/input/scenario_text.h"

/* The whole cycles and cycles per byte of a cost, in millionths. */
static bool costs_are(const struct scenario *s, int cost, double cycles, double per_byte)
{
	return s->cost[cost].cycles_ppm == (int64_t)(cycles * 1e6 + 0.5) &&
	       s->cost[cost].per_byte_ppm == (int64_t)(per_byte * 1e6 + 0.5);
}

static struct scenario *read_costs(const char *section, const char *const *sets)
{
	char *text = g_strconcat(SOUND, section, NULL);
	struct scenario *s = text_sound(text, sets);
	g_free(text);
	return s;
}

static void test_costs(void)
{
	struct scenario *s = read_costs("", NULL);
	struct cost_entry profile[COST_COUNT];
	memcpy(profile, s->cost, sizeof(profile));
	CU_ASSERT_TRUE(profile[COST_app_sink].cycles_ppm > 0 && profile[COST_vhost_copy].per_byte_ppm > 0);
	scenario_free(s);

	s = read_costs(
		"cost:\n  app_sink: 12.5\n  vhost_copy: {cycles: 90}\n  skb_free: {cycles_per_byte: 0.3}\n"
		"  bridge: {cycles: 1, cycles_per_byte: 2}\n",
		NULL);
	CU_ASSERT_TRUE(costs_are(s, COST_app_sink, 12.5, 0));
	CU_ASSERT_TRUE(costs_are(s, COST_bridge, 1, 2));
	CU_ASSERT_EQUAL(s->cost[COST_vhost_copy].cycles_ppm, 90000000);
	CU_ASSERT_EQUAL(s->cost[COST_vhost_copy].per_byte_ppm, profile[COST_vhost_copy].per_byte_ppm);
	CU_ASSERT_EQUAL(s->cost[COST_skb_free].cycles_ppm, profile[COST_skb_free].cycles_ppm);
	CU_ASSERT_EQUAL(s->cost[COST_skb_free].per_byte_ppm, 300000);
	CU_ASSERT_EQUAL(memcmp(&s->cost[COST_irq_entry], &profile[COST_irq_entry], sizeof(profile[0])), 0);
	scenario_free(s);
}

/* A plain number is the whole cost: what the profile says per byte is gone. */
static void test_plain_cost(void)
{
	struct scenario *s = read_costs("cost: {vhost_copy: 0}\n", NULL);
	CU_ASSERT_TRUE(costs_are(s, COST_vhost_copy, 0, 0));
	scenario_free(s);
}

/* In the file "all" comes first wherever it stands; among sets it wipes out what was set before. */
static void test_all_costs(void)
{
	static const char *const sets[] = {"cost.bridge=5", "cost.all=0",
					   "cost.vhost_copy.cycles_per_byte=0.5", NULL};
	struct scenario *s = read_costs("cost: {app_sink: 3, all: 0}\n", NULL);
	for (int i = 0; i < COST_COUNT; i++)
		CU_ASSERT_TRUE(costs_are(s, i, i == COST_app_sink ? 3 : 0, 0));
	scenario_free(s);
	s = read_costs("cost: {app_sink: 3}\n", sets);
	for (int i = 0; i < COST_COUNT; i++)
		CU_ASSERT_TRUE(costs_are(s, i, 0, i == COST_vhost_copy ? 0.5 : 0));
	scenario_free(s);
}

static const struct test_case cases[] = {
	{"costs", test_costs},
	{"a plain cost", test_plain_cost},
	{"all costs", test_all_costs},
};

SUITE("scenario costs", cases)
