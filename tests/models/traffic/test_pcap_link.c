/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Captures that are no plain Ethernet frames: FCS in the file, other link types, what offloads have put together.
 */
#include "models/traffic/flow_hash.h"
#include "models/traffic/link_type.h"
#include "models/traffic/pcapng_fcs.h"
#include "tests/lib/input/pcap_read.h"

#include "tests/lib/suite.h"

/* ---- FCS of pcapng ---- */

static void test_interface_fcs(void)
{
	static const struct {
		int fcslen, missing;
	} cases[] = {{-1, 4}, {0, 4}, {4, 0}, {32, 0}, {2, 2}, {16, 2}, {255, 0}};
	static const uint32_t types[] = {6, 2, 3};
	for (size_t i = 0; i < G_N_ELEMENTS(cases) * 2; i++)
		EACH_CASE (t, types) {
			struct pcap_bytes p = pcapng_begin(i & 1);
			pcapng_bytes_interface(&p, 1, cases[i / 2].fcslen);
			pcapng_bytes_packet(&p, types[t], 0, 1000, 100, 0);
			pcapng_bytes_packet(&p, 6, 0, 1010, 1514, 0);
			struct capture *c = read_sound(p.bytes);
			CU_ASSERT_EQUAL_FATAL(c->n, 2);
			CU_ASSERT_EQUAL(c->frame[0].bytes, 100 + cases[i / 2].missing);
			CU_ASSERT_EQUAL(c->frame[1].bytes, 1514 + cases[i / 2].missing);
			capture_free(c);
		}
}

/* The flags of a packet (bits 5 to 8; the lowest two are its direction) come before what its interface says; in a new
 * section the interfaces are counted anew. */
static void test_packet_fcs(void)
{
	static const int32_t sizes[] = {300, 304, 304, 302, 304, 300, 304, 300};
	struct pcap_bytes p = pcapng_begin(false);
	pcapng_bytes_interface(&p, 1, 4);
	pcapng_bytes_interface(&p, 1, 0);
	pcapng_bytes_packet(&p, 6, 0, 0, 300, 0);
	pcapng_bytes_packet(&p, 6, 1, 1, 300, 0);
	pcapng_bytes_packet(&p, 6, 1, 2, 300, 1);
	pcapng_bytes_packet(&p, 6, 0, 3, 300, 2 << 5 | 2);
	pcapng_bytes_packet(&p, 6, 1, 4, 300, 15 << 9);
	pcapng_bytes_packet(&p, 6, 1, 5, 300, 4 << 5 | 0xfffffe02);
	struct pcap_bytes second = pcapng_begin(false);
	pcapng_bytes_interface(&second, 1, -1);
	pcapng_bytes_packet(&second, 6, 0, 6, 300, 0);
	pcapng_bytes_packet(&second, 2, 0, 7, 300, 4 << 5);
	g_byte_array_append(p.bytes, second.bytes->data, second.bytes->len);
	g_byte_array_unref(second.bytes);
	struct capture *c = read_sound(p.bytes);
	CU_ASSERT_EQUAL_FATAL(c->n, 8);
	for (int i = 0; i < 8; i++)
		CU_ASSERT_EQUAL(c->frame[i].bytes, sizes[i]);
	capture_free(c);
}

/* Of an interface whose FCS option comes behind another one of any length, which is padded to words. */
static void test_option_lengths(void)
{
	for (uint32_t length = 0; length <= 9; length++) {
		struct pcap_bytes p = pcapng_begin(false), body = pcapng_body(&p);
		pcap_put(&body, 1, 2);
		pcap_put(&body, 0, 2);
		pcap_put(&body, 65535, 4);
		pcap_put(&body, 2, 2); /* if_name */
		pcap_put(&body, length, 2);
		for (uint32_t i = 0; i < (length + 3) / 4; i++)
			pcap_put(&body, 0, 4);
		pcapng_option(&body, 13, 4, 1);
		pcapng_block(&p, 1, &body);
		pcapng_bytes_packet(&p, 6, 0, 0, 300, 0);
		pcapng_bytes_packet(&p, 6, 0, 1, 300, 0);
		struct capture *c = read_sound(p.bytes);
		CU_ASSERT_EQUAL_FATAL(c->n, 2);
		CU_ASSERT_EQUAL(c->frame[0].bytes, 300);
		capture_free(c);
	}
}

