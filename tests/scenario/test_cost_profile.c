/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cost profiles: a profile written here, name by name, is read back; faults have their places.
 */
#include "tests/lib/input/faults.h"
#include "tests/lib/suite.h"
#include "tools/scenario/cost_profile.h"

/* The numbers of the i-th cost: i + 1/4 cycles, and 3/1000 cycles per byte times i for odd ones. */
static void append_cost(GString *s, int i)
{
	static const char *const confidences[] = {"sourced", "fitted", "assumed", "measured"};
	g_string_append_printf(s, "  %s: {cycles: %d.25, source: \"from %d\", confidence: %s",
			       cost_names[i].name, i, i, confidences[i % 4]);
	if (i % 2)
		g_string_append_printf(s, ", cycles_per_byte: 0.%03d", 3 * i);
	g_string_append(s, "}\n");
}

/* A profile of all costs but one (-1: of all), in reverse order. */
static GString *profile_without(int left_out)
{
	GString *s = g_string_new("description: costs of a test\ncosts:\n");
	for (int i = COST_COUNT - 1; i >= 0; i--)
		if (i != left_out)
			append_cost(s, i);
	return s;
}

struct profile {
	struct cost_entry entries[COST_COUNT];
	struct cost_origin origins[COST_COUNT];
	struct diag *d;
	bool sound;
};

/* Reads the text, which is freed, as the file costs.yaml; the caller frees the diag and clears the origins. */
static struct profile read_text(GString *s)
{
	struct profile p = {.d = diag_new()};
	char *folder = folder_new();
	char *path = file_write(folder, "costs.yaml", s->str, s->len);
	p.sound = cost_profile_read(path, (struct place){"s.yaml", 4, 8}, p.entries, p.origins, p.d);
	g_free(path);
	folder_remove(folder);
	g_string_free(s, TRUE);
	return p;
}

static void test_values(void)
{
	struct profile p = read_text(profile_without(-1));
	faults_expect("profile", p.d, NULL, 0);
	CU_ASSERT_TRUE(p.sound);
	for (int i = 0; i < COST_COUNT; i++) {
		char *source = g_strdup_printf("from %d", i);
		CU_ASSERT_EQUAL(p.entries[i].cycles_ppm, i * 1000000 + 250000);
		CU_ASSERT_EQUAL(p.entries[i].per_byte_ppm, i % 2 ? 3 * i * 1000 : 0);
		CU_ASSERT_STRING_EQUAL(p.origins[i].source, source);
		CU_ASSERT_EQUAL(p.origins[i].confidence, i % 4);
		g_free(source);
	}
	cost_origins_clear(p.origins);
}

/* Reads the files a.yaml, b.yaml and so on, of which the first is the profile. */
static struct profile read_files(const char *const *texts, int n)
{
	struct profile p = {.d = diag_new()};
	char *folder = folder_new(), *first = NULL;
	for (int i = 0; i < n; i++) {
		char *name = g_strdup_printf("%c.yaml", 'a' + i);
		char *path = file_write(folder, name, texts[i], strlen(texts[i]));
		if (i == 0)
			first = path;
		else
			g_free(path);
		g_free(name);
	}
	p.sound = cost_profile_read(first, (struct place){"s.yaml", 4, 8}, p.entries, p.origins, p.d);
	g_free(first);
	folder_remove(folder);
	return p;
}

static void check_range(const struct profile *p, int cost, const char *range)
{
	char *text = cost_range_text(&p->origins[cost]);
	CU_ASSERT_EQUAL(text == NULL, range == NULL);
	if (text && range)
		CU_ASSERT_STRING_EQUAL(text, range);
	g_free(text);
}

