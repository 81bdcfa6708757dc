/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The platform reader. SimGrid itself is the oracle: what we accept it must load, with the same names and
 * values.
 */
#include "sim/platform_copy.h"
#include "sim/platform_read.h"
#include "sim/platform_value.h"
#include "tests/lib/input/faults.h"
#include "tests/lib/suite.h"
#include <math.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/link.h>
#include <sys/wait.h>
#include <unistd.h>

#define K INT64_C(1000)
#define M (K * 1000)
#define G (M * 1000)
#define T (G * 1000)

#define DOCTYPE "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">"
#define ZONE "<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\">"
#define END "</zone></platform>"

struct value_case {
	const char *text;
	int64_t value;
};

static const struct value_case speeds[] = {
	{"3.3Gf", 3300 * M},
	{"3300Mf", 3300 * M},
	{"3.3e9", 3300 * M},
	{"3.3e9f", 3300 * M},
	{"3300000000", 3300 * M},
	{"1Mf", M},
	{"1e6", M},
	{"1Tf", T},
	{"2.5gigaflops", 2500 * M},
	{"1000kiloflops", M},
	{"7megaflops", 7 * M},
	{"0.5teraflops", T / 2},
	{"1.000000001Gf", G + 1},
	{"33000000flops", 33 * M},
	{"0003.30Gf", 3300 * M},
	{"0.0000033e15f", 3300 * M},
	{"33e-1Gf", 3300 * M},
	{"1E+9kf", T},
};

static const struct value_case bandwidths[] = {
	{"10Gbps", 10 * G},    {"1.25GBps", 10 * G},	{"1250MBps", 10 * G},	{"1250000kBps", 10 * G},
	{"1e10bps", 10 * G},   {"125000000Bps", G},	{"1Tbps", T},		{"1TBps", 8 * T},
	{"1kbps", K},	       {"10Mbps", 10 * M},	{"1Kibps", 1024},	{"1KiBps", 8192},
	{"1Mibps", 1048576},   {"1MiBps", 8 * 1048576}, {"2Gibps", 2147483648}, {"1GiBps", 8589934592},
	{"2.5Gbps", 2500 * M}, {"1000Tbps", 1000 * T},
};

static const struct value_case latencies[] = {
	{"500ns", 500 * K}, {"1us", M},		 {"0.5ms", 500 * M},
	{"0", 0},	    {"0ns", 0},		 {"0.0", 0},
	{"1s", T},	    {"1ps", 1},		 {"12.5us", 12500 * K},
	{"1e-6s", M},	    {"1000s", 1000 * T}, {"67ns", 67 * K},
};

/* To the nearest base unit; digits that no unit reaches count for nothing. */
static const struct value_case rounded_speeds[] = {
	{"3.300140519709234Gf", 3300140520},
	{"1.2345678901234567891Gf", 1234567890},
	{"1000000.4999999999999999f", M},
	{"1000000.5f", M + 1},
	{"1.0000004e6", M},
	{"1.0000005e6f", M + 1},
	{"0.001000000499999999999999Gf", M},
};
static const struct value_case rounded_latencies[] = {
	{"0.25ps", 0},	    {"0.5ps", 1}, {"1.4999ps", 1}, {"1e-99ps", 0}, {"1.0000000000005s", T + 1},
	{"0.0000004us", 0},
};

static void check_values(enum platform_quantity quantity, const struct value_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t value = -1;
		char *why = NULL;
		CU_ASSERT_TRUE(platform_value(quantity, cases[i].text, &value, &why));
		CU_ASSERT_EQUAL(value, cases[i].value);
		if (value != cases[i].value)
			printf("\n  %s: %" G_GINT64_FORMAT " %s", cases[i].text, value, why ? why : "");
		g_free(why);
	}
}

static void test_values(void)
{
	static const struct value_case cores[] = {{"1", 1}, {"4", 4}, {"1024", 1024}};
	check_values(PLATFORM_SPEED, speeds, G_N_ELEMENTS(speeds));
	check_values(PLATFORM_BANDWIDTH, bandwidths, G_N_ELEMENTS(bandwidths));
	check_values(PLATFORM_LATENCY, latencies, G_N_ELEMENTS(latencies));
	check_values(PLATFORM_CORES, cores, G_N_ELEMENTS(cores));
	check_values(PLATFORM_SPEED, rounded_speeds, G_N_ELEMENTS(rounded_speeds));
	check_values(PLATFORM_LATENCY, rounded_latencies, G_N_ELEMENTS(rounded_latencies));
}

