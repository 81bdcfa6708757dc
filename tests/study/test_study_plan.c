/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plan of a study: axes, points in their order, what is left out, and that a point's settings make the scenario of
 * its identity. Faults are in test_corpus_study.c.
 */
#include "tests/lib/study/study_text.h"
#include "tests/lib/suite.h"
#include "tools/study/plan/identity.h"
#include <math.h>
#include <unistd.h>

static const struct study_point *point_at(const struct study *s, guint i)
{
	return g_ptr_array_index(s->points, i);
}

static const struct study_axis *axis_of(const struct study *s, guint i)
{
	return g_ptr_array_index(s->axes, i);
}

static const struct study_value *value_of(const struct study *s, guint axis, guint i)
{
	return g_ptr_array_index(axis_of(s, axis)->values, i);
}

/* The labels of all points, a line each. */
static void expect_labels(const struct study *s, const char *const *labels, guint n)
{
	CU_ASSERT_EQUAL(s->points->len, n);
	for (guint i = 0; i < MIN(n, s->points->len); i++) {
		if (strcmp(point_at(s, i)->label, labels[i]) != 0)
			printf("\n  is       %s\n  expected %s", point_at(s, i)->label, labels[i]);
		CU_ASSERT_STRING_EQUAL(point_at(s, i)->label, labels[i]);
	}
}

static void test_no_axes(void)
{
	static const char *const sets[] = {"study.replications=7", "nic.rx_ring=128", NULL};
	static const char *const label[] = {"s"};
	static const char *const texts[] = {"", "study: {replications: 3, confidence: 0.9}\n",
					    "question: why?\n"};
	EACH_CASE (i, texts) {
		struct study *s = study_sound(texts[i], sets);
		expect_labels(s, label, 1);
		CU_ASSERT_EQUAL(s->settings.replications, 7);
		CU_ASSERT_EQUAL(s->settings.confidence, i == 1 ? 900000 : 950000);
		CU_ASSERT_STRING_EQUAL(s->settings.precision_metric, "delivered_pps");
		CU_ASSERT_STRING_EQUAL(s->question, i == 2 ? "why?" : "");
		CU_ASSERT_STRING_EQUAL(s->name, "s");
		CU_ASSERT_STRING_EQUAL(point_at(s, 0)->sets[0], sets[0]);
		CU_ASSERT_STRING_EQUAL(point_at(s, 0)->sets[1], sets[1]);
		CU_ASSERT_PTR_NULL(point_at(s, 0)->sets[2]);
		study_free(s);
	}
}

#define AXES                                                                                                 \
	"study:\n"                                                                                           \
	"  axes:\n"                                                                                          \
	"    - {set: load, from: 100kpps, to: 300kpps, count: 3}\n"                                          \
	"    - name: placement\n"                                                                            \
	"      values:\n"                                                                                    \
	"        - {name: shared core, set: {}}\n"                                                           \
	"        - {name: own core, set: {guests.vm0.vhost_core: 1, nic.core: 0}}\n"                         \
	"    - together:\n"                                                                                  \
	"        - {set: kernel, values: [\"3.13\", \"5.10\"]}\n"                                            \
	"        - {set: nic.rx_ring, values: [256, 512], name: ring}\n"

static void test_axes(void)
{
	struct study *s = study_sound(AXES, NULL);
	static const char *const labels[] = {
		"load=100kpps placement=shared core kernel=3.13 ring=256",
		"load=100kpps placement=shared core kernel=5.10 ring=512",
		"load=100kpps placement=own core kernel=3.13 ring=256",
		"load=100kpps placement=own core kernel=5.10 ring=512",
		"load=200kpps placement=shared core kernel=3.13 ring=256",
		"load=200kpps placement=shared core kernel=5.10 ring=512",
		"load=200kpps placement=own core kernel=3.13 ring=256",
		"load=200kpps placement=own core kernel=5.10 ring=512",
		"load=300kpps placement=shared core kernel=3.13 ring=256",
		"load=300kpps placement=shared core kernel=5.10 ring=512",
		"load=300kpps placement=own core kernel=3.13 ring=256",
		"load=300kpps placement=own core kernel=5.10 ring=512",
	};
	expect_labels(s, labels, G_N_ELEMENTS(labels));
	CU_ASSERT_EQUAL_FATAL(s->axes->len, 4);
	CU_ASSERT_TRUE(axis_of(s, 0)->is_number && axis_of(s, 0)->unit == UNIT_RATE);
	CU_ASSERT_FALSE(axis_of(s, 1)->is_number || axis_of(s, 2)->is_number);
	CU_ASSERT_TRUE(axis_of(s, 3)->is_number && axis_of(s, 3)->unit == UNIT_COUNT);
	CU_ASSERT_TRUE(axis_of(s, 2)->group == axis_of(s, 3)->group &&
		       axis_of(s, 1)->group != axis_of(s, 2)->group);
	CU_ASSERT_EQUAL(value_of(s, 0, 1)->number, 200000);
	CU_ASSERT_TRUE(isnan(value_of(s, 1, 0)->number));
	CU_ASSERT_PTR_NULL(value_of(s, 1, 0)->sets[0]);
	CU_ASSERT_STRING_EQUAL(value_of(s, 1, 1)->sets[1], "nic.core=0");
	CU_ASSERT_STRING_EQUAL(axis_of(s, 1)->keys[0], "guests.0.vhost_core");
	CU_ASSERT_EQUAL(point_at(s, 7)->value[0], 1);
	CU_ASSERT_EQUAL(point_at(s, 7)->value[3], 1);
	study_free(s);
}

