/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shown of a scenario: each setting and cost with its value and its origin, read back from the JSON with
 * json-glib and from the YAML with the scenario reader.
 */
#include "tests/lib/input/faults.h"
#include "tests/lib/suite.h"
#include "tools/show/show.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/crawl/scenario_file.h"
#include <json-glib/json-glib.h>

#define PLATFORM SOURCE_DIR "/tests/corpus/good.xml" /* host server: 2 cores */
#define PROFILE SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml"

static const char text[] = "question: \"Is it \\\"so\\\"? #1: yes or no\"\n"	      /* 1 */
			   "kernel: 5.10\n"					      /* 2 */
			   "platform: " PLATFORM "\n"				      /* 3 */
			   "costs: " PROFILE "\n"				      /* 4 */
			   "nic: {rx_ring: 1024}\n"				      /* 5 */
			   "guests:\n"						      /* 6 */
			   "  - {name: \"no\", vhost_core: 0, vcpu_core: 1}\n"	      /* 7 */
			   "  - {name: \"3.5\", vhost_core: 0, vcpu_core: 1}\n"	      /* 8 */
			   "traffic:\n"						      /* 9 */
			   "  - {to: \"no\", rate: 10kpps, frame: \"64B:3, 128B\"}\n" /* 10 */
			   "cost:\n"						      /* 11 */
			   "  app_sink: 7\n"					      /* 12 */
			   "  bridge: {cycles: 1}\n"				      /* 13 */
			   "crawl:\n"						      /* 14 */
			   "  from: 1kpps\n"					      /* 15 */
			   "  to: 2kpps\n"					      /* 16 */
			   "  curves:\n"					      /* 17 */
			   "    - {name: \"a: b\", set: {kernel: 3.13, guests.3.5.vcpu_core: 0}}\n"
			   "    - {name: plain}\n";

static const char *const sets[] = {"nic.core=1", "cost.bridge.cycles_per_byte=0.5", "cost.irqfd=3", NULL};

struct fixture {
	struct scenario *s;
	struct plans *plans;
	struct scenario_base *base;
	struct show show;
};