/* fcs_of: what is said of the first packet of a file whose interface has an FCS of 4 bytes, with a block of such a length
 * between them. */
static int fcs_of(uint32_t length, uint32_t bytes)
{
	struct pcap_bytes p = pcapng_begin(false);
	pcapng_bytes_interface(&p, 1, 4);
	pcap_put(&p, 0xbad, 4);
	pcap_put(&p, length, 4);
	for (uint32_t i = 8; i < bytes; i++)
		pcap_put(&p, 0, 1);
	pcapng_bytes_packet(&p, 6, 0, 0, 300, 0);
	char *folder = folder_new(),
	     *path = file_write(folder, "c.pcapng", (const char *)p.bytes->data, p.bytes->len);
	struct pcapng_fcs *r = pcapng_fcs_open(path);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	int fcs = pcapng_fcs_next(r);
	pcapng_fcs_close(r);
	g_byte_array_unref(p.bytes);
	g_free(path);
	folder_remove(folder);
	return fcs;
}

/* A block of unknown type is passed over; one that is shorter than its frame of 12 bytes, or longer than libpcap reads
 * (16 MiB), ends what is told. */
static void test_block_lengths(void)
{
	static const struct {
		uint32_t length, bytes;
		int fcs;
	} cases[] = {
		{12, 12, 4},
		{16, 16, 4},
		{11, 12, 0},
		{8, 8, 0},
		{0, 12, 0},
		{0xfffffff0, 12, 0},
		{16 << 20, 16 << 20, 4},
		{(16 << 20) + 4, (16 << 20) + 4, 0},
	};
	EACH_CASE (i, cases, length)
		CU_ASSERT_EQUAL(fcs_of(cases[i].length, cases[i].bytes), cases[i].fcs);
}

/* Cut anywhere, and with any byte changed, a file gives a capture or a fault. */
static void test_pcapng_broken(void)
{
	struct pcap_bytes p = pcapng_begin(false);
	pcapng_bytes_interface(&p, 1, 4);
	for (uint32_t i = 0; i < 3; i++)
		pcapng_bytes_packet(&p, i == 1 ? 2 : 6, 0, 10 * i, 300, 0x80);
	for (guint i = 0; i < 2 * p.bytes->len; i++) {
		struct diag *d = diag_new();
		GByteArray *bytes = g_byte_array_append(g_byte_array_new(), p.bytes->data,
							i < p.bytes->len ? i : p.bytes->len);
		if (i >= p.bytes->len)
			bytes->data[i - p.bytes->len] ^= 0xff;
		struct capture *c = read_bytes(bytes, &as_it_is, d);
		CU_ASSERT_EQUAL(diag_count(d), c ? 0 : 1);
		capture_free(c);
		diag_free(d);
	}
	g_byte_array_unref(p.bytes);
}

/* ---- other link types ---- */

/* An IPv4 or IPv6 packet of UDP, with `bytes` in all, of which 64 are there. */
static void put_ip(GByteArray *out, int version, int bytes)
{
	guint8 head[64] = {0};
	int transport = version == 4 ? 20 : 40, length = version == 4 ? bytes : bytes - 40;
	head[0] = (guint8)(version == 4 ? 0x45 : 0x60);
	head[version == 4 ? 2 : 4] = (guint8)(length >> 8);
	head[version == 4 ? 3 : 5] = (guint8)length;
	head[version == 4 ? 9 : 6] = 17;
	head[15] = 9;
	head[transport + 1] = 53;
	head[transport + 3] = 80;
	g_byte_array_append(out, head, sizeof(head));
}

struct header {
	const char *name;
	uint32_t linktype;
	int version; /* of the IP behind it; 0: none that counts */
	int length;
	const char *bytes;
};

#define SLL "\0\0\0\1\0\6\1\2\3\4\5\6\0\0"
#define SNAP "\xaa\xaa\3\0\0\0"
#define WLAN "\0\0\1\2\3\4\5\6\1\2\3\4\5\6\1\2\3\4\5\6\0\0"