/* A point's settings, made by any reader, are the scenario that its identity is of, and no two are the same. */
static void test_points(void)
{
	static const char *const user[] = {"duration=20ms", NULL};
	const char *path = SOURCE_DIR "/scenarios/studies/saturation-map.yaml";
	struct diag *d = diag_new();
	struct study *s = study_read(path, user, d);
	faults_expect(path, d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < s->points->len; i++) {
		const struct study_point *p = point_at(s, i);
		CU_ASSERT_TRUE(g_hash_table_add(seen, p->identity));
		CU_ASSERT_STRING_EQUAL(p->sets[0], user[0]);
		if (i % 7)
			continue;
		d = diag_new();
		struct scenario *anew = scenario_base_make(s->base, (const char *const *)p->sets, d);
		faults_expect(p->label, d, NULL, 0);
		CU_ASSERT_PTR_NOT_NULL_FATAL(anew);
		char *identity = identity_of_point(anew);
		CU_ASSERT_STRING_EQUAL(identity, p->identity);
		g_free(identity);
		scenario_free(anew);
	}
	g_hash_table_unref(seen);
	study_free(s);
}

/* Numbers of values, as they are written. */
static void test_numbers(void)
{
	static const struct {
		const char *axis;
		enum unit unit;
		bool is_number;
		double number; /* of the last value */
	} axes[] = {
		{"{set: traffic.frame, values: [64B, 512B]}", UNIT_BYTES, true, 512},
		{"{set: traffic.frame, values: [64B, imix]}", UNIT_BYTES, false, NAN},
		{"{set: duration, values: [1ms, 0.5s]}", UNIT_TIME, true, 5e11},
		{"{set: guests.vm0.vhost_core, values: [0, 1]}", UNIT_COUNT, true, 1},
		{"{set: cost.app_sink, values: [1, 2.5]}", UNIT_FACTOR, true, 2500000},
		{"{set: cost.app_sink.cycles_per_byte, values: [0.5]}", UNIT_FACTOR, true, 500000},
		{"{set: traffic.0.rate, from: 1kpps, to: 9kpps, step: 4kpps}", UNIT_RATE, true, 9000},
		{"{set: flow, values: [vhost, feedback]}", UNIT_COUNT, false, NAN},
		{"{set: virtio.event_idx, values: [yes, no]}", UNIT_COUNT, false, NAN},
		{"{set: seed, from: 1, to: 3, count: 3}", UNIT_COUNT, true, 3},
	};
	EACH_CASE (i, axes, axis) {
		char *text = g_strdup_printf("study: {axes: [%s]}\n", axes[i].axis);
		struct study *s = study_sound(text, NULL);
		const struct study_axis *axis = axis_of(s, 0);
		CU_ASSERT_EQUAL(axis->is_number, axes[i].is_number);
		CU_ASSERT_TRUE(!axis->is_number || axis->unit == axes[i].unit);
		double last = value_of(s, 0, axis->values->len - 1)->number;
		CU_ASSERT_TRUE(last == axes[i].number || (isnan(last) && isnan(axes[i].number)));
		CU_ASSERT_EQUAL(s->points->len, axis->values->len);
		study_free(s);
		g_free(text);
	}
}

static void test_exclude(void)
{
	static const struct {
		const char *exclude;
		guint left;
	} exclusions[] = {
		{"[]", 12},
		{"[{kernel: \"3.13\"}]", 6},
		{"[{load: 0.1Mpps}]", 8}, /* the same number, written otherwise */
		{"[{load: 100kpps, placement: own core}]", 10},
		{"[{load: [100kpps, 300kpps], placement: own core}]", 8},
		{"[{load: 100kpps}, {placement: own core}]", 4},
		{"[{load: 100kpps}, {load: 100kpps, kernel: \"5.10\"}]", 8},
		{"[{kernel: \"3.13\", ring: 256, load: 200kpps, placement: shared core}]", 11},
	};
	EACH_CASE (i, exclusions, exclude) {
		char *text = g_strdup_printf(AXES "  exclude: %s\n", exclusions[i].exclude);
		struct study *s = study_sound(text, NULL);
		CU_ASSERT_EQUAL(s->points->len, exclusions[i].left);
		CU_ASSERT_EQUAL(s->points->len + s->excluded, 12);
		study_free(s);
		g_free(text);
	}
}