/* Reads a text that must be sound. */
static struct scenario *read_text(const char *content, const char *const *changes,
				  struct scenario_base **base)
{
	char *folder = folder_new();
	char *path = file_write(folder, "s.yaml", content, strlen(content));
	struct diag *d = diag_new();
	*base = scenario_base_read(path, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(*base);
	struct scenario *s = scenario_of_base(*base, changes, d);
	faults_expect("sound scenario", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	g_free(path);
	folder_remove(folder);
	return s;
}

static void setup(struct fixture *f, const char *content, const char *const *changes, bool resolved)
{
	f->s = read_text(content, changes, &f->base);
	f->plans = scenario_base_plans(f->base, changes);
	f->show = (struct show){f->s, f->plans, f->base, scenario_base_costs(f->base, f->s), resolved};
}

static void teardown(struct fixture *f)
{
	scenario_free(f->s);
	plans_free(f->plans);
	scenario_base_free(f->base);
}

static JsonObject *parsed(JsonParser *parser, const struct show *show)
{
	char *json = show_json(show);
	CU_ASSERT_TRUE_FATAL(json_parser_load_from_data(parser, json, -1, NULL));
	g_free(json);
	return json_node_get_object(json_parser_get_root(parser));
}

static const char *member(JsonObject *o, const char *name)
{
	return json_object_get_string_member_with_default(o, name, "");
}

/* Compares an entry of the JSON: value, origin, and for a file line and column. */
static void check_entry(JsonObject *entry, const char *value, const char *origin, int line, int column)
{
	CU_ASSERT_STRING_EQUAL(member(entry, "value"), value);
	CU_ASSERT_STRING_EQUAL(member(entry, "origin"), origin);
	CU_ASSERT_EQUAL(json_object_get_int_member_with_default(entry, "line", 0), line);
	CU_ASSERT_EQUAL(json_object_get_int_member_with_default(entry, "column", 0), column);
	CU_ASSERT_EQUAL(g_str_has_suffix(member(entry, "file"), "/s.yaml"), line > 0);
}

static void test_origins(void)
{
	static const struct {
		const char *key, *value, *origin;
		int line, column;
	} cases[] = {
		{"flow", "vhost", "default", 0, 0},
		{"kernel", "5.10", "file", 2, 9},
		{"nic.rx_ring", "1024", "file", 5, 16},
		{"nic.tx_ring", "512", "default", 0, 0},
		{"nic.core", "1", "--set", 0, 0},
		{"guests.1.vcpu_core", "1", "file", 8, 45},
		{"guests.1.app", "sink", "default", 0, 0},
		{"traffic.0.frame", "64B:3,128B:1", "file", 10, 37},
		{"crawl.points", "20", "default", 0, 0},
		{"crawl.to", "2kpps", "file", 16, 7},
	};
	struct fixture f;
	setup(&f, text, sets, true);
	JsonParser *parser = json_parser_new();
	JsonObject *settings = json_object_get_object_member(parsed(parser, &f.show), "settings");
	EACH_CASE (i, cases, key) {
		JsonObject *entry = json_object_get_object_member(settings, cases[i].key);
		CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
		check_entry(entry, cases[i].value, cases[i].origin, cases[i].line, cases[i].column);
	}
	g_object_unref(parser);
	teardown(&f);
}

static void test_costs(void)
{
	static const struct {
		const char *cost, *field, *value, *origin;
		int line, column;
	} cases[] = {
		{"app_sink", "cycles", "7", "file", 12, 13},
		{"app_sink", "cycles_per_byte", "0", "file", 12, 13},
		{"bridge", "cycles", "1", "file", 13, 20},
		{"bridge", "cycles_per_byte", "0.5", "--set", 0, 0},
		{"irqfd", "cycles", "3", "--set", 0, 0},
		{"nic_isr", "cycles", "300", "profile", 0, 0},
	};
	struct fixture f;
	setup(&f, text, sets, true);
	JsonParser *parser = json_parser_new();
	JsonObject *costs = json_object_get_object_member(parsed(parser, &f.show), "costs");
	CU_ASSERT_EQUAL(json_object_get_size(costs), COST_COUNT);
	EACH_CASE (i, cases, cost) {
		JsonObject *cost = json_object_get_object_member(costs, cases[i].cost);
		check_entry(json_object_get_object_member(cost, cases[i].field), cases[i].value,
			    cases[i].origin, cases[i].line, cases[i].column);
	}
	JsonObject *isr =
		json_object_get_object_member(json_object_get_object_member(costs, "nic_isr"), "cycles");
	CU_ASSERT_STRING_EQUAL(member(isr, "confidence"), "assumed");
	CU_ASSERT_STRING_EQUAL(member(isr, "source"), "MSI-X handler: napi_schedule only");
	g_object_unref(parser);
	teardown(&f);
}

/* Of the settings of the file and the command line nothing is left out, and nothing else is there. */
static void test_what_is_set(void)
{
	struct fixture f;
	setup(&f, text, sets, false);
	JsonParser *parser = json_parser_new();
	JsonObject *root = parsed(parser, &f.show);
	JsonObject *settings = json_object_get_object_member(root, "settings");
	CU_ASSERT_EQUAL(json_object_get_size(settings), 4 + 2 + 2 * 3 + 3 + 2);
	CU_ASSERT_EQUAL(json_object_get_size(json_object_get_object_member(root, "costs")), 3);
	CU_ASSERT_FALSE(json_object_has_member(root, "machines"));
	g_object_unref(parser);
	teardown(&f);
}

/* cost.all comes after what the file says, and before what is said later. */
static void test_all_costs(void)
{
	static const char *const changes[] = {"cost.all=0", "cost.bridge.cycles=9", NULL};
	struct fixture f;
	setup(&f, text, changes, false);
	JsonParser *parser = json_parser_new();
	JsonObject *costs = json_object_get_object_member(parsed(parser, &f.show), "costs");
	CU_ASSERT_EQUAL(json_object_get_size(costs), COST_COUNT);
	JsonObject *sink = json_object_get_object_member(costs, "app_sink");
	check_entry(json_object_get_object_member(sink, "cycles"), "0", "--set", 0, 0);
	JsonObject *bridge = json_object_get_object_member(costs, "bridge");
	check_entry(json_object_get_object_member(bridge, "cycles"), "9", "--set", 0, 0);
	g_object_unref(parser);
	teardown(&f);
}

/* The curves of two bases. */
static void compare_curves(struct scenario_base *a, struct scenario_base *b)
{
	struct diag *d = diag_new();
	GPtrArray *axes = axes_new();
	struct study_axis *from = crawl_curves(a, d), *to = crawl_curves(b, d);
	g_ptr_array_add(axes, from);
	g_ptr_array_add(axes, to);
	CU_ASSERT_EQUAL(diag_count(d), 0);
	CU_ASSERT_EQUAL_FATAL(from->values->len, to->values->len);
	CU_ASSERT_EQUAL(from->values->len, 2);
	for (guint i = 0; i < from->values->len; i++) {
		const struct study_value *one = g_ptr_array_index(from->values, i),
					 *other = g_ptr_array_index(to->values, i);
		CU_ASSERT_STRING_EQUAL(one->text, other->text);
		CU_ASSERT_EQUAL_FATAL(g_strv_length(one->sets), g_strv_length(other->sets));
		for (guint k = 0; one->sets[k]; k++)
			CU_ASSERT_STRING_EQUAL(one->sets[k], other->sets[k]);
	}
	g_ptr_array_unref(axes);
	diag_free(d);
}

/* The settings of a section, text by text. */
static void compare_options(const struct option_table *table, const void *a, const void *b)
{
	for (int i = 0; i < table->n; i++) {
		char *one = option_format(&table->options[i], a);
		char *other = option_format(&table->options[i], b);
		CU_ASSERT_STRING_EQUAL(one, other);
		g_free(one);
		g_free(other);
	}
}

static void compare(const struct scenario *a, const struct plans *p, const struct scenario *b,
		    const struct plans *q)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const void *one = section_settings(section, (void *)section_holder(section, a, p)),
			   *other = section_settings(section, (void *)section_holder(section, b, q));
		guint n = section->list ? (*(GArray *const *)one)->len : 1;
		CU_ASSERT_TRUE_FATAL(!section->list || (*(GArray *const *)other)->len == n);
		for (guint k = 0; k < n; k++) {
			size_t at = k * section->table->size;
			compare_options(section->table,
					section->list ? (*(GArray *const *)one)->data + at : one,
					section->list ? (*(GArray *const *)other)->data + at : other);
		}
	}
	CU_ASSERT_EQUAL(memcmp(a->cost, b->cost, sizeof(a->cost)), 0);
	CU_ASSERT_EQUAL(p->has_crawl, q->has_crawl);
}

