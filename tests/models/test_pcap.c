/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/traffic_check.h"
#include "models/traffic/flow_hash.h"
#include "models/traffic/pcap_file.h"
#include "tests/lib/bench/feed.h"
#include "tests/lib/input/faults.h"
#include "tests/lib/input/pcap_read.h"
#include "tests/lib/suite.h"
#include "tools/show/settings_json.h"
#include "tools/study/crawl/scenario_file.h"

/* ---- reading ---- */

/* Three packets 10 us and 30 us apart, over the turn of a second, in each form of the file. */
static void test_forms(void)
{
	for (int form = 0; form < 4; form++) {
		bool nano = form & 1, big = form & 2;
		uint32_t scale = nano ? 1000 : 1;
		uint8_t frame[PCAP_UDP_FRAME];
		pcap_udp_frame(frame, 1, 60);
		struct pcap_bytes p = pcap_begin(nano ? PCAP_NANO : PCAP_MICRO, big, 1);
		pcap_packet(&p, 1700000000, 999985 * scale, frame, 42, 60);
		pcap_packet(&p, 1700000000, 999995 * scale, frame, 42, 1514);
		pcap_packet(&p, 1700000001, 25 * scale + (nano ? 1 : 0), frame, 14, 40);
		struct capture *c = read_sound(p.bytes);
		CU_ASSERT_EQUAL_FATAL(c->n, 3);
		CU_ASSERT_EQUAL(c->frame[0].date, 0);
		CU_ASSERT_EQUAL(c->frame[1].date, US(10));
		CU_ASSERT_EQUAL(c->frame[2].date, US(40) + (nano ? NS(1) : 0));
		/* with the FCS, padded to the least */
		CU_ASSERT_EQUAL(c->frame[0].bytes, 64);
		CU_ASSERT_EQUAL(c->frame[1].bytes, 1518);
		CU_ASSERT_EQUAL(c->frame[2].bytes, 64);
		CU_ASSERT_EQUAL(c->bytes, 64 + 1518 + 64);
		CU_ASSERT_EQUAL(c->frame[0].hash, c->frame[1].hash);
		CU_ASSERT_NOT_EQUAL(c->frame[0].hash, c->frame[2].hash); /* no addresses there */
		capture_free(c);
	}
}

/* The file says that the frames have their FCS: the F bit, and a length of two words. */
static void test_fcs(void)
{
	uint8_t frame[PCAP_UDP_FRAME];
	pcap_udp_frame(frame, 1, 60);
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, 0x24000001);
	pcap_packet(&p, 0, 0, frame, 42, 64);
	pcap_packet(&p, 0, 1, frame, 42, 1518);
	struct capture *c = read_sound(p.bytes);
	CU_ASSERT_EQUAL(c->frame[0].bytes, 64);
	CU_ASSERT_EQUAL(c->frame[1].bytes, 1518);
	capture_free(c);
}

static GByteArray *packets(int n, const uint32_t *microseconds, uint32_t length, uint32_t linktype)
{
	uint8_t frame[PCAP_UDP_FRAME];
	pcap_udp_frame(frame, 1, 60);
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, linktype);
	for (int i = 0; i < n; i++)
		pcap_packet(&p, microseconds[i] / 1000000, microseconds[i] % 1000000, frame, 42, length);
	return p.bytes;
}

static GByteArray *cut(GByteArray *bytes, guint length)
{
	return g_byte_array_set_size(bytes, length);
}

