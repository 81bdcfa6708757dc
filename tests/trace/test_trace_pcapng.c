/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Captures of a run, read block by block after draft-ietf-opsawg-pcapng, and by libpcap as a source of traffic would be: packets
 * at each interface are those that the result counts.
 */
#include "models/traffic/pcap_file.h"
#include "tests/lib/input/faults.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

#include <inttypes.h>

#define SCENARIOS SOURCE_DIR "/scenarios/"

struct seen {
	char *name[64]; /* of the interfaces of the file */
	int interfaces;
	uint64_t last; /* ns */
	int64_t offered, delivered, nic, packets, dropped[DROPS];
};

static uint32_t word(const uint8_t *at)
{
	uint32_t value;
	memcpy(&value, at, sizeof(value));
	return value;
}

static uint16_t half(const uint8_t *at)
{
	uint16_t value;
	memcpy(&value, at, sizeof(value));
	return value;
}

/* option: the value of the option of this code, with its length; NULL: it has none. */
static const uint8_t *option(const uint8_t *at, const uint8_t *end, int code, uint16_t *length)
{
	while (at + 4 <= end && half(at) != 0) {
		*length = half(at + 2);
		if (half(at) == code)
			return at + 4;
		at += 4 + (*length + 3) / 4 * 4;
	}
	return NULL;
}

static void see_interface(struct seen *s, const uint8_t *body, const uint8_t *end)
{
	uint16_t length = 0;
	CU_ASSERT_EQUAL(half(body), 1); /* Ethernet */
	const uint8_t *name = option(body + 8, end, 2, &length);
	CU_ASSERT_FATAL(name && s->interfaces < 64);
	s->name[s->interfaces++] = g_strndup((const char *)name, length);
	const uint8_t *resolution = option(body + 8, end, 9, &length);
	CU_ASSERT(resolution && length == 1 && *resolution == 9);
}

/* is_guest: "vm0", not "vm0 tap" or a place of the host. */
static bool is_guest(const char *name)
{
	static const char *const host[] = {"wire", "nic", "host", "pmd", "vhost_user"};
	for (size_t i = 0; i < G_N_ELEMENTS(host); i++)
		if (!strcmp(name, host[i]))
			return false;
	return !strchr(name, ' ');
}

static void see_drop(struct seen *s, const char *name, const char *reason)
{
	size_t place = strcspn(reason, "/");
	bool here = strlen(name) >= place && !strncmp(name + strlen(name) - place, reason, place);
	CU_ASSERT(here || (is_guest(name) && g_str_has_prefix(reason, "guest/")));
	for (int i = 0; i < DROPS; i++)
		s->dropped[i] += !strcmp(reason, drop_names[i].name);
}

static void see_place(struct seen *s, const char *name, uint32_t direction)
{
	bool wire = !strcmp(name, "wire"), sender = is_guest(name) || !strcmp(name, "host");
	s->offered += wire ? direction == 1 : sender && direction == 2;
	s->delivered += wire ? direction == 2 : sender && direction == 1;
	s->nic += !strcmp(name, "nic");
}

/* see_frame: the header that was made up: lengths that agree with the frame's, and a sound checksum. */
static void see_frame(const uint8_t *frame, uint32_t kept, uint32_t length, uint64_t packet)
{
	uint32_t sum = 0;
	uint64_t number = 0;
	CU_ASSERT_FATAL(kept == 50 && length >= 60);
	CU_ASSERT_EQUAL((uint32_t)(frame[16] << 8 | frame[17]), length - 14);
	CU_ASSERT_EQUAL((uint32_t)(frame[38] << 8 | frame[39]), length - 34);
	for (int i = 14; i < 34; i += 2)
		sum += (uint32_t)(frame[i] << 8 | frame[i + 1]);
	CU_ASSERT_EQUAL((sum & 0xffff) + (sum >> 16), 0xffff);
	for (int i = 42; i < 50; i++)
		number = number << 8 | frame[i];
	CU_ASSERT_EQUAL(number, packet);
}