static void test_bad_values(void)
{
	static const struct {
		enum platform_quantity quantity;
		const char *text, *why; /* why: part of the phrase */
	} bad[] = {
		{PLATFORM_SPEED, "", "\"\" is no number; a speed is written like 3.3Gf"},
		{PLATFORM_SPEED, "f", "is no number"},
		{PLATFORM_SPEED, "-3.3Gf", "is no number"},
		{PLATFORM_SPEED, "+3.3Gf", "is no number"},
		{PLATFORM_SPEED, " 3.3Gf", "is no number"},
		{PLATFORM_SPEED, ".5Gf", "is no number"},
		{PLATFORM_SPEED, "3.Gf", "is no number"},
		{PLATFORM_SPEED, "inf", "is no number"},
		{PLATFORM_SPEED, "0x10f", "has an unknown unit"},
		{PLATFORM_SPEED, "3.3 Gf", "has an unknown unit"},
		{PLATFORM_SPEED, "3.3Gf ", "has an unknown unit"},
		{PLATFORM_SPEED, "3.3GHz", "has an unknown unit"},
		{PLATFORM_SPEED, "3.3gf", "has an unknown unit"},
		{PLATFORM_SPEED, "1Gf,2Gf", "has an unknown unit"},
		{PLATFORM_SPEED, "3.3.3Gf", "has an unknown unit"},
		{PLATFORM_SPEED, "1e", "has an unknown unit"},
		{PLATFORM_SPEED, "0", "is out of range; a speed goes from 1Mf to 1Tf"},
		{PLATFORM_SPEED, "999999f", "is out of range"},
		{PLATFORM_SPEED, "1000000000001f", "is out of range"},
		{PLATFORM_SPEED, "1e99999999999f", "is out of range"},
		{PLATFORM_SPEED, "1e-99999999999f", "is out of range"},
		{PLATFORM_SPEED, "1234567890123456789f", "is no number"},
		{PLATFORM_BANDWIDTH, "10", "has no unit; a bandwidth is written like 10Gbps"},
		{PLATFORM_BANDWIDTH, "0", "is out of range; a bandwidth goes from 1kbps"},
		{PLATFORM_BANDWIDTH, "1Kbps", "has an unknown unit"},
		{PLATFORM_BANDWIDTH, "10Gpps", "has an unknown unit"},
		{PLATFORM_LATENCY, "5", "has no unit; a latency is written like 500ns"},
		{PLATFORM_LATENCY, "1m", "has an unknown unit"},
		{PLATFORM_LATENCY, "1001s", "is out of range; a latency goes from 0 to 1000s"},
		{PLATFORM_CORES, "0", "is out of range; a number of cores goes from 1 to 1024"},
		{PLATFORM_CORES, "1025", "is out of range"},
		{PLATFORM_CORES, "4.0", "is no plain whole number"},
		{PLATFORM_CORES, "1e2", "is no plain whole number"},
		{PLATFORM_CORES, "4x", "is no plain whole number"},
		{PLATFORM_CORES, "four", "is no number"},
	};
	EACH_CASE (i, bad, quantity) {
		int64_t value = -1;
		char *why = NULL;
		CU_ASSERT_FALSE_FATAL(platform_value(bad[i].quantity, bad[i].text, &value, &why));
		CU_ASSERT_PTR_NOT_NULL(strstr(why, bad[i].why));
		if (!strstr(why, bad[i].why))
			printf("\n  %s", why);
		g_free(why);
	}
}

/* ---- SimGrid as the oracle ---- */

/* Ours are rounded to whole ones. */
static bool about(double a, int64_t b)
{
	return fabs(a - (double)b) <= 1e-12 * (double)b + 0.5;
}

/* A SPLITDUPLEX link becomes two. */
static sg_link_t find_link(const char *name)
{
	char *half = g_strconcat(name, "_UP", NULL);
	sg_link_t *links = sg_link_list(), found = NULL;
	for (size_t i = 0; i < sg_link_count() && !found; i++) {
		const char *other = sg_link_get_name(links[i]);
		if (strcmp(other, name) == 0 || strcmp(other, half) == 0)
			found = links[i];
	}
	g_free(half);
	return found;
}