static void test_bad_files(void)
{
	static const uint32_t rising[] = {0, 10, 20}, late[] = {0, 3600000001u, 4294967295u};
	expect_fault(packets(0, rising, 60, 1), "the capture has no packet");
	expect_fault(packets(3, rising, 524345, 1),
		     "packet 1 has 524345 bytes, more than any offload puts together");
	expect_fault(packets(3, rising, 60, 119),
		     "the capture's link type is PRISM_HEADER (119); read are EN10MB (Ethernet), and of "
		     "LINUX_SLL, "
		     "LINUX_SLL2, NULL, LOOP, RAW, IPV4, IPV6, IEEE802_11, IEEE802_11_RADIO the IP");
	expect_fault(packets(3, rising, 60, 299), "the capture's link type is unknown (299)");
	expect_fault(cut(packets(3, rising, 60, 1), 24 + 58 + 58 + 30), "packet 3 cannot be read: ");
	expect_fault(cut(packets(3, rising, 60, 1), 24 + 58 + 7), "packet 2 cannot be read: ");
	expect_fault(cut(packets(3, rising, 60, 1), 17), "the file is no capture: ");
	expect_fault(cut(packets(3, rising, 60, 1), 0), "the file is no capture: ");
	expect_fault(
		g_byte_array_append(g_byte_array_new(), (const guint8 *)"flow: vhost\nkernel: 3.13\n", 25),
		"the file is no capture: ");
	struct capture *c = read_sound(packets(3, late, 60, 1));
	capture_free(c);
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, 1);
	pcap_packet(&p, 1, 0, (const uint8_t *)"", 0, 60);
	pcap_packet(&p, 86402, 0, (const uint8_t *)"", 0, 60);
	expect_fault(p.bytes, "the last packet comes more than 24 hours after the first");

	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(pcap_file_read("/nowhere/a.pcap", &as_it_is, named, d));
	const char *missing = "named here:7:9: error: /nowhere/a.pcap cannot be read: No such";
	faults_expect("a missing capture", d, &missing, 1);
}

/* Dates of the first packet and the second, in days and microseconds. */
static GByteArray *apart(int days, uint32_t us)
{
	struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, 1);
	pcap_packet(&p, 200 * 86400, 0, (const uint8_t *)"", 0, 60);
	pcap_packet(&p, (uint32_t)((200 + days) * 86400), us, (const uint8_t *)"", 0, 60);
	return p.bytes;
}

/* What is older than 106 days, and so beyond 64 bits in ps, is older all the same. */
static void test_old(void)
{
	for (int days = -199; days < 200; days++)
		if (days < -1 || days > 1)
			expect_fault(apart(days, 0),
				     days < 0 ? "the last packet comes more than 24 hours after the first, "
						"once they "
						"are sorted by date"
					      : "the last packet comes more than 24 hours after the first");
	capture_free(read_sound(apart(1, 0)));
	expect_fault(apart(1, 1), "the last packet comes more than 24 hours after the first");
	struct capture *c =
		read_noticed(apart(-1, 0), &as_it_is,
			     "1 packet is dated before the one in front, the first is packet 2: sorted");
	CU_ASSERT_EQUAL(c->frame[1].date, 86400 * VTIME_PER_S);
	capture_free(c);
}

/* Sorted by date; packets of one date stay in the order of the file, which their sizes show. */
static void test_order(void)
{
	static const uint32_t dates[] = {7, 9, 5, 9, 5, 8}, sizes[] = {70, 80, 90, 100, 110, 120};
	static const int sorted[] = {2, 4, 0, 5, 1, 3};
	for (int refuse = 0; refuse < 2; refuse++) {
		struct pcap_bytes p = pcap_begin(PCAP_MICRO, false, 1);
		for (int i = 0; i < 6; i++)
			pcap_packet(&p, 0, dates[i], (const uint8_t *)"", 0, sizes[i]);
		if (refuse) {
			expect_fault_how(
				p.bytes, &(struct pcap_how){.refuse = true},
				"packet 3 is dated before the one in front of it; sort the capture by "
				"date, or write pcap_order: sort");
			continue;
		}
		struct capture *c =
			read_noticed(p.bytes, &as_it_is,
				     "2 packets are dated before the one in front, the first is packet 3: ");
		CU_ASSERT_EQUAL_FATAL(c->n, 6);
		for (int i = 0; i < 6; i++) {
			CU_ASSERT_EQUAL(c->frame[i].date, US(dates[sorted[i]] - 5));
			CU_ASSERT_EQUAL(c->frame[i].bytes, (int32_t)sizes[sorted[i]] + 4);
		}
		capture_free(c);
	}
}

