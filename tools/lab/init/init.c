/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first process of the laboratory's machine: loads the modules, joins NIC, bridge and taps, starts the guests and the traffic,
 * counts from the end of the warm-up for the duration, and prints a line "lab NAME VALUE" for each figure.
 *
 * What is to be done stands in the file /order, a line for each setting (tools/lab/lab/order.py).
 */
#define _GNU_SOURCE
#include "guest.h"
#include "need.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/random.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WIRE_LATENCIES (1u << 20) /* as in tools/lab/kernel/nic_tx.c */
#define SIMNIC "/sys/module/simnic/parameters/"

static void switch_off(void)
{
	fflush(stdout);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

long need(long result, const char *what)
{
	if (result < 0) {
		printf("lab: %s: %s\n", what, strerror(errno));
		switch_off();
	}
	return result;
}

/* ---- the order ---- */

static struct {
	u64 warmup, duration; /* ns */
	int tap_queue;	      /* 0: as the kernel has it */
	struct guest_rules rules;
	int symbols; /* instructions are counted: no latencies, and the kernel's functions are printed at the end */
	char nic[256]; /* parameters of simnic */
	struct guest guests[LAB_GUESTS];
	int n_guests;
} order;

/* "APP WORK GAP LENGTH NAME" */
static void take_guest(const char *value)
{
	static const char *const apps[] = {"sink", "reflect", "source"};
	struct guest *g = &order.guests[order.n_guests];
	unsigned long long instructions, gap;
	char app[16];
	if (sscanf(value, "%15s %llu %llu %u %31s", app, &instructions, &gap, &g->length, g->name) != 5)
		return;
	while (g->app < APPS - 1 && strcmp(app, apps[g->app]) != 0)
		g->app++;
	g->work = instructions;
	g->gap = gap;
	g->number = order.n_guests++;
}

static void take_line(char *line)
{
	char *value = strchr(line, ' ');
	line[strcspn(line, "\n")] = '\0';
	if (!value)
		return;
	*value++ = '\0';
	if (!strcmp(line, "warmup"))
		order.warmup = strtoull(value, NULL, 10);
	else if (!strcmp(line, "duration"))
		order.duration = strtoull(value, NULL, 10);
	else if (!strcmp(line, "tap_queue"))
		order.tap_queue = atoi(value);
	else if (!strcmp(line, "ring"))
		order.rules.ring = atoi(value);
	else if (!strcmp(line, "busyloop_us"))
		order.rules.busyloop_us = (unsigned)atoi(value);
	else if (!strcmp(line, "event_idx"))
		order.rules.event_idx = atoi(value);
	else if (!strcmp(line, "tap_wait"))
		order.rules.wait = !strcmp(value, "epoll") ? WAIT_EPOLL : WAIT_POLL;
	else if (!strcmp(line, "symbols"))
		order.symbols = atoi(value);
	else if (!strcmp(line, "nic"))
		snprintf(order.nic, sizeof(order.nic), "%s", value);
	else if (!strcmp(line, "guest") && order.n_guests < LAB_GUESTS)
		take_guest(value);
}

static void read_order(void)
{
	char line[512];
	FILE *file = fopen("/order", "r");
	need(file ? 0 : -1, "/order");
	while (fgets(line, sizeof(line), file))
		take_line(line);
	fclose(file);
}

/* ---- modules and network ---- */

static void load(const char *name, const char *parameters)
{
	char path[64];
	snprintf(path, sizeof(path), "/modules/%s.ko", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return; /* built into this kernel */
	need(fd, path);
	if (syscall(SYS_finit_module, fd, parameters, 0) != 0 && errno != EEXIST)
		need(-1, path);
	close(fd);
}

static void load_modules(void)
{
	static const char *const names[] = {"llc",   "stp", "bridge", "vhost_iotlb",
					    "vhost", "tun", "tap",    "vhost_net"};
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		load(names[i], "");
	load("simnic", order.nic);
}

static int net; /* a socket for ioctl */

static void set_up(const char *device)
{
	struct ifreq r = {0};
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", device);
	need(ioctl(net, SIOCGIFFLAGS, &r), device);
	r.ifr_flags |= IFF_UP;
	need(ioctl(net, SIOCSIFFLAGS, &r), device);
}

static void add_port(const char *device)
{
	struct ifreq r = {0}, port = {0};
	snprintf(port.ifr_name, sizeof(port.ifr_name), "%s", device);
	need(ioctl(net, SIOCGIFINDEX, &port), device);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "br0");
	r.ifr_ifindex = port.ifr_ifindex;
	need(ioctl(net, SIOCBRADDIF, &r), device);
	set_up(device);
}

static void set_queue_length(const char *device, int length)
{
	struct ifreq r = {0};
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", device);
	r.ifr_qlen = length;
	need(ioctl(net, SIOCSIFTXQLEN, &r), device);
}

/* A frame of the guest's, so that the bridge knows its port. */
static void introduce(struct guest *g)
{
	unsigned char bytes[12 + 60] = {0}, *frame = bytes + (g->wait == WAIT_VHOST ? 12 : 0);
	memset(frame, 0xff, 6);
	lab_address(frame + 6, g->number);
	frame[12] = LAB_ETHERTYPE >> 8;
	frame[13] = LAB_ETHERTYPE & 0xff;
	need(write(g->tap, bytes, (size_t)(frame - bytes) + 60), "the guest's first frame");
}

static void join_guest(struct guest *g)
{
	char tap[16];
	snprintf(tap, sizeof(tap), "tap%d", g->number);
	guest_start(g, &order.rules);
	if (order.tap_queue > 0)
		set_queue_length(tap, order.tap_queue);
	add_port(tap);
	introduce(g);
}

/* The NIC looks at the taps' queues. */
static void show_taps(void)
{
	char text[16 * LAB_GUESTS] = "";
	int fd = (int)need(open(SIMNIC "taps", O_WRONLY), "taps");
	for (int i = 0; i < order.n_guests; i++)
		sprintf(text + strlen(text), i ? ",%d" : "%d", order.guests[i].tap);
	need(write(fd, text, strlen(text)), "taps");
	close(fd);
}

static void make_network(void)
{
	net = (int)need(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	need(ioctl(net, SIOCBRADDBR, "br0"), "br0");
	set_up("br0");
	add_port("simnic");
	for (int i = 0; i < order.n_guests; i++)
		join_guest(&order.guests[i]);
	show_taps();
}

/* ---- figures ---- */

#define FIGURES 256

/* Figures at one date. */
struct figures {
	int n;
	char name[FIGURES][48];
	u64 value[FIGURES];
};

static void add(struct figures *f, u64 value, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(f->name[f->n], sizeof(f->name[f->n]), format, args);
	va_end(args);
	f->value[f->n++] = value;
}

/* Numbers of a file that commas or blanks part. */
static int numbers(const char *path, u64 *values, int max)
{
	char text[512];
	int fd = open(path, O_RDONLY), n = 0;
	ssize_t length = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
	need(length, path);
	close(fd);
	text[length] = '\0';
	for (char *p = text, *end; n < max; p = end + 1) {
		unsigned long long value = strtoull(p, &end, 10);
		if (end == p)
			break;
		values[n++] = value;
	}
	return n;
}

static void add_nic(struct figures *f, const char *parameter)
{
	char path[128];
	u64 values[16];
	snprintf(path, sizeof(path), SIMNIC "%s", parameter);
	int n = numbers(path, values, 16);
	for (int i = 0; i < n; i++)
		add(f, values[i], n == 1 ? "%s" : "%s.%d", parameter, i);
}

static void add_guest(struct figures *f, const struct guest *g)
{
	static const char *const statistics[] = {"tx_packets", "tx_dropped"};
	for (unsigned i = 0; i < 2; i++) {
		char path[128];
		u64 value = 0;
		snprintf(path, sizeof(path), "/sys/class/net/tap%d/statistics/%s", g->number, statistics[i]);
		numbers(path, &value, 1);
		add(f, value, "tap.%s.%d", statistics[i], g->number);
	}
	add(f, g->delivered, "delivered.%d", g->number);
	add(f, g->signals, "signals.%d", g->number);
	add(f, g->interrupts, "guest_interrupts.%d", g->number);
	add(f, g->polls, "guest_polls.%d", g->number);
	add(f, g->kicks, "kicks.%d", g->number);
	add(f, g->reads, "reads.%d", g->number);
	add(f, g->unsent, "unsent.%d", g->number);
}

/* Column of /proc/net/softnet_stat, of the first core. */
static u64 softnet(int column)
{
	unsigned values[3] = {0};
	FILE *file = fopen("/proc/net/softnet_stat", "r");
	need(file && fscanf(file, "%x %x %x", &values[0], &values[1], &values[2]) == 3 ? 0 : -1,
	     "softnet_stat");
	fclose(file);
	return values[column];
}

static void look(struct figures *f, u64 t0)
{
	static const char *const nic[] = {"n_irqs",	     "n_polls",	   "n_taken",
					  "arrived",	     "lost",	   "spent",
					  "n_interrupts",    "n_softirqs", "vectors",
					  "n_switches",	     "n_wakeups",  "n_ksoftirqd_wakeups",
					  "n_vhost_wakeups", "n_sent",	   "n_cleaned",
					  "n_saturations"};
	f->n = 0;
	add(f, now() - t0, "date");
	for (int i = 0; i < order.n_guests; i++)
		add_guest(f, &order.guests[i]);
	for (unsigned i = 0; i < sizeof(nic) / sizeof(*nic); i++)
		add_nic(f, nic[i]);
	add(f, softnet(2), "time_squeeze");
}

static int rising(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;
	return (x > y) - (x < y);
}

/* Latencies in ns, of the packets of `who`. */
static void print_latencies(const char *who, u32 *latencies, u32 n)
{
	static const struct {
		const char *name;
		unsigned permille;
	} quantiles[] = {{"p50", 500}, {"p90", 900}, {"p99", 990}, {"p999", 999}};
	u64 sum = 0;
	qsort(latencies, n, sizeof(u32), rising);
	for (u32 i = 0; i < n; i++)
		sum += latencies[i];
	printf("lab latency_n.%s %u\nlab latency_sum.%s %llu\n", who, n, who, (unsigned long long)sum);
	if (n == 0)
		return;
	printf("lab latency_min.%s %u\nlab latency_max.%s %u\n", who, latencies[0], who, latencies[n - 1]);
	for (int i = 0; i < 4; i++)
		printf("lab latency_%s.%s %u\n", quantiles[i].name, who,
		       latencies[((u64)n * quantiles[i].permille + 999) / 1000 - 1]);
}

static void print_guest_latencies(const struct guest *g)
{
	char who[16];
	snprintf(who, sizeof(who), "%d", g->number);
	print_latencies(who, g->latencies, g->n_latencies);
}

/* Of what has left by the wire. */
static void print_wire_latencies(void)
{
	static u32 latencies[WIRE_LATENCIES];
	int fd = (int)need(open("/proc/simnic", O_RDONLY), "/proc/simnic");
	ssize_t got;
	size_t all = 0;
	while ((got = need(read(fd, (char *)latencies + all, sizeof(latencies) - all), "/proc/simnic")) > 0)
		all += (size_t)got;
	close(fd);
	print_latencies("wire", latencies, (u32)(all / sizeof(u32)));
}

/* ---- the run ---- */

static void sleep_until(u64 date)
{
	u64 left = date - now();
	struct timespec t = {(time_t)(left / 1000000000), (long)(left % 1000000000)};
	if ((long long)left > 0)
		clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

static void count(bool on)
{
	int fd = (int)need(open(SIMNIC "counting", O_WRONLY), "counting");
	need(write(fd, on ? "1" : "0", 1), "counting");
	close(fd);
	for (int i = 0; i < order.n_guests; i++)
		order.guests[i].counting = on;
}

static void run(void)
{
	static struct figures before, after;
	u64 t0;
	int fd = (int)need(open(SIMNIC "start", O_WRONLY), "start");
	need(write(fd, "1", 1), "start");
	numbers(SIMNIC "t0", &t0, 1);
	for (int i = 0; i < order.n_guests; i++)
		if (order.guests[i].app == APP_SOURCE)
			guest_go(&order.guests[i], t0);
	sleep_until(t0 + order.warmup);
	look(&before, t0);
	count(!order.symbols);
	sleep_until(t0 + order.warmup + order.duration);
	count(false);
	look(&after, t0);
	printf("lab from %llu\nlab to %llu\n", (unsigned long long)before.value[0],
	       (unsigned long long)after.value[0]);
	for (int i = 1; i < after.n; i++)
		printf("lab %s %llu\n", after.name[i],
		       (unsigned long long)(after.value[i] - before.value[i]));
	for (int i = 0; i < order.n_guests; i++)
		print_guest_latencies(&order.guests[i]);
	print_wire_latencies();
}

/* A line "symbol ADDRESS NAME" for each function of the kernel and its modules. */
static void print_symbols(void)
{
	char line[512], name[256], kind;
	unsigned long long address;
	FILE *file = fopen("/proc/kallsyms", "r");
	need(file ? 0 : -1, "/proc/kallsyms");
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%llx %c %255s", &address, &kind, name) == 3 && strchr("tTwW", kind))
			printf("symbol %llx %s\n", address, name);
	fclose(file);
}

static void mount_all(void)
{
	static const struct {
		const char *path, *kind;
	} mounts[] = {{"/proc", "proc"}, {"/sys", "sysfs"}, {"/dev", "devtmpfs"}};
	for (int i = 0; i < 3; i++) {
		mkdir(mounts[i].path, 0755);
		if (mount(mounts[i].kind, mounts[i].path, mounts[i].kind, 0, NULL) != 0 && errno != EBUSY)
			need(-1, mounts[i].path);
	}
}

static void settle(void)
{
	struct timespec t = {0, 50000000};
	nanosleep(&t, NULL);
}

/*
 * A host's random number generator is ready long before it takes traffic. The machine has no source of entropy, and each number
 * that the slab allocator asks for (shuffle_freelist()) would be hashed from the pool: 5 % of the core behind the hand-over.
 */
static void seed_random(void)
{
	struct {
		struct rand_pool_info head;
		u8 bytes[64];
	} seed = {{.entropy_count = 8 * sizeof(seed.bytes), .buf_size = sizeof(seed.bytes)},
		  "a fixed seed: runs repeat"};
	int fd = need(open("/dev/random", O_WRONLY), "/dev/random");

	need(ioctl(fd, RNDADDENTROPY, &seed), "RNDADDENTROPY");
	close(fd);
}

int main(void)
{
	struct sched_param first = {.sched_priority = 1};
	mount_all();
	seed_random();
	read_order();
	load_modules();
	make_network();
	need(sched_setscheduler(0, SCHED_FIFO, &first), "SCHED_FIFO");
	settle();
	run();
	if (order.symbols)
		print_symbols();
	puts("lab done 1");
	switch_off();
}