static const struct header headers[] = {
	{"SLL", 113, 4, 16, SLL "\x08\0"},
	{"SLL, IPv6", 113, 6, 16, SLL "\x86\xdd"},
	{"SLL, VLAN", 113, 4, 20, SLL "\x81\0\0\7\x08\0"},
	{"SLL, ARP", 113, 0, 16, SLL "\x08\6"},
	{"SLL2", 276, 6, 20, "\x86\xdd\0\0\0\0\0\1\0\1\0\6\1\2\3\4\5\6\0\0"},
	{"SLL2, LLC", 276, 0, 20, "\0\4\0\0\0\0\0\1\0\1\0\6\1\2\3\4\5\6\0\0"},
	{"NULL", 0, 4, 4, "\2\0\0\0"},
	{"NULL, big endian", 0, 4, 4, "\0\0\0\2"},
	{"NULL, IPv6 of macOS", 0, 6, 4, "\x1e\0\0\0"},
	{"NULL, IPv6 of FreeBSD, big endian", 0, 6, 4, "\0\0\0\x1c"},
	{"NULL, another family", 0, 0, 4, "\7\0\0\0"},
	{"LOOP", 108, 4, 4, "\0\0\0\2"},
	{"LOOP, IPv6 of OpenBSD", 108, 6, 4, "\0\0\0\x18"},
	{"RAW", 101, 4, 0, ""},
	{"RAW, IPv6", 101, 6, 0, ""},
	{"RAW as Linux numbers it", 12, 4, 0, ""},
	{"RAW as OpenBSD numbers it", 14, 6, 0, ""},
	{"IPV4", 228, 4, 0, ""},
	{"IPV6", 229, 6, 0, ""},
	{"802.11 data", 105, 4, 32, "\x08\1" WLAN SNAP "\x08\0"},
	{"802.11 QoS data", 105, 6, 34, "\x88\1" WLAN "\0\0" SNAP "\x86\xdd"},
	{"802.11 QoS data, HT control", 105, 4, 38, "\x88\x81" WLAN "\0\0\0\0\0\0" SNAP "\x08\0"},
	{"802.11 data, four addresses", 105, 4, 38, "\x08\3" WLAN "\1\2\3\4\5\6" SNAP "\x08\0"},
	{"802.11 data, encrypted", 105, 0, 32, "\x08\x41" WLAN SNAP "\x08\0"},
	{"802.11 null data", 105, 0, 32, "\x48\1" WLAN SNAP "\x08\0"},
	{"802.11 beacon", 105, 0, 32, "\x80\0" WLAN SNAP "\x08\0"},
	{"802.11 aggregate", 105, 0, 34, "\x88\1" WLAN "\x80\0" SNAP "\x08\0"},
	{"802.11 without SNAP", 105, 0, 32, "\x08\1" WLAN "\x42\x42\3\0\0\0\x08\0"},
	{"radiotap", 127, 4, 40, "\0\0\x08\0\0\0\0\0\x08\1" WLAN SNAP "\x08\0"},
	{"radiotap, flags", 127, 4, 41, "\0\0\x09\0\2\0\0\0\x10\x08\1" WLAN SNAP "\x08\0"},
	{"radiotap, padded behind a time and a second field", 127, 6, 65,
	 "\0\0\x1d\0\3\0\0\x80\0\0\0\0\0\0\0\0\1\2\3\4\5\6\7\x08\x20\0\0\0\0\x88\1" WLAN "\0\0\0\0" SNAP
	 "\x86\xdd"},
	{"radiotap longer than the packet", 127, 0, 40, "\0\0\xff\0\0\0\0\0\x08\1" WLAN SNAP "\x08\0"},
};

/* Three packets behind one header, the middle one with bytes behind the IP that do not count; where none carries IP, one
 * fault. */
static void check_header(const struct header *h)
{
	static const int sizes[] = {1500, 70, 46};
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, h->linktype);
	for (int i = 0; i < 3; i++) {
		GByteArray *packet =
			g_byte_array_append(g_byte_array_new(), (const guint8 *)h->bytes, (guint)h->length);
		put_ip(packet, h->version ? h->version : 4, sizes[i]);
		pcap_packet(&p, 0, (uint32_t)i, packet->data, packet->len,
			    (uint32_t)(h->length + MAX(sizes[i], 64) + (i == 1 ? 6 : 0)));
		g_byte_array_unref(packet);
	}
	if (!h->version) {
		expect_fault(p.bytes, "none of the 3 packets of link type ");
		return;
	}
	struct capture *c = read_noticed(p.bytes, &as_it_is, "the link type is ");
	CU_ASSERT_EQUAL_FATAL(c->n, 3);
	for (int i = 0; i < 3; i++)
		CU_ASSERT_EQUAL(c->frame[i].bytes, MAX(sizes[i] + 18, 64));
	capture_free(c);
}