/* ---- playing ---- */

/* Gaps of 10 and 30 us: the mean, 20 us, closes the loop. */
static void test_loop(void)
{
	static const uint32_t dates[] = {100, 110, 140};
	struct capture *c = read_sound(packets(3, dates, 60, 1));
	CU_ASSERT_EQUAL(c->period, US(60));
	CU_ASSERT_EQUAL(capture_rate(c), 50000);
	struct capture_clock clock = {.capture = c};
	for (int loop = 0; loop < 100; loop++)
		for (int i = 0; i < 3; i++)
			CU_ASSERT_EQUAL(capture_clock_take(&clock).date,
					US(60) * loop + US(dates[i] - dates[0]));
	capture_free(c);
}

/* At a rate every gap is stretched alike, without drift: at 1 Mpps by 20 times. */
static void test_rate(void)
{
	static const uint32_t dates[] = {100, 110, 140};
	struct capture *c = read_sound(packets(3, dates, 60, 1));
	struct capture_clock fast = {.capture = c, .rate = 1000000 * (int64_t)CAPTURE_RATE_UNIT},
			     odd = {.capture = c, .rate = 999983 * (int64_t)CAPTURE_RATE_UNIT};
	vtime last = -1;
	for (int loop = 0; loop < 100000; loop++) {
		for (int i = 0; i < 3; i++) {
			vtime at = capture_clock_take(&fast).date, other = capture_clock_take(&odd).date;
			if (i == 0)
				CU_ASSERT_EQUAL(other, (vtime)((__int128)loop * 3 * VTIME_PER_S / 999983));
			CU_ASSERT_EQUAL(at, US(3) * loop + NS(50 * (int64_t)(dates[i] - dates[0])));
			CU_ASSERT(other > last);
			last = other;
		}
	}
	capture_free(c);
}

/* A source plays it: sizes and hashes as recorded, from its start on, scaled to a load with the others. */
static void test_source(void)
{
	static const uint32_t dates[] = {100, 110, 140};
	struct capture *c = read_sound(packets(3, dates, 590, 1));
	struct traffic_settings s[] = {bench_source(ARRIVALS_CONSTANT, 0, 64),
				       bench_source(ARRIVALS_CONSTANT, 50000, 64)};
	s[0].capture = c;
	s[0].start = MS(1);
	s[0].stop = MS(2);
	s[1].stop = US(1);
	CU_ASSERT_EQUAL(traffic_rate(&s[0]), 50000);
	CU_ASSERT_DOUBLE_EQUAL(traffic_mean_bytes(&s[0]), 594, 1e-9);
	for (int64_t load = 0; load <= 400000; load += 400000) {
		struct feed f = feed_new(s, 2, load, 1);
		int64_t n = 0;
		vtime each = load ? US(15) : US(60); /* of a loop: four times as fast */
		for (struct frame_arrival a; (a = traffic_next(f.traffic)).date != SOURCE_NEVER; n++) {
			vtime inside = (US(dates[n % 3]) - US(100)) * each / US(60);
			CU_ASSERT_EQUAL(a.date, MS(1) + n / 3 * each + inside);
			CU_ASSERT_EQUAL(a.bytes, 594);
			CU_ASSERT_EQUAL(a.hash, c->frame[0].hash);
		}
		CU_ASSERT_EQUAL(n, load ? 200 : 50);
		feed_free(&f);
	}
	capture_free(c);
}

/* Two captures of 1.4 and 1.6 pps share a load as 7 to 8. One of two frames in 24 hours has its share too, down to
 * 1e-9 pps. A source with a rate of its own has the rest to the pps. */
