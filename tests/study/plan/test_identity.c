/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Identity of points and runs: it changes with everything that a result depends on, and with nothing else.
 */
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/base/version.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/identity.h"

static struct scenario *read_path(const char *path, const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, sets, d);
	faults_expect(path, d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	return s;
}

/* The identity of files, of which the first is the scenario. */
static char *identity_in(const struct text_part *parts, size_t n)
{
	char *folder = text_files(parts, n), *path = g_build_filename(folder, parts[0].name, NULL);
	struct scenario *s = read_path(path, NULL);
	char *identity = identity_of_point(s);
	scenario_free(s);
	g_free(path);
	text_files_remove(folder);
	return identity;
}

static char *identity_with(const char *text)
{
	return identity_in(&(struct text_part){"s.yaml", text}, 1);
}

/* ---- every option ---- */

/* Gives an option another value, be it one that its range does not allow. */
static void alter(const struct option *opt, char *settings)
{
	void *value = settings + opt->offset;
	struct frame_mix *mix = value;
	char *text;
	switch (opt->type) {
	case OPTION_BOOL:
		*(bool *)value = !*(bool *)value;
		break;
	case OPTION_VALUE:
		*(int64_t *)value += 1;
		break;
	case OPTION_CHOICE:
		*(int *)value = (*(int *)value + 1) % (int)g_strv_length((char **)opt->choices);
		break;
	case OPTION_TEXT:
		text = g_strconcat(*(char **)value, "x", NULL);
		g_free(*(char **)value);
		*(char **)value = text;
		break;
	case OPTION_FRAMES:
		mix->weight[0]++;
		break;
	}
}

/* What no result depends on, as the header says. */
static bool is_exempt(const struct scenario_section *section, const struct option *opt)
{
	static const char *const exempt[] = {"question", "replication", "platform", "costs", "pcap", NULL};
	static const char *const hardware[] = {"cores", "clock", "bandwidth", "latency", NULL};
	static const char *const switches[] = {"hosts", "uplink", "uplink_latency", NULL};
	const char *name = section->table->section;
	if (strcmp(name, "host") == 0 || strcmp(name, "wire") == 0) /* it comes with the platform */
		return g_strv_contains(hardware, opt->key);
	if (strcmp(name, "fabric") == 0)
		return g_strv_contains(switches, opt->key);
	bool can_be = !*name || strcmp(name, "traffic") == 0;
	return can_be && g_strv_contains(exempt, opt->key);
}

static void check_option(const struct scenario_section *section, const struct option *opt, GHashTable *seen)
{
	struct scenario *s = read_path(SOURCE_DIR "/scenarios/isolation.yaml", NULL);
	char *settings = (char *)s + section->offset;
	if (section->list && (*(GArray **)settings)->len == 0) {
		g_array_set_size(*(GArray **)settings, 1);
		option_defaults(section->table, (*(GArray **)settings)->data);
	}
	char *before = identity_of_point(s);
	if (section->list) /* the last element */
		settings = (*(GArray **)settings)->data +
			   section->table->size * ((*(GArray **)settings)->len - 1);
	alter(opt, settings);
	char *after = identity_of_point(s);
	bool same = strcmp(before, after) == 0;
	if (same != is_exempt(section, opt))
		printf("\n  %s.%s: the identity is %s", section->table->section, opt->key,
		       same ? "the same" : "another");
	CU_ASSERT_EQUAL(same, is_exempt(section, opt));
	if (!same)
		CU_ASSERT_TRUE(g_hash_table_add(seen, g_strdup(after)));
	g_free(before);
	g_free(after);
	scenario_free(s);
}

/* Each one alone makes an identity that no other one makes. */
static void test_options(void)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	int n = 0;
	for (int i = 0; i < scenario_section_count; i++)
		for (int k = 0; k < scenario_sections[i].table->n; k++, n++)
			check_option(&scenario_sections[i], &scenario_sections[i].table->options[k], seen);
	CU_ASSERT_TRUE(n > 80 && g_hash_table_size(seen) > 60);
	g_hash_table_unref(seen);
}