static void see_packet(struct seen *s, const uint8_t *body, const uint8_t *end)
{
	uint32_t interface = word(body), kept = word(body + 12), length = word(body + 16);
	uint64_t date = (uint64_t)word(body + 4) << 32 | word(body + 8), packet;
	const uint8_t *options = body + 20 + (kept + 3) / 4 * 4;
	uint16_t bytes;
	CU_ASSERT_FATAL(interface < (uint32_t)s->interfaces);
	CU_ASSERT(date >= s->last);
	s->last = date;
	s->packets++;
	const uint8_t *id = option(options, end, 5, &bytes);
	CU_ASSERT_FATAL(id && bytes == 8);
	memcpy(&packet, id, 8);
	see_frame(body + 20, kept, length, packet);
	const uint8_t *flags = option(options, end, 2, &bytes), *text = option(options, end, 1, &bytes);
	CU_ASSERT_FATAL(flags && text);
	char *comment = g_strndup((const char *)text, bytes),
	     *begin = g_strdup_printf("packet %" PRIu64, packet);
	CU_ASSERT(g_str_has_prefix(comment, begin));
	const char *lost = strstr(comment, " dropped: ");
	if (lost)
		see_drop(s, s->name[interface], lost + strlen(" dropped: "));
	else
		see_place(s, s->name[interface], word(flags));
	g_free(begin);
	g_free(comment);
}

/* see_libpcap: libpcap finds as many frames, in their order. */
static void see_libpcap(const char *path, int64_t packets)
{
	struct diag *d = diag_new();
	struct place at = {"named here", 1, 1};
	struct capture *c = pcap_file_read(path, &(struct pcap_how){.refuse = true}, at, d);
	faults_expect("a capture of a run", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	CU_ASSERT_EQUAL(c->n, packets);
	capture_free(c);
}

static void see_file(struct seen *s, const char *path)
{
	char *bytes;
	gsize length;
	int64_t before = s->packets;
	CU_ASSERT_FATAL(g_file_get_contents(path, &bytes, &length, NULL));
	const uint8_t *at = (uint8_t *)bytes, *end = at + length;
	CU_ASSERT_EQUAL(word(at), 0x0a0d0d0a);
	CU_ASSERT_EQUAL(word(at + 8), 0x1a2b3c4d);
	for (s->interfaces = 0, s->last = 0; at < end; at += word(at + 4)) {
		const uint8_t *last = at + word(at + 4) - 4;
		CU_ASSERT_EQUAL_FATAL(word(at + 4) % 4, 0);
		CU_ASSERT_FATAL(last + 4 <= end && word(last) == word(at + 4));
		if (word(at) == 1)
			see_interface(s, at + 8, last);
		else if (word(at) == 6)
			see_packet(s, at + 8, last);
	}
	for (int i = 0; i < s->interfaces; i++)
		g_free(s->name[i]);
	g_free(bytes);
	see_libpcap(path, s->packets - before);
}

static void see_folder(struct seen *s, const char *path)
{
	GDir *folder = g_dir_open(path, 0, NULL);
	const char *name;
	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	while ((name = g_dir_read_name(folder))) {
		char *file = g_build_filename(path, name, NULL);
		CU_ASSERT(g_str_has_suffix(name, ".pcapng"));
		see_file(s, file);
		g_free(file);
	}
	g_dir_close(folder);
}

static void check_run(const char *file, const char *set)
{
	char *path = g_strconcat(SCENARIOS, file, NULL), *folder = folder_new();
	const char *sets[] = {"warmup=0ms", "duration=3ms", set, NULL};
	struct seen s = {0};
	struct run_numbers *n = run_numbers(&(struct run_order){path, sets, SYNC_WINDOW, folder});
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	see_folder(&s, folder);
	CU_ASSERT_EQUAL(s.offered, n->result.offered);
	CU_ASSERT_EQUAL(s.delivered, n->result.delivered);
	for (int i = 0; i < DROPS; i++)
		CU_ASSERT_EQUAL(s.dropped[i], n->result.dropped[i]);
	folder_remove(folder);
	g_free(n);
	g_free(path);
}

static void test_counts(void)
{
	static const struct {
		const char *file, *set;
	} runs[] = {{"shared-core.yaml", NULL}, {"virtio.yaml", NULL},	    {"emulated.yaml", NULL},
		    {"callback.yaml", NULL},	{"passthrough.yaml", NULL}, {"vhost-user.yaml", NULL},
		    {"tx.yaml", NULL},		{"chain.yaml", NULL},	    {"two-servers.yaml", NULL}};
	EACH_CASE (i, runs, file)
		check_run(runs[i].file, runs[i].set);
}

static const struct test_case cases[] = {
	{"packets at each interface against the result", test_counts},
};
SUITE("pcapng", cases)