static void test_shares(void)
{
	static const uint32_t slow[] = {0, 714286, 1428571}, fast[] = {0, 625000, 1250000};
	struct capture *c[] = {read_sound(packets(3, slow, 60, 1)), read_sound(packets(3, fast, 60, 1)),
			       read_sound(apart(1, 0))};
	struct traffic_settings s[3];
	for (int i = 0; i < 3; i++) {
		s[i] = bench_source(ARRIVALS_CONSTANT, 0, 64);
		s[i].capture = c[i];
		s[i].stop = VTIME_PER_S;
	}
	struct feed f = feed_new(s, 3, 300000, 1);
	int64_t n[3] = {0};
	for (struct frame_arrival a; (a = traffic_next(f.traffic)).date != SOURCE_NEVER;)
		n[a.source]++;
	/* 1.157e-5 of 3.0000116 pps: 1.157 of 300,000, so two frames, as the first is at 0 */
	CU_ASSERT_EQUAL(n[0], 140000);
	CU_ASSERT_EQUAL(n[1], 160000);
	CU_ASSERT_EQUAL(n[2], 2);
	feed_free(&f);
	for (int i = 0; i < 3; i++)
		capture_free(c[i]);
}

/* At the lowest rate that a share can come to, the next frame is beyond all dates, and no product overflows. */
static void test_least_rate(void)
{
	struct capture *c = read_sound(apart(1, 0));
	struct capture_clock clock = {.capture = c, .rate = 1};
	CU_ASSERT_EQUAL(capture_clock_take(&clock).date, 0);
	CU_ASSERT_EQUAL(capture_clock_take(&clock).date, VTIME_NEVER);
	struct capture_clock most = {
		.capture = c, .rate = 1000000000 * (int64_t)CAPTURE_RATE_UNIT, .loop = 5500000000000};
	CU_ASSERT_EQUAL(capture_clock_take(&most).date, 11000 * VTIME_PER_S);
	CU_ASSERT_EQUAL(capture_clock_take(&most).date, 11000 * VTIME_PER_S + NS(1));
	capture_free(c);
}

/* What has no gap is played at a rate only. */
static void test_no_gap(void)
{
	static const uint32_t equal[] = {7, 7, 7};
	for (int n = 1; n <= 3; n += 2) {
		struct capture *c = read_sound(packets(n, equal, 60, 1));
		CU_ASSERT_EQUAL(c->period, 0);
		CU_ASSERT_EQUAL(capture_rate(c), 0);
		struct capture_clock clock = {.capture = c, .rate = 1000 * (int64_t)CAPTURE_RATE_UNIT};
		for (int i = 0; i < 100 * n; i++)
			CU_ASSERT_EQUAL(capture_clock_take(&clock).date, MS(1) * (i / n * n));
		capture_free(c);
	}
}

/* ---- hashes ---- */

static uint32_t changed(int at, int to, int length)
{
	uint8_t frame[PCAP_UDP_FRAME];
	pcap_udp_frame(frame, 0, 60);
	if (at >= 0)
		frame[at] = (uint8_t)to;
	return flow_dissect_frame(frame, (size_t)length).hash;
}

static void test_hash_ipv4(void)
{
	static const int matter[] = {23, 26, 29, 30, 33, 34, 35, 36, 37};	   /* protocol to ports */
	static const int no_matter[] = {0, 6, 11, 15, 17, 18, 22, 24, 25, 38, 41}; /* MAC, TOS, TTL, sums */
	uint32_t hash = changed(-1, 0, 42);
	EACH_CASE (i, matter)
		CU_ASSERT_NOT_EQUAL(changed(matter[i], 6, 42), hash);
	EACH_CASE (i, no_matter)
		CU_ASSERT_EQUAL(changed(no_matter[i], 99, 42), hash);
	/* a fragment has no ports; nor has a frame that is cut off before them */
	CU_ASSERT_NOT_EQUAL(changed(20, 0x20, 42), hash);
	CU_ASSERT_EQUAL(changed(20, 0x20, 42), changed(21, 1, 42));
	CU_ASSERT_EQUAL(changed(35, 77, 37), changed(-1, 0, 36));
	CU_ASSERT_EQUAL(changed(20, 0x20, 42), changed(-1, 0, 34));
	CU_ASSERT_EQUAL(changed(20, 0x40, 42), hash); /* don't fragment */
}