/* ---- what files hold ---- */

static void expect_other(struct scenario *s, const char *former)
{
	char *identity = identity_of_point(s);
	CU_ASSERT_STRING_NOT_EQUAL(identity, former);
	g_free(identity);
}

static void test_contents(void)
{
	struct scenario *s = read_path(SOURCE_DIR "/scenarios/pcap.yaml", NULL);
	char *former = identity_of_point(s);
	struct platform_host *host = &g_array_index(s->platform->hosts, struct platform_host, 0);
	struct platform_link *link = &g_array_index(s->platform->links, struct platform_link, 0);
	struct capture *capture = g_ptr_array_index(s->captures, 0);
	for (int i = 0; i < COST_COUNT; i++) {
		s->cost[i].cycles_ppm++;
		expect_other(s, former);
		s->cost[i].cycles_ppm--;
		s->cost[i].per_byte_ppm++;
		expect_other(s, former);
		s->cost[i].per_byte_ppm--;
	}
	int64_t *const numbers[] = {&host->hz, &link->bits_per_s, &link->latency};
	EACH_CASE (i, numbers) {
		++*numbers[i];
		expect_other(s, former);
		--*numbers[i];
	}
	host->cores++;
	expect_other(s, former);
	host->cores--;
	capture->frame[1].bytes++;
	g_clear_pointer(&capture->digest, g_free);
	expect_other(s, former);
	capture->frame[1].bytes--;
	g_clear_pointer(&capture->digest, g_free);
	char *again = identity_of_point(s);
	CU_ASSERT_STRING_EQUAL(again, former);
	g_free(again);
	g_free(former);
	scenario_free(s);
}

/* The same texts cut elsewhere are others; so is a source more. */
static void test_texts(void)
{
	static const char *const texts[] = {
		FILES "guests: [{name: a, vhost_core: 0, vcpu_core: 1}]\ntraffic: [{to: a, rate: 1kpps}]\n",
		FILES "guests: [{name: b, vhost_core: 0, vcpu_core: 1}]\ntraffic: [{to: b, rate: 1kpps}]\n",
		FILES "guests: [{name: \"a b\", vhost_core: 0, vcpu_core: 1}]\ntraffic: [{to: \"a b\", "
		      "rate: 1kpps}]\n",
		FILES "guests: [{name: a, vhost_core: 0, vcpu_core: 1}]\ntraffic: [{to: a, rate: 1kpps}, "
		      "{to: a, rate: "
		      "1kpps}]\n",
	};
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	EACH_CASE (i, texts)
		CU_ASSERT_TRUE(g_hash_table_add(seen, identity_with(texts[i])));
	g_hash_table_unref(seen);
}

/* ---- what makes no difference ---- */

#define NIC "nic: {rx_ring: 256, core: 1}\n"

static const char *const same[] = {
	SOUND NIC,
	SOUND "nic: {core: 1, rx_ring: 256}\n",			    /* order of keys */
	NIC TRAFFIC GUEST FILES,				    /* of sections */
	FILES GUEST "traffic:\n  - {to: vm0, rate: 0.5Mpps}\n" NIC, /* notation */
	FILES GUEST "traffic:\n  - {to: vm0, rate: 500 kpps, frame: \"64B\"}\n" NIC,
	SOUND NIC "flow: vhost\nseed: 1\n", /* defaults written out */
	SOUND NIC "question: any?\nreplication: 7\n",
	SOUND NIC "crawl: {from: 1kpps, to: 2kpps}\n",
	SOUND NIC "limits: {memory: 1GiB}\nsearch: {max_trials: 7}\ngoals: [{name: a, loss_ratio: 0}]\n",
	SOUND NIC "study: {replications: 20, axes: [{set: load, values: [1kpps]}]}\n",
	FILES "guests:\n- name: vm0\n  vhost_core: 0\n  vcpu_core: 1\n" TRAFFIC NIC,
};