static void test_link_types(void)
{
	EACH_CASE (i, headers, name) {
		unsigned before = CU_get_number_of_failures();
		check_header(&headers[i]);
		if (CU_get_number_of_failures() != before)
			printf("\n  in \"%s\"", headers[i].name);
	}
}

/* Cut anywhere, no byte behind the end is looked at (the sanitizers tell); and only whole headers count. */
static void test_cut_headers(void)
{
	EACH_CASE (i, headers, name) {
		const struct header *h = &headers[i];
		const struct link_type *type = link_type_find(h->linktype == 101 ? 12 : (int)h->linktype);
		CU_ASSERT_PTR_NOT_NULL_FATAL(type);
		GByteArray *packet =
			g_byte_array_append(g_byte_array_new(), (const guint8 *)h->bytes, (guint)h->length);
		put_ip(packet, h->version ? h->version : 4, 64);
		size_t least = (size_t)h->length + (h->version == 6 ? 40 : 20), at;
		for (size_t n = 0; n <= packet->len; n++) {
			uint8_t *part = g_memdup2(packet->data, n ? n : 1);
			bool found = link_type_ip(type, part, n, &at);
			CU_ASSERT_EQUAL(found, h->version && n >= least);
			CU_ASSERT(!found || at == (size_t)h->length);
			g_free(part);
		}
		g_byte_array_unref(packet);
	}
}

/* The notice counts what is left out; a length that the IP header does not tell, or that goes beyond the packet, is the
 * rest of the packet. One flow has the hash that it has behind an Ethernet header. */
static void test_ip_lengths(void)
{
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, 101);
	GByteArray *ip = g_byte_array_new();
	put_ip(ip, 4, 0);
	pcap_packet(&p, 0, 0, ip->data, ip->len, 1000);
	pcap_packet(&p, 0, 1, (const uint8_t *)"\x10", 1, 100);
	ip->data[2] = 0xff;
	pcap_packet(&p, 0, 2, ip->data, ip->len, 200);
	struct capture *c =
		read_noticed(p.bytes, &as_it_is,
			     "the link type is RAW: of 3 packets the 2 that carry IP are taken as Ethernet "
			     "frames of that IP length, 1 are left out");
	CU_ASSERT_EQUAL_FATAL(c->n, 2);
	CU_ASSERT_EQUAL(c->frame[0].bytes, 1018);
	CU_ASSERT_EQUAL(c->frame[1].bytes, 218);
	uint8_t frame[14 + 64] = {[12] = 8};
	memcpy(frame + 14, ip->data, 64);
	CU_ASSERT_EQUAL(c->frame[0].hash, flow_dissect_frame(frame, sizeof(frame)).hash);
	g_byte_array_unref(ip);
	capture_free(c);
}

/* ---- long frames ---- */

/* Two TCP segments of `bytes` captured bytes each, IPv4 with options of TCP in 32 bytes, `tags` VLAN tags. */
static GByteArray *segments(uint32_t bytes, int tags, uint32_t linktype)
{
	guint8 frame[14 + 8 + 20 + 20] = {0};
	int ip = 14 + 4 * tags;
	for (int i = 0; i < tags; i++)
		frame[12 + 4 * i] = 0x81;
	frame[ip - 2] = 8;
	frame[ip] = 0x45;
	frame[ip + 2] = (guint8)((bytes - (uint32_t)ip) >> 8);
	frame[ip + 3] = (guint8)(bytes - (uint32_t)ip);
	frame[ip + 9] = 6;
	frame[ip + 20 + 12] = 0x80;
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, linktype);
	for (uint32_t i = 0; i < 2; i++)
		pcap_packet(&p, 0, 100 * i, frame, (uint32_t)ip + 40, bytes);
	return p.bytes;
}

/* Frames of MTU 9000, with tag and FCS, stay as they are. */
static void test_jumbo(void)
{
	for (int tags = 0; tags < 3; tags++) {
		struct capture *c =
			read_noticed(segments(9014 + 4 * (uint32_t)tags, tags, 1), &as_it_is,
				     "2 packets are longer than a frame of MTU 1500 and taken as jumbo");
		CU_ASSERT_EQUAL_FATAL(c->n, 2);
		CU_ASSERT_EQUAL(c->frame[0].bytes, 9018 + 4 * tags);
		capture_free(c);
		c = read_sound(segments(1514 + 4 * (uint32_t)tags, tags, 1));
		CU_ASSERT_EQUAL(c->frame[0].bytes, 1518 + 4 * tags);
		capture_free(c);
	}
}