static void test_hash_vlan(void)
{
	static const uint8_t tags[] = {0x88, 0xa8, 0, 1, 0x81, 0, 0, 2};
	uint8_t frame[PCAP_UDP_FRAME], tagged[PCAP_UDP_FRAME + sizeof(tags)];
	pcap_udp_frame(frame, 3, 60);
	memcpy(tagged, frame, 12);
	memcpy(tagged + 12, tags, sizeof(tags));
	memcpy(tagged + 20, frame + 12, sizeof(frame) - 12);
	CU_ASSERT_EQUAL(flow_dissect_frame(tagged, sizeof(tagged)).hash,
			flow_dissect_frame(frame, sizeof(frame)).hash);
}

static uint32_t ipv6_hash(int at, int to, int next)
{
	uint8_t frame[14 + 40 + 4] = {[12] = 0x86, [13] = 0xdd, [14] = 0x60, [20] = (uint8_t)next};
	if (at >= 0)
		frame[at] = (uint8_t)to;
	return flow_dissect_frame(frame, sizeof(frame)).hash;
}

static void test_hash_ipv6(void)
{
	for (int at = 22; at < 58; at++)
		CU_ASSERT_NOT_EQUAL(ipv6_hash(at, 1, 6), ipv6_hash(-1, 0, 6));
	for (int at = 0; at < 12; at++)
		CU_ASSERT_EQUAL(ipv6_hash(at, 1, 6), ipv6_hash(-1, 0, 6));
	CU_ASSERT_EQUAL(ipv6_hash(15, 1, 6), ipv6_hash(21, 9, 6)); /* flow label, hop limit */
	CU_ASSERT_NOT_EQUAL(ipv6_hash(-1, 0, 17), ipv6_hash(-1, 0, 6));
	CU_ASSERT_EQUAL(ipv6_hash(54, 1, 44), ipv6_hash(-1, 0, 44)); /* a fragment header: no ports */
}

static void test_hash_other(void)
{
	uint8_t arp[60] = {[5] = 1, [11] = 2, [12] = 8, [13] = 6};
	uint32_t hash = flow_dissect_frame(arp, sizeof(arp)).hash;
	arp[40] = 1;
	CU_ASSERT_EQUAL(flow_dissect_frame(arp, sizeof(arp)).hash, hash);
	arp[11] = 3;
	CU_ASSERT_NOT_EQUAL(flow_dissect_frame(arp, sizeof(arp)).hash, hash);
	for (size_t length = 0; length <= 60; length++)
		flow_dissect_frame(arp, length);
	for (int length = 0; length <= PCAP_UDP_FRAME; length++)
		changed(-1, 0, length);
}

/* ---- files of the project ---- */

static void check_committed(const char *path, int n)
{
	GByteArray *bytes = pcap_trains(n);
	char *content = NULL;
	gsize length = 0;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &content, &length, NULL));
	CU_ASSERT_EQUAL_FATAL(length, bytes->len);
	CU_ASSERT_EQUAL(memcmp(content, bytes->data, length), 0);
	g_free(content);
	g_byte_array_unref(bytes);
}

