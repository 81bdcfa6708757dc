/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/faults.h"
#include "tests/lib/suite.h"
#include "tools/text/csv_reader.h"

/* Every row as "line:col text | line:col text" and a newline. */
static char *read_all(const char *text, struct diag *d)
{
	struct csv_reader r = {text, {"f.csv", 1, 1}};
	GString *out = g_string_new(NULL);
	for (GArray *row; (row = csv_reader_row(&r, d)); g_array_unref(row)) {
		for (guint i = 0; i < row->len; i++) {
			const struct csv_field *f = &g_array_index(row, struct csv_field, i);
			g_string_append_printf(out, "%s%d:%d %s", i ? " | " : "", f->at.line, f->at.col,
					       f->text);
		}
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

static void test_rows(void)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{"", ""},
		{"\n", "1:1 \n"},
		{"a", "1:1 a\n"},
		{"a\n", "1:1 a\n"},
		{"a,b\nc,d\n", "1:1 a | 1:3 b\n2:1 c | 2:3 d\n"},
		{"a,b\r\nc,d\r\n", "1:1 a | 1:3 b\n2:1 c | 2:3 d\n"},
		{",\n,,", "1:1  | 1:2 \n2:1  | 2:2  | 2:3 \n"},
		{"\"a,b\",c", "1:1 a,b | 1:7 c\n"},
		{"\"a\"\"b\"", "1:1 a\"b\n"},
		{"\"\"\"\",x", "1:1 \" | 1:6 x\n"},
		{"\"\",x", "1:1  | 1:4 x\n"},
		{"\"two\nlines\",x\ny", "1:1 two\nlines | 2:8 x\n3:1 y\n"},
		{"\xc3\xa4,b", "1:1 \xc3\xa4 | 1:3 b\n"},
		{"a b , c", "1:1 a b  | 1:6  c\n"},
	};
	EACH_CASE (i, cases, text) {
		struct diag *d = diag_new();
		char *rows = read_all(cases[i].text, d);
		CU_ASSERT_STRING_EQUAL(rows, cases[i].rows);
		if (strcmp(rows, cases[i].rows) != 0)
			printf("case %zu: %s\n", i, rows);
		CU_ASSERT_EQUAL(diag_count(d), 0);
		diag_free(d);
		g_free(rows);
	}
}

static void test_faults(void)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{"a,\"b", "f.csv:1:3: error: this quote is not closed"},
		{"a\n\"b\"\"", "f.csv:2:1: error: this quote is not closed"},
		{"\"a\"b,c",
		 "f.csv:1:1: error: a comma or the end of the line is due after the closing quote"},
	};
	EACH_CASE (i, cases, text) {
		struct diag *d = diag_new();
		g_free(read_all(cases[i].text, d));
		faults_expect(cases[i].text, d, &cases[i].fault, 1);
	}
}

static const struct test_case tests[] = {
	{"rows", test_rows},
	{"faults", test_faults},
};

SUITE("csv_reader", tests)