/* A cost of the upper profile replaces the whole entry of the lower one: what it leaves out is not the lower's. */
static void test_extends(void)
{
	GString *whole = profile_without(-1);
	const char *const texts[] = {
		"extends: b.yaml\ncosts:\n"
		"  wake_up: {cycles: 7, source: upper, confidence: measured, low: 6.5}\n"
		"  timer_tick: {cycles: 8, source: upper, confidence: measured}\n",
		"extends: c.yaml\ncosts:\n"
		"  wake_up: {cycles: 1, source: middle, confidence: assumed}\n"
		"  context_switch: {cycles: 9, low: 9, high: 20, source: middle, confidence: fitted}\n"
		"  timer_tick: {cycles: 8, low: 1, high: 9, cycles_per_byte: 2, source: m, confidence: "
		"fitted}\n",
		whole->str,
	};
	struct profile p = read_files(texts, 3);
	faults_expect("profile that extends", p.d, NULL, 0);
	CU_ASSERT_TRUE(p.sound);
	CU_ASSERT_EQUAL(p.entries[COST_wake_up].cycles_ppm, 7000000);
	CU_ASSERT_EQUAL(p.origins[COST_wake_up].confidence, COST_MEASURED);
	check_range(&p, COST_wake_up, "6.5 to 7");
	CU_ASSERT_EQUAL(p.entries[COST_timer_tick].cycles_ppm, 8000000);
	CU_ASSERT_EQUAL(p.entries[COST_timer_tick].per_byte_ppm, 0);
	check_range(&p, COST_timer_tick, NULL);
	CU_ASSERT_EQUAL(p.entries[COST_context_switch].cycles_ppm, 9000000);
	CU_ASSERT_STRING_EQUAL(p.origins[COST_context_switch].source, "middle");
	check_range(&p, COST_context_switch, "9 to 20");
	CU_ASSERT_EQUAL(p.entries[COST_bridge].cycles_ppm, COST_bridge * 1000000 + 250000);
	cost_origins_clear(p.origins);
	g_string_free(whole, TRUE);
}

/* A shipped profile has a name wherever the file lies. */
static void test_extends_shipped(void)
{
	const char *const text = "extends: x86-3.3GHz\ncosts:\n"
				 "  app_sink: {cycles: 1, source: here, confidence: measured}\n";
	struct profile p = read_files(&text, 1);
	faults_expect("profile that extends a shipped one", p.d, NULL, 0);
	CU_ASSERT_EQUAL(p.entries[COST_app_sink].cycles_ppm, 1000000);
	CU_ASSERT_EQUAL(p.entries[COST_nic_isr].cycles_ppm, 300 * 1000000L);
	cost_origins_clear(p.origins);
}

/* What the chain of files may not be, and where that is said. */
static void test_extends_faults(void)
{
	static const char cost[] = "costs:\n  app_sink: {cycles: 1, source: x, confidence: measured}\n";
	static const struct {
		const char *upper, *lower, *fault;
	} bad[] = {
		{"extends: b.yaml\n", "extends: a.yaml\n", "/b.yaml:1:10: error: "},
		{"extends: b.yaml\n", "description: few\n",
		 "/b.yaml:3:3: error: costs are missing: irq_entry"},
		{"extends: c.yaml\n", "", "/a.yaml:1:10: error: "},
	};
	EACH_CASE (i, bad, upper) {
		char *a = g_strconcat(bad[i].upper, cost, NULL), *b = g_strconcat(bad[i].lower, cost, NULL);
		struct profile p = read_files((const char *const[]){a, b}, 2);
		char **lines = faults_printed(p.d);
		CU_ASSERT_FALSE(p.sound);
		CU_ASSERT_EQUAL(g_strv_length(lines), 1);
		CU_ASSERT_TRUE(lines[0] && strstr(lines[0], bad[i].fault));
		g_strfreev(lines);
		diag_free(p.d);
		cost_origins_clear(p.origins);
		g_free(a);
		g_free(b);
	}
}

/* A caller that wants the numbers only. */
static void test_without_origins(void)
{
	GString *s = profile_without(-1);
	char *folder = folder_new();
	char *path = file_write(folder, "costs.yaml", s->str, s->len);
	struct cost_entry entries[COST_COUNT];
	struct diag *d = diag_new();
	CU_ASSERT_TRUE(cost_profile_read(path, (struct place){"s.yaml", 4, 8}, entries, NULL, d));
	CU_ASSERT_EQUAL(entries[COST_COUNT - 1].cycles_ppm, (COST_COUNT - 1) * 1000000 + 250000);
	faults_expect("profile", d, NULL, 0);
	g_free(path);
	folder_remove(folder);
	g_string_free(s, TRUE);
}