static void test_committed(void)
{
	check_committed(SOURCE_DIR "/tests/data/trains.pcap", 64);
	check_committed(SOURCE_DIR "/scenarios/captures/trains.pcap", 128);
	struct diag *d = diag_new();
	struct capture *c = pcap_file_read(SOURCE_DIR "/scenarios/captures/trains.pcap", &as_it_is, named, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	GHashTable *seen = g_hash_table_new(NULL, NULL);
	for (int i = 0; i < c->n; i++)
		g_hash_table_add(seen, GUINT_TO_POINTER(c->frame[i].hash));
	CU_ASSERT_EQUAL(g_hash_table_size(seen), 5);
	g_hash_table_destroy(seen);
	capture_free(c);
	diag_free(d);
}

/* Two sources of one file share it; the settings recorded with a result tell other frames apart. */
static void test_scenario(void)
{
	static const char *const sets[] = {"traffic.0.pcap=" SOURCE_DIR "/tests/data/trains.pcap",
					   "traffic.1.pcap=" SOURCE_DIR "/tests/data/trains.pcap",
					   "traffic.1.pcap_speed=rate", "traffic.1.rate=90kpps", NULL};
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(SOURCE_DIR "/tests/data/captures.yaml", sets, d);
	diag_print(d, stdout);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(s->captures->len, 1);
	const struct traffic_settings *source = &g_array_index(s->traffic, struct traffic_settings, 0);
	CU_ASSERT_PTR_EQUAL(source[0].capture, g_ptr_array_index(s->captures, 0));
	CU_ASSERT_PTR_EQUAL(source[1].capture, source[0].capture);
	CU_ASSERT_EQUAL(traffic_rate(&source[1]), 90000);
	struct capture *c = g_ptr_array_index(s->captures, 0);
	char *first = g_strdup(capture_digest(c));
	c->frame[3].date++;
	g_clear_pointer(&c->digest, g_free);
	const char *second = capture_digest(c);
	CU_ASSERT_STRING_NOT_EQUAL(first, second);
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	settings_write(w, s);
	json_end(w);
	char *text = json_writer_finish(w);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, second));
	g_free(text);
	g_free(first);
	scenario_free(s);
	diag_free(d);
}

/* Which settings a source has: frames, flows and dates of a capture are not its own; a core only the host's generator. */
static void test_takes(void)
{
	static const struct {
		const char *key;
		bool of_any, of_capture, of_host;
	} keys[] = {
		{"frame", true, false, true},	  {"flows", true, false, true},
		{"arrivals", true, false, true},  {"shape", true, false, true},
		{"rate", true, true, true},	  {"start", true, true, true},
		{"pcap_speed", true, true, true}, {"core", false, false, true},
	};
	struct traffic_settings any = {.from = "", .to = "vm0", .pcap = ""}, capture = any, host = any;
	capture.pcap = "c.pcap";
	host.from = TRAFFIC_HOST;
	EACH_CASE (i, keys, key) {
		CU_ASSERT_EQUAL(traffic_takes(&any, keys[i].key), keys[i].of_any);
		CU_ASSERT_EQUAL(traffic_takes(&capture, keys[i].key), keys[i].of_capture);
		CU_ASSERT_EQUAL(traffic_takes(&host, keys[i].key), keys[i].of_host);
	}
}

static const struct test_case cases[] = {
	{"settings that a source has", test_takes},
	{"micro- and nanoseconds, both byte orders", test_forms},
	{"frames recorded with their FCS", test_fcs},
	{"bad files", test_bad_files},
	{"the loop", test_loop},
	{"at a rate", test_rate},
	{"dates far before the first", test_old},
	{"packets out of order", test_order},
	{"shares of a load", test_shares},
	{"the least and the greatest rate", test_least_rate},
	{"captures without a gap", test_no_gap},
	{"a source that plays a capture", test_source},
	{"hash of IPv4", test_hash_ipv4},
	{"hash behind VLAN tags", test_hash_vlan},
	{"hash of IPv6", test_hash_ipv6},
	{"hash of all else", test_hash_other},
	{"captures of the project", test_committed},
	{"captures of a scenario", test_scenario},
};
SUITE("pcap", cases)
