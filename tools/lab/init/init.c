/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first process of the laboratory's machine: loads the modules, makes the network, starts the traffic, and counts from the end of
 * the warm-up for the duration.
 */
#include "figures.h"
#include "need.h"
#include "network.h"
#include "order.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void load(const char *name, const char *parameters)
{
	char path[64];
	snprintf(path, sizeof(path), "/modules/%s.ko", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return; /* built into this kernel, or not needed */
	need(fd, path);
	if (syscall(SYS_finit_module, fd, parameters, 0) != 0 && errno != EEXIST)
		need(-1, path);
	close(fd);
}

static void load_modules(void)
{
	static const char *const names[] = {"llc",
					    "stp",
					    "bridge",
					    "vhost_iotlb",
					    "vhost",
					    "tun",
					    "tap",
					    "vhost_net",
					    "crc32c_generic",
					    "libcrc32c",
					    "nf_defrag_ipv4",
					    "nf_defrag_ipv6",
					    "nf_conntrack",
					    "nf_nat",
					    "nf_conncount",
					    "nsh",
					    "psample",
					    "openvswitch"};
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		load(names[i], "");
	load("simnic", order.nic);
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

/* Between these two the plugin counts instructions (tools/lab/plugin/count.c); it knows their addresses. */
__attribute__((noipa)) static void window_begins(void)
{
}

__attribute__((noipa)) static void window_ends(void)
{
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
	window_begins();
	sleep_until(t0 + order.warmup + order.duration);
	window_ends();
	count(false);
	look(&after, t0);
	print_difference(&before, &after);
	print_all_latencies();
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

/*
 * A host's random number generator is ready long before it takes traffic. The machine has no source of entropy, and each number
 * that the slab allocator asks for (shuffle_freelist()) would be hashed from the pool: 5 % of the core behind the hand-over.
 * The same seed gives the same numbers, so that runs repeat.
 */
static void seed_random(void)
{
	struct {
		struct rand_pool_info head;
		u64 seed[8];
	} seed = {{.entropy_count = 8 * sizeof(seed.seed), .buf_size = sizeof(seed.seed)}, {order.seed}};
	int fd = need(open("/dev/random", O_WRONLY), "/dev/random");

	need(ioctl(fd, RNDADDENTROPY, &seed), "RNDADDENTROPY");
	close(fd);
}

int main(void)
{
	struct sched_param first = {.sched_priority = 1};
	mount_all();
	read_order();
	seed_random();
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