static void test_reads_back(void)
{
	static const char *const all[] = {"cost.all=0", "cost.bridge=0.000001", "series=1ms", NULL};
	const char *const *const changes[] = {NULL, sets, all};
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(changes); i++) {
		struct fixture f;
		setup(&f, text, changes[i / 2], i % 2);
		char *yaml = show_yaml(&f.show);
		struct scenario_base *base;
		struct scenario *back = read_text(yaml, NULL, &base);
		struct plans *plans = scenario_base_plans(base, NULL);
		compare(f.s, f.plans, back, plans);
		compare_curves(f.base, base);
		scenario_free(back);
		plans_free(plans);
		scenario_base_free(base);
		g_free(yaml);
		teardown(&f);
	}
}

/* without_comments: of the text, which is freed; places change as it is written again. */
static char *without_comments(char *yaml)
{
	GRegex *comment = g_regex_new(" *# .*", 0, 0, NULL);
	char *bare = g_regex_replace_literal(comment, yaml, -1, 0, "", 0, NULL);
	g_regex_unref(comment);
	g_free(yaml);
	return bare;
}

/* A section that only studies read may hold anything: it is shown as it stands, and what is shown reads back. */
static void test_any_shape(void)
{
	char *content = g_strconcat(text,
				    "study:\n  axes: [load, {}, [], [[1, []], {a: {}, b: []}, 2], "
				    "{set: virtio.ring, values: [[256]]}]\n"
				    "expect: [[[{metric: [[x]]}]], {}]\n",
				    NULL);
	struct fixture f, again;
	setup(&f, content, NULL, false);
	char *once = without_comments(show_yaml(&f.show));
	CU_ASSERT_PTR_NOT_NULL(strstr(once,
				      "  axes:\n    - load\n    - {}\n    - []\n    - - - 1\n        - []\n"
				      "      - a: {}\n        b: []\n      - 2\n    - set: virtio.ring\n"
				      "      values:\n        - - 256\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(once, "expect:\n  - - - metric:\n          - - x\n  - {}\n"));
	setup(&again, once, NULL, false);
	char *twice = without_comments(show_yaml(&again.show));
	CU_ASSERT_STRING_EQUAL(once, twice);
	g_free(content);
	g_free(once);
	g_free(twice);
	teardown(&f);
	teardown(&again);
}

static const struct test_case cases[] = {
	{"origins of settings", test_origins}, {"origins of costs", test_costs},
	{"what is set", test_what_is_set},     {"all costs at once", test_all_costs},
	{"reads back", test_reads_back},       {"any shape", test_any_shape},
};

SUITE("show", cases)