static void test_each_is_required(void)
{
	for (int i = 0; i < COST_COUNT; i++) {
		struct profile p = read_text(profile_without(i));
		char **lines = faults_printed(p.d);
		char *end = g_strconcat(":3:3: error: costs are missing: ", cost_names[i].name, NULL);
		CU_ASSERT_FALSE(p.sound);
		CU_ASSERT_EQUAL(g_strv_length(lines), 1);
		CU_ASSERT_TRUE(lines[0] && g_str_has_suffix(lines[0], end));
		g_free(end);
		g_strfreev(lines);
		diag_free(p.d);
		cost_origins_clear(p.origins);
	}
}

/* One line too many, and what it is told. */
static void test_faults(void)
{
	static const struct {
		const char *line, *fault; /* fault: what follows "LINE:" */
	} bad[] = {
		{"  zebra: {cycles: 1, source: x, confidence: assumed}",
		 "3: error: there is no cost \"zebra\"; vhostsim list"},
		{"  skb_aloc: {cycles: 1}",
		 "3: error: there is no cost \"skb_aloc\"; did you mean skb_alloc?"},
		{"  app_sink: {cycles: 1}", "3: error: this key is given twice, first in line"},
		{"notes: none",
		 "1: error: a cost profile has no key \"notes\"; it takes description, extends, "
		 "costs"},
		{"description: again", "1: error: this key is given twice, first in line 1"},
	};
	EACH_CASE (i, bad, line) {
		GString *s = profile_without(-1);
		g_string_append_printf(s, "%s\n", bad[i].line);
		struct profile p = read_text(s);
		char **lines = faults_printed(p.d);
		char *where = g_strdup_printf("costs.yaml:%d:%s", COST_COUNT + 3, bad[i].fault);
		CU_ASSERT_FALSE(p.sound);
		CU_ASSERT_EQUAL(g_strv_length(lines), 1);
		CU_ASSERT_TRUE(lines[0] && strstr(lines[0], where));
		if (!lines[0] || !strstr(lines[0], where))
			printf("\n  %s: %s", where, lines[0] ? lines[0] : "no fault");
		g_free(where);
		g_strfreev(lines);
		diag_free(p.d);
		cost_origins_clear(p.origins);
	}
}

/* The shipped profiles are sound, and every number in them says where it is from. */
static void test_shipped(void)
{
	const char *folder = SOURCE_DIR "/scenarios/costs", *name;
	GDir *dir = g_dir_open(folder, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	while ((name = g_dir_read_name(dir))) {
		struct profile p = {.d = diag_new()};
		char *path = g_build_filename(folder, name, NULL);
		CU_ASSERT_TRUE(
			cost_profile_read(path, (struct place){"here", 1, 1}, p.entries, p.origins, p.d));
		faults_expect(name, p.d, NULL, 0);
		for (int i = 0; i < COST_COUNT; i++)
			CU_ASSERT_TRUE(p.origins[i].source && *p.origins[i].source);
		cost_origins_clear(p.origins);
		g_free(path);
	}
	g_dir_close(dir);
}

static void test_names(void)
{
	CU_ASSERT_EQUAL(cost_find("irq_entry"), COST_irq_entry);
	CU_ASSERT_EQUAL(cost_find("app_sink"), COST_app_sink);
	CU_ASSERT_EQUAL(cost_find("pool_depletion"), COST_pool_depletion);
	CU_ASSERT_EQUAL(cost_find("App"), -1);
	CU_ASSERT_EQUAL(cost_find(""), -1);
}

static const struct test_case cases[] = {
	{"names", test_names},
	{"values", test_values},
	{"a profile extends another", test_extends},
	{"a profile extends a shipped one", test_extends_shipped},
	{"faults of files that extend each other", test_extends_faults},
	{"without origins", test_without_origins},
	{"each cost is required", test_each_is_required},
	{"faults", test_faults},
	{"the shipped profiles", test_shipped},
};

SUITE("cost profile", cases)
