/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/input/pcap_read.h"

struct capture *read_bytes(GByteArray *bytes, const struct pcap_how *how, struct diag *d)
{
	char *folder = folder_new();
	char *path = file_write(folder, "a.pcap", (const char *)bytes->data, bytes->len);
	struct capture *c = pcap_file_read(path, how, named, d);
	g_byte_array_unref(bytes);
	g_free(path);
	folder_remove(folder);
	return c;
}

struct capture *read_sound(GByteArray *bytes)
{
	struct diag *d = diag_new();
	struct capture *c = read_bytes(bytes, &as_it_is, d);
	faults_expect("a sound capture", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	return c;
}

/* pcap_said: asserts that one line was said, of this kind ("error"), that begins so. Frees d. */
static void pcap_said(struct diag *d, const char *kind, const char *begin)
{
	char **lines = faults_printed(d), *mark = g_strdup_printf("/a.pcap: %s: ", kind);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(lines), 1);
	const char *said = strstr(lines[0], mark);
	CU_ASSERT_PTR_NOT_NULL_FATAL(said);
	bool same = g_str_has_prefix(said + strlen(mark), begin);
	if (!same)
		printf("\n  is       %s\n  expected %s", said, begin);
	CU_ASSERT_TRUE(same);
	g_free(mark);
	g_strfreev(lines);
	diag_free(d);
}

struct capture *read_noticed(GByteArray *bytes, const struct pcap_how *how, const char *begin)
{
	struct diag *d = diag_new();
	struct capture *c = read_bytes(bytes, how, d);
	CU_ASSERT_EQUAL(diag_count(d), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	pcap_said(d, "notice", begin);
	return c;
}

void expect_fault_how(GByteArray *bytes, const struct pcap_how *how, const char *begin)
{
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(read_bytes(bytes, how, d));
	CU_ASSERT_EQUAL(diag_count(d), 1);
	pcap_said(d, "error", begin);
}