static void test_cost(void)
{
	static const struct {
		const char *text;
		double packets;
	} costs[] = {
		{"warmup: 100ms\nduration: 400ms\n", 250000}, /* 500 kpps for 0.5 s */
		{"warmup: 100ms\nduration: 400ms\nload: 100kpps\n", 50000},
		{"warmup: 0s\nduration: 1s\nstudy: {axes: [{set: load, values: [1Mpps]}]}\n", 1000000},
		{"warmup: 0s\nduration: 1s\nstudy: {axes: [{set: traffic.stop, values: [250ms]}]}\n", 125000},
		{"warmup: 0s\nduration: 1s\nstudy: {axes: [{set: traffic.start, values: [2s]}]}\n", 0},
	};
	EACH_CASE (i, costs, text) {
		struct study *s = study_sound(costs[i].text, NULL);
		CU_ASSERT_DOUBLE_EQUAL(point_at(s, 0)->cost, costs[i].packets, 1e-6);
		study_free(s);
	}
}

/* The load along which curves turn: of all sources, or that of one, which alone takes it. */
static void test_turn(void)
{
	static const char *const fault[] = {
		"7:15: error: curves turn along an axis named load of offered loads"};
	static const char *const without[] = {
		"study: {turn: yes, axes: [{set: nic.rx_ring, values: [64, 128]}]}\n",
		"study: {turn: yes, axes: [{set: nic.rx_ring, values: [64, 128], name: load}]}\n",
	};
	struct study *s =
		study_sound("study: {turn: yes, axes: [{set: load, values: [1kpps, 2kpps]}]}\n", NULL);
	CU_ASSERT_STRING_EQUAL(s->source, "");
	CU_ASSERT_TRUE(point_at(s, 0)->limit > 1000000);
	study_free(s);
	s = study_sound(
		"study: {turn: yes, axes: [{set: traffic.vm0.rate, values: [1kpps, 2kpps], name: load}]}\n",
		NULL);
	CU_ASSERT_STRING_EQUAL(s->source, "vm0");
	study_free(s);
	s = study_sound("study: {axes: [{set: load, values: [1kpps, 2kpps]}]}\n", NULL);
	CU_ASSERT_PTR_NULL(s->source);
	study_free(s);
	for (size_t i = 0; i < G_N_ELEMENTS(without); i++)
		study_of_text(without[i], NULL, fault, 1);
}

/* A crawl's loads do not speak against a point, nor a study's axes against a crawl. */
static void test_beside_a_crawl(void)
{
	struct study *s = study_sound(
		"crawl: {from: 1kpps, to: 2Mpps}\n"
		"study: {axes: [{set: load, values: [1kpps]}, {set: traffic.frame, values: [9000B]}]}\n",
		NULL);
	CU_ASSERT_EQUAL(s->points->len, 1);
	study_free(s);
}

/* A study that extends another: its axes come with it, unless it has axes of its own. */
static void test_extended(void)
{
	static const struct text_part parts[] = {
		{"s.yaml", "extends: below/b.yaml\nstudy: {replications: 4}\n"},
		{"t.yaml", "extends: below/b.yaml\nstudy: {axes: [{set: load, values: [1kpps]}]}\n"},
		{"below/b.yaml", SOUND "study: {replications: 2, axes: [{set: costs, values: [c.yaml]}]}\n"},
	};
	char *folder = text_files(parts, 3), *costs = g_build_filename(folder, "below", "c.yaml", NULL);
	CU_ASSERT_EQUAL(symlink(PROFILE, costs), 0);
	for (int i = 0; i < 2; i++) {
		char *path = g_build_filename(folder, parts[i].name, NULL);
		struct diag *d = diag_new();
		struct study *s = study_read(path, NULL, d);
		faults_expect(path, d, NULL, 0);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		CU_ASSERT_EQUAL(s->settings.replications, i ? 2 : 4);
		CU_ASSERT_STRING_EQUAL(point_at(s, 0)->label, i ? "load=1kpps" : "costs=c.yaml");
		CU_ASSERT_STRING_EQUAL(point_at(s, 0)->sets[0], i ? "load=1kpps" : "costs=below/c.yaml");
		study_free(s);
		g_free(path);
	}
	g_free(costs);
	text_files_remove(folder);
}

/* As many points as a large study has, in the time of a test. */
static void test_many(void)
{
	struct study *s = study_sound("study: {axes: [{set: load, from: 1kpps, to: 10Mpps, count: 2500}, "
				      "{set: kernel, values: [\"3.13\", \"5.10\"]}]}\n",
				      NULL);
	CU_ASSERT_EQUAL(s->points->len, 5000);
	study_free(s);
}

static const struct test_case cases[] = {
	{"no axes", test_no_axes},
	{"axes", test_axes},
	{"points", test_points},
	{"numbers", test_numbers},
	{"what is left out", test_exclude},
	{"cost", test_cost},
	{"where curves turn", test_turn},
	{"beside a crawl", test_beside_a_crawl},
	{"extended", test_extended},
	{"many points", test_many},
};

SUITE("study plan", cases)
