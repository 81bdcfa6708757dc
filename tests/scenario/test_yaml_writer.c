/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YAML writer: what it writes, libyaml reads back, whatever the texts hold; and how the lines look.
 */
#include "tests/lib/input/faults.h"
#include "tests/lib/suite.h"
#include "tools/scenario/yaml_file.h"
#include "tools/text/yaml_writer.h"

static const char *const texts[] = {
	"word", "two words", "",     " ",    "a: b",	   "a #b", "#",	       "- a",	"-",
	"[a]",	"{a: b}",    "'",    "\"",   "\\",	   "\\n",  "~",	       "null",	"no",
	"Yes",	"3.13",	     "0x10", "1:30", "&a",	   "*a",   "!a",       "%a",	"@a",
	"`a`",	"a,b",	     "a ",   "| a",  "> a",	   "? a",  "/a/b.xml", "64B:7", "\u00e4",
	"---",	"...",	     "a:",   ":a",   "2014-01-01",
};

static struct yaml_file *read_back(char *text, char **folder, char **path)
{
	*folder = folder_new();
	*path = file_write(*folder, "w.yaml", text, strlen(text));
	g_free(text);
	struct diag *d = diag_new();
	struct yaml_file *f = yaml_file_read(*path, (struct place){*path, 0, 0}, d);
	faults_expect("written document", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	return f;
}

/* Each text as a key with each text as its comment, and as a value of a list's element. */
static void test_texts(void)
{
	EACH_CASE (i, texts) {
		char *folder, *path;
		struct yaml_writer *w = yaml_writer_new();
		yaml_comment(w, texts[i]);
		yaml_open(w, texts[i], texts[i]);
		yaml_item(w);
		yaml_pair(w, texts[i], texts[G_N_ELEMENTS(texts) - 1 - i], texts[i]);
		yaml_pair(w, "other one", texts[i], NULL);
		yaml_close(w);
		yaml_close(w);
		struct yaml_file *f = read_back(yaml_writer_finish(w), &folder, &path);
		const yaml_node_t *list = yaml_file_find(f, yaml_file_root(f), texts[i]);
		CU_ASSERT_PTR_NOT_NULL_FATAL(list);
		const yaml_node_t *item = yaml_file_item(f, list, 0);
		CU_ASSERT_PTR_NOT_NULL_FATAL(item);
		const yaml_node_t *value = yaml_file_find(f, item, texts[i]);
		const yaml_node_t *other = yaml_file_find(f, item, "other one");
		CU_ASSERT_PTR_NOT_NULL_FATAL(value);
		CU_ASSERT_PTR_NOT_NULL_FATAL(other);
		CU_ASSERT_STRING_EQUAL(yaml_file_text(value), texts[G_N_ELEMENTS(texts) - 1 - i]);
		CU_ASSERT_STRING_EQUAL(yaml_file_text(other), texts[i]);
		yaml_file_free(f);
		g_free(path);
		folder_remove(folder);
	}
}

static void test_layout(void)
{
	struct yaml_writer *w = yaml_writer_new();
	yaml_comment(w, "what this is");
	yaml_pair(w, "flow", "vhost", "default");
	yaml_open(w, "guests", NULL);
	for (int i = 0; i < 2; i++) {
		yaml_item(w);
		yaml_pair(w, "name", i ? "no" : "vm0", "a\nb");
		yaml_pair_bare(w, "cores", "{a: 1}", NULL);
		yaml_close(w);
	}
	yaml_close(w);
	yaml_comment(w, "");
	char *text = yaml_writer_finish(w);
	CU_ASSERT_STRING_EQUAL(text, "# what this is\n"
				     "flow: vhost     # default\n"
				     "guests:\n"
				     "  - name: vm0   # a b\n"
				     "    cores: {a: 1}\n"
				     "  - name: \"no\"  # a b\n"
				     "    cores: {a: 1}\n"
				     "\n");
	g_free(text);
}

static const struct test_case cases[] = {
	{"texts", test_texts},
	{"layout", test_layout},
};

SUITE("yaml_writer", cases)