/* The exit status of the process that loads the file in SimGrid: 0, or what differs from p. */
static int compare_loaded(const struct platform *p)
{
	char *argv[] = {"test", "--log=root.thresh:critical", NULL};
	int argc = 2;
	simgrid_init(&argc, argv);
	int copy = platform_copy(p->path);
	if (copy < 0)
		return 4;
	char *path = g_strdup_printf("/proc/self/fd/%d", copy);
	simgrid_load_platform(path);
	if (sg_host_count() != p->hosts->len)
		return 1;
	for (guint i = 0; i < p->hosts->len; i++) {
		const struct platform_host *ours = &g_array_index(p->hosts, struct platform_host, i);
		sg_host_t host = sg_host_by_name(ours->name);
		if (!host || !about(sg_host_get_speed(host), ours->hz) ||
		    sg_host_core_count(host) != ours->cores)
			return 2;
	}
	for (guint i = 0; i < p->links->len; i++) {
		const struct platform_link *ours = &g_array_index(p->links, struct platform_link, i);
		sg_link_t link = find_link(ours->name);
		if (!link || !about(sg_link_get_bandwidth(link) * 8, ours->bits_per_s) ||
		    !about(sg_link_get_latency(link) * 1e12, ours->latency))
			return 3;
	}
	return 0;
}

/* SimGrid ends the process at a fault, so it gets one of its own. */
static int status_in_simgrid(const struct platform *p)
{
	fflush(NULL);
	pid_t child = fork();
	CU_ASSERT_TRUE_FATAL(child >= 0);
	if (child == 0)
		_exit(compare_loaded(p));
	int status = -1;
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	return status;
}