/* What one capture of segments is cut into. */
struct cutting {
	uint32_t bytes; /* captured */
	int tags;
	int64_t mtu;
	int frames;	     /* of each packet */
	int32_t first, last; /* bytes of the frames, with FCS */
};

/* The IP packet is the captured bytes less 14 and the tags; 52 of it are headers, so 1448 of a frame are payload. */
static const struct cutting cuttings[] = {
	{9015, 0, 0, 7, 1518, 14 + 52 + 8949 - 6 * 1448 + 4},
	{14 + 52 + 1448 * 44, 0, 0, 44, 1518, 1518},
	{14 + 52 + 1448 * 44 + 1, 0, 0, 45, 1518, 14 + 52 + 1 + 4},
	{18 + 52 + 1448 * 7, 1, 0, 7, 1522, 1522},
	{22 + 52 + 1448 * 7, 2, 0, 7, 1526, 1526},
	{9014, 0, 1500, 7, 1518, 14 + 52 + 8948 - 6 * 1448 + 4},
	{1515, 0, 1500, 2, 1518, 71},
	{14 + 52 + 524 * 3, 0, 576, 3, 594, 594},
	{14 + 52 + 8948 * 2, 0, 9000, 2, 9018, 9018},
};

static void check_cutting(const struct cutting *k)
{
	struct pcap_how how = {.mtu = k->mtu};
	struct capture *c =
		read_noticed(segments(k->bytes, k->tags, 1), &how, "2 packets are longer than a frame of ");
	int64_t payload = 0, repeated = 14 + 4 * k->tags + 52;
	CU_ASSERT_EQUAL_FATAL(c->n, 2 * k->frames);
	for (int i = 0; i < c->n; i++) {
		bool last = i % k->frames == k->frames - 1;
		CU_ASSERT_EQUAL(c->frame[i].bytes, last ? k->last : k->first);
		CU_ASSERT_EQUAL(c->frame[i].date, 100 * VTIME_PER_US * (i / k->frames));
		CU_ASSERT_EQUAL(c->frame[i].hash, c->frame[0].hash);
		payload += c->frame[i].bytes - repeated - 4;
	}
	CU_ASSERT_EQUAL(payload, 2 * ((int64_t)k->bytes - repeated));
	capture_free(c);
}

static void test_cut(void)
{
	EACH_CASE (i, cuttings, bytes)
		check_cutting(&cuttings[i]);
}

/* One packet beyond 9000 says that offloads were on, so that the others above 1500 are cut too; and of UDP 28 bytes of
 * headers are repeated, of what is no IP those of Ethernet. */
static void test_cut_others(void)
{
	uint8_t udp[PCAP_UDP_FRAME], other[14] = {[12] = 0x88, [13] = 0xb5};
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, 1);
	pcap_udp_frame(udp, 1, 3000);
	pcap_packet(&p, 0, 0, udp, sizeof(udp), 14 + 28 + 2 * 1472);
	pcap_packet(&p, 0, 1, other, sizeof(other), 14 + 6 * 1500 + 1);
	struct capture *c =
		read_noticed(p.bytes, &as_it_is,
			     "2 packets are longer than a frame of MTU 1500: cut into 9 frames back to back, "
			     "each with the headers (pcap_mtu sets the MTU)");
	CU_ASSERT_EQUAL_FATAL(c->n, 9);
	for (int i = 0; i < 9; i++)
		CU_ASSERT_EQUAL(c->frame[i].bytes, i < 8 ? 1518 : 64);
	capture_free(c);
}

static const struct test_case cases[] = {
	{"pcapng: FCS of an interface", test_interface_fcs},
	{"pcapng: FCS of a packet", test_packet_fcs},
	{"pcapng: options of any length", test_option_lengths},
	{"pcapng: lengths of blocks", test_block_lengths},
	{"pcapng: cut and changed", test_pcapng_broken},
	{"other link types", test_link_types},
	{"headers cut off", test_cut_headers},
	{"lengths of IP", test_ip_lengths},
	{"jumbo frames", test_jumbo},
	{"what offloads made", test_cut},
	{"what offloads made of other protocols", test_cut_others},
};
SUITE("pcap link", cases)