static void test_same(void)
{
	char *first = identity_with(same[0]);
	for (size_t i = 1; i < G_N_ELEMENTS(same); i++) {
		char *other = identity_with(same[i]);
		if (strcmp(first, other) != 0)
			printf("\n  another identity: %s", same[i]);
		CU_ASSERT_STRING_EQUAL(first, other);
		g_free(other);
	}
	g_free(first);
}

/* The same files elsewhere, by other names, and settings from another file. */
static void test_files(void)
{
	static const struct text_part extended[] = {{"s.yaml", "extends: below/b.yaml\n" NIC},
						    {"below/b.yaml", SOUND}};
	char *first = identity_with(same[0]), *over = identity_in(extended, 2);
	CU_ASSERT_STRING_EQUAL(first, over);
	char *folder = folder_new(), *xml = g_build_filename(folder, "another.xml", NULL), *text;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(PLATFORM, &text, NULL, NULL));
	CU_ASSERT_TRUE(g_file_set_contents(xml, text, -1, NULL));
	char *moved = g_strconcat("platform: ", xml, "\ncosts: " PROFILE "\n" GUEST TRAFFIC NIC, NULL);
	char *elsewhere = identity_with(moved);
	CU_ASSERT_STRING_EQUAL(first, elsewhere);
	g_free(moved);
	g_free(text);
	g_free(xml);
	folder_remove(folder);
	g_free(first);
	g_free(over);
	g_free(elsewhere);
}

/* ---- runs, versions ---- */

static bool is_hash(const char *text)
{
	return strlen(text) == IDENTITY_LENGTH && strspn(text, "0123456789abcdef") == IDENTITY_LENGTH;
}

static void test_runs(void)
{
	char *point = identity_with(SOUND), *other = identity_with(SOUND NIC);
	char *first = identity_of_run(point, 0), *again = identity_of_run(point, 0);
	char *second = identity_of_run(point, 1), *elsewhere = identity_of_run(other, 0);
	CU_ASSERT_TRUE(is_hash(point) && is_hash(first));
	CU_ASSERT_STRING_EQUAL(first, again);
	CU_ASSERT_STRING_NOT_EQUAL(first, second);
	CU_ASSERT_STRING_NOT_EQUAL(first, elsewhere);
	CU_ASSERT_STRING_NOT_EQUAL(first, point);
	g_free(point);
	g_free(other);
	g_free(first);
	g_free(again);
	g_free(second);
	g_free(elsewhere);
}

/* The version of the model is the SHA-256 of lines "hash  name" over its sources, as sha256sum prints them. */
static void test_model_version(void)
{
	const char *command =
		"cd " SOURCE_DIR " && find sim models -name '*.[ch]' | LC_ALL=C sort | xargs sha256sum | "
		"sha256sum";
	char *const argv[] = {"sh", "-c", (char *)command, NULL};
	char *out = NULL;
	CU_ASSERT_TRUE_FATAL(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
					  NULL, NULL, NULL));
	CU_ASSERT_TRUE(is_hash(version_model()));
	CU_ASSERT_EQUAL(strncmp(out, version_model(), IDENTITY_LENGTH), 0);
	struct scenario *s = read_path(SOURCE_DIR "/scenarios/shared-core.yaml", NULL);
	char *text = identity_text(s);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, version_model()));
	scenario_free(s);
	g_free(text);
	g_free(out);
}

static const struct test_case cases[] = {
	{"every option", test_options},
	{"contents of files", test_contents},
	{"texts", test_texts},
	{"what makes no difference", test_same},
	{"other files", test_files},
	{"runs", test_runs},
	{"version of the model", test_model_version},
};

SUITE("identity", cases)