/* Reads a text as a platform, which SimGrid must read the same way. The caller frees it. */
static struct platform *read_sound(const char *text)
{
	char *folder = folder_new();
	char *path = file_write(folder, "platform.xml", text, strlen(text));
	struct diag *d = diag_new();
	struct platform *p = platform_read(path, (struct place){"here", 1, 1}, d);
	faults_expect("sound platform", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(p);
	CU_ASSERT_STRING_EQUAL(p->path, path);
	int status = status_in_simgrid(p);
	CU_ASSERT_EQUAL(status, 0);
	if (status)
		printf("\n  status %d of SimGrid with\n%s", status, text);
	g_free(path);
	folder_remove(folder);
	return p;
}

static void test_example(void)
{
	struct platform *p =
		read_sound("<?xml version='1.0'?>" DOCTYPE ZONE "<host id=\"tester\" speed=\"1Gf\"/>"
			   "<host id=\"server\" speed=\"3.3Gf\" core=\"4\"/>"
			   "<link id=\"wire\" bandwidth=\"10Gbps\" latency=\"500ns\"/>"
			   "<route src=\"tester\" dst=\"server\"><link_ctn id=\"wire\"/></route>" END);
	CU_ASSERT_EQUAL(p->hosts->len, 2);
	CU_ASSERT_EQUAL(p->links->len, 1);
	const struct platform_host *tester = platform_host(p, "tester"), *server = platform_host(p, "server");
	const struct platform_link *wire = platform_link(p, "wire");
	CU_ASSERT_TRUE_FATAL(tester && server && wire);
	CU_ASSERT_PTR_EQUAL(tester, &g_array_index(p->hosts, struct platform_host, 0));
	CU_ASSERT_EQUAL(tester->hz, G);
	CU_ASSERT_EQUAL(tester->cores, 1);
	CU_ASSERT_EQUAL(server->hz, 3300 * M);
	CU_ASSERT_EQUAL(server->cores, 4);
	CU_ASSERT_EQUAL(wire->bits_per_s, 10 * G);
	CU_ASSERT_EQUAL(wire->latency, 500 * VTIME_PER_NS);
	CU_ASSERT_PTR_NULL(platform_host(p, "wire"));
	CU_ASSERT_PTR_NULL(platform_link(p, "server"));
	CU_ASSERT_PTR_NULL(platform_host(p, "Server"));
	platform_free(p);
}

/* Every notation that the tables above accept, in one file. */
static void test_notations(void)
{
	GString *s = g_string_new(DOCTYPE ZONE);
	for (size_t i = 0; i < G_N_ELEMENTS(speeds); i++)
		g_string_append_printf(s, "<host id=\"h%zu\" speed=\"%s\"/>", i, speeds[i].text);
	for (size_t i = 0; i < G_N_ELEMENTS(bandwidths); i++)
		g_string_append_printf(s, "<link id=\"b%zu\" bandwidth=\"%s\" latency=\"0\"/>", i,
				       bandwidths[i].text);
	for (size_t i = 0; i < G_N_ELEMENTS(latencies); i++)
		g_string_append_printf(s, "<link id=\"l%zu\" bandwidth=\"1Gbps\" latency=\"%s\"/>", i,
				       latencies[i].text);
	g_string_append(s, END);
	struct platform *p = read_sound(s->str);
	CU_ASSERT_EQUAL(p->hosts->len, G_N_ELEMENTS(speeds));
	CU_ASSERT_EQUAL(p->links->len, G_N_ELEMENTS(bandwidths) + G_N_ELEMENTS(latencies));
	platform_free(p);
	g_string_free(s, TRUE);
}

#define PAIR                                                                                                 \
	"<host id='a' speed='1Gf'/><host id='b' speed='1Gf'/><link id='w' bandwidth='1Gbps' latency='1us'/>"

/* Ways to write a file that are all sound. */
static void test_forms(void)
{
	static const char *const forms[] = {
		DOCTYPE ZONE PAIR END,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" DOCTYPE "\r\n" ZONE "\r\n" PAIR "\r\n" END
		"\r\n",
		"<!-- > < \" ' -->" DOCTYPE "<!---->" ZONE "<!-- <host -->" PAIR "<?php x ?>" END
		"<!-- end -->\n",
		"<!DOCTYPE  platform\n SYSTEM 'http://simgrid.gforge.inria.fr/simgrid/simgrid.dtd' >" ZONE
			PAIR END,
		DOCTYPE "<platform version='4'><zone id = 'z'\n\trouting = 'Full' >" PAIR
			"</zone ></platform >",
		DOCTYPE ZONE
		"<host id='a' speed='1Gf'><prop id='x' value='a &gt; b &amp; &quot;c&quot; > d'/></host>" END,
		DOCTYPE ZONE "<host id='a.b-c_d:e@f' speed='1Gf' core='3'></host>" END,
		"\xef\xbb\xbf" DOCTYPE ZONE PAIR END,
		"\xef\xbb\xbf<?xml version='1.0'?>" DOCTYPE ZONE PAIR END,
		"<?xml version = '1.0'?>" DOCTYPE ZONE PAIR END,
		"<?xml\tversion\n=\n'1.0' encoding = \"utf-8\" ?>\n<!-- c -->" DOCTYPE ZONE PAIR END,
		DOCTYPE ZONE
		"<host id='rack 3 left' speed='3.300140519709234Gf'/><host id='rack' speed='1.0000000001Mf'/>"
		"<host id='3 left' speed='1Gf'/><link id='a b' bandwidth='1.0000000001Gbps' latency='1.5ns'/>"
		"<route src='rack' dst='3 left'><link_ctn id='a b'/></route>"
		"<route src='rack 3 left' dst='rack'><link_ctn id='a b'/></route>" END,
		DOCTYPE ZONE PAIR "<route src='a' dst='b'><link_ctn id='w'></link_ctn><link_ctn id='w' "
				  "direction='NONE'/></route>" END,
		DOCTYPE ZONE PAIR "<route src='a' dst='b' symmetrical='NO'><link_ctn id='w'/></route>"
				  "<route src='b' dst='a' symmetrical='no'><link_ctn id='w'/></route>" END,
		DOCTYPE ZONE PAIR "<route src='a' dst='a'><link_ctn id='w'/></route>" END,
		DOCTYPE ZONE PAIR "<link id='v' bandwidth='1Gbps' latency='1us' sharing_policy='FATPIPE'/>"
				  "<link id='u' bandwidth='1Gbps' latency='1us' "
				  "sharing_policy='SHARED'><prop id='x' value=''/></link>" END,
		DOCTYPE ZONE PAIR
		"<link id='s' bandwidth='1Gbps' latency='1us' sharing_policy='SPLITDUPLEX'/>"
		"<route src='a' dst='b'><link_ctn id='s' direction='UP'/></route>" END,
	};
	EACH_CASE (i, forms)
		platform_free(read_sound(forms[i]));
}

/* Which links end at a host, and which alone join two. */
static void test_ends(void)
{
	struct platform *p = read_sound(
		DOCTYPE ZONE PAIR "<host id='c' speed='1Gf'/><link id='v' bandwidth='1Gbps' latency='1us'/>"
				  "<link id='u' bandwidth='1Gbps' latency='1us'/>"
				  "<route src='a' dst='b' symmetrical='NO'><link_ctn id='w'/></route>"
				  "<route src='b' dst='c'><link_ctn id='u'/><link_ctn id='v'/></route>" END);
	static const char *const touching[] = {"a w", "b w", "b u", "c v"};
	for (const char *host = "abc"; *host; host++)
		for (const char *link = "wvu"; *link; link++) {
			char names[2][2] = {{*host}, {*link}}, pair[] = {*host, ' ', *link, '\0'};
			bool expected = false;
			EACH_CASE (i, touching)
				expected |= strcmp(touching[i], pair) == 0;
			CU_ASSERT_EQUAL(platform_touches(p, names[0], names[1]), expected);
		}
	CU_ASSERT_TRUE(platform_joins(p, "a", "b", "w"));
	CU_ASSERT_TRUE(platform_joins(p, "b", "a", "w"));
	CU_ASSERT_FALSE(platform_joins(p, "b", "c", "u"));
	CU_ASSERT_FALSE(platform_joins(p, "a", "c", "w"));
	CU_ASSERT_FALSE(platform_joins(p, "a", "b", "v"));
	CU_ASSERT_PTR_NULL(platform_uplink(p, "a", "b")); /* no switch between them */
	CU_ASSERT_PTR_NULL(platform_uplink(p, "a", "c"));
	CU_ASSERT_STRING_EQUAL(platform_uplink(p, "b", "c"), "u");
	CU_ASSERT_STRING_EQUAL(platform_uplink(p, "c", "b"), "v");
	platform_free(p);
}

/* What SimGrid takes as a crash or takes silently must be a fault of ours. */
static void test_refused(void)
{
	static const struct {
		const char *text, *fault;
	} refused[] = {
		{DOCTYPE ZONE PAIR "<link id='v' bandwidth='1Gbps'/>" END,
		 "<link> needs the attribute latency"},
		{DOCTYPE ZONE PAIR "<route src='a' dst='z'><link_ctn id='w'/></route>" END,
		 "there is no host \"z\""},
		{DOCTYPE ZONE PAIR "<route src='a' dst='b'/>" END, "the route has no link"},
		{DOCTYPE ZONE PAIR "<route src='a' dst='b'><link_ctn id='w'/></route><route src='b' "
				   "dst='a'><link_ctn id='w'/></route>" END,
		 "there is a route from b to a already"},
		{DOCTYPE ZONE PAIR
		 "<link id='s_UP' bandwidth='1Gbps' latency='0'/>"
		 "<link id='s' bandwidth='1Gbps' latency='0' sharing_policy='SPLITDUPLEX'/>" END,
		 "the name s_UP is taken already"},
		{DOCTYPE "<platform version='4.1'><config/>" END, "element <config> is not understood"},
		{DOCTYPE ZONE PAIR "</zone><zone id='y' routing='Full'>" END, "there is a second zone"},
		{"\xef\xbb\xbf\xef\xbb\xbf" DOCTYPE ZONE PAIR END, "the character U+FEFF cannot be seen"},
		{DOCTYPE ZONE "<host id=' a' speed='1Gf'/>" END, "\" a\" is no name"},
		{DOCTYPE ZONE "<host id='a ' speed='1Gf'/>" END, "\"a \" is no name"},
		{DOCTYPE ZONE "<host id='' speed='1Gf'/>" END, "\"\" is no name"},
		{"<?xml version='1.1'?>" DOCTYPE ZONE PAIR END, "the XML declaration is written"},
		{DOCTYPE ZONE PAIR END DOCTYPE, "this section is not supported"},
		{DOCTYPE ZONE PAIR END "<platform version='4.1'/>", "there is a second root"},
		{DOCTYPE ZONE PAIR END " more", "not well-formed XML"},
	};
	EACH_CASE (i, refused, text) {
		char *folder = folder_new();
		char *path = file_write(folder, "p.xml", refused[i].text, strlen(refused[i].text));
		struct diag *d = diag_new();
		CU_ASSERT_PTR_NULL(platform_read(path, (struct place){"here", 1, 1}, d));
		char **lines = faults_printed(d);
		bool found = lines[0] && strstr(lines[0], refused[i].fault);
		CU_ASSERT_TRUE(found);
		if (!found)
			printf("\n  %s: %s", refused[i].fault, lines[0] ? lines[0] : "no fault");
		g_strfreev(lines);
		diag_free(d);
		g_free(path);
		folder_remove(folder);
	}
}

static const struct test_case cases[] = {
	{"values", test_values},
	{"bad values", test_bad_values},
	{"the example", test_example},
	{"notations as SimGrid reads them", test_notations},
	{"forms that SimGrid loads", test_forms},
	{"links at the ends", test_ends},
	{"what SimGrid would end on", test_refused},
};

SUITE("platform", cases)
