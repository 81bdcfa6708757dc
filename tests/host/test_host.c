/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a host says of itself, and the scenarios made of it: one with everything, one with nothing, and ones whose files hold
 * anything at all.
 */
#include "tests/lib/input/host_tree.h"
#include "tests/lib/suite.h"
#include "tools/host/new_scenario.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/plan.h"

/* ---- facts ---- */

static void check_thread(const GArray *threads, guint i, gint64 tid, const char *allowed)
{
	CU_ASSERT_FATAL(i < threads->len);
	const struct host_thread *t = &g_array_index(threads, struct host_thread, i);
	CU_ASSERT_EQUAL(t->tid, tid);
	CU_ASSERT_STRING_EQUAL(t->allowed, allowed);
}

static void check_guests(const struct host_facts *f)
{
	CU_ASSERT_EQUAL_FATAL(f->guests->len, 2);
	const struct host_guest *one = &g_array_index(f->guests, struct host_guest, 0), *two = one + 1;
	CU_ASSERT_EQUAL(one->pid, 1000);
	CU_ASSERT_STRING_EQUAL(one->name, "web server 1");
	CU_ASSERT_EQUAL(one->vcpus->len, 2);
	check_thread(one->vcpus, 0, 1002, "6");
	check_thread(one->vcpus, 1, 1003, "7");
	check_thread(one->workers, 0, 1005, "4");
	CU_ASSERT_STRING_EQUAL(g_array_index(one->vcpus, struct host_thread, 0).cgroup,
			       "/machine.slice/machine-qemu.scope/libvirt/vcpu0");
	CU_ASSERT_EQUAL(two->pid, 2000);
	CU_ASSERT_STRING_EQUAL(two->name, "wire");
	check_thread(two->vcpus, 0, 2002, "0-15");
	check_thread(two->workers, 0, 2010, "0-15");
}

static void check_nic(const struct host_nic *nic)
{
	CU_ASSERT_PTR_NOT_NULL_FATAL(nic);
	CU_ASSERT_STRING_EQUAL(nic->name, "enp1s0");
	CU_ASSERT_STRING_EQUAL(nic->driver, "mlx5_core");
	CU_ASSERT_STRING_EQUAL(nic->master, "br0");
	CU_ASSERT_EQUAL(nic->mbits, 25000);
	CU_ASSERT_EQUAL(nic->rx_queues, 3);
	CU_ASSERT_EQUAL(nic->rx_ring, 1024);
	CU_ASSERT_EQUAL(nic->tx_ring, 2048);
	CU_ASSERT_EQUAL(nic->rx_usecs, 8);
	CU_ASSERT_EQUAL(nic->adaptive, 0);
	CU_ASSERT_EQUAL(nic->first_core, 2); /* of interrupt 9, not 41 */
}

static void check_kernel(const struct host_kernel *k)
{
	CU_ASSERT_STRING_EQUAL(k->release, "6.8.0-45-generic");
	CU_ASSERT_EQUAL(k->hz, 1000);
	CU_ASSERT_STRING_EQUAL(k->preempt, "full");
	CU_ASSERT_EQUAL(k->irq_accounting, 1);
	CU_ASSERT_EQUAL(k->halt_poll_ns, 50000);
	CU_ASSERT_EQUAL_FATAL(k->mitigations->len, 1);
	CU_ASSERT_STRING_EQUAL(g_ptr_array_index(k->mitigations, 0), "meltdown: Mitigation: PTI");
}

static void check_cpu(const struct host_cpu *c)
{
	CU_ASSERT_STRING_EQUAL(c->model, "Intel(R) Xeon(R) Gold 6133 CPU @ 2.50GHz");
	CU_ASSERT_EQUAL(c->hz, 3000000000);
	CU_ASSERT_EQUAL(c->cores, 16);
	CU_ASSERT_EQUAL(c->threads_of_core, 2);
	CU_ASSERT_STRING_EQUAL(c->siblings, "0,8");
	CU_ASSERT_STRING_EQUAL(c->governor, "powersave");
	CU_ASSERT_EQUAL_FATAL(c->states->len, 3);
	const struct host_idle_state *deepest = &g_array_index(c->states, struct host_idle_state, 2);
	CU_ASSERT_STRING_EQUAL(deepest->name, "C6");
	CU_ASSERT_EQUAL(deepest->latency_us, 133);
	CU_ASSERT_EQUAL(deepest->residency_us, 600);
}

static void test_full(void)
{
	char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
	struct host_facts *f = host_facts_read(root);
	check_kernel(&f->kernel);
	check_cpu(&f->cpu);
	check_nic(host_facts_nic(f));
	check_guests(f);
	CU_ASSERT_EQUAL_FATAL(f->taps->len, 1);
	CU_ASSERT_EQUAL(g_array_index(f->taps, struct host_tap, 0).tx_queue_len, 500);
	CU_ASSERT_EQUAL_FATAL(f->bridges->len, 1);
	CU_ASSERT_STRING_EQUAL(g_ptr_array_index(f->bridges, 0), "br0");
	CU_ASSERT_TRUE(f->openvswitch);
	CU_ASSERT_EQUAL(f->nics->len, 2);
	CU_ASSERT_EQUAL(f->unseen->len, 2); /* rings and affinity of eno1 */
	host_facts_free(f);
	host_tree_free(root);
}

/* Where the same is said in other files. */
static const struct {
	const char *path, *text;
	gint64 hz;
	const char *preempt;
} kernels[] = {
	{"proc/version", "Linux version 5.10.0 (x) #1 SMP PREEMPT Thu\n", HOST_NUMBER_NONE, "full"},
	{"proc/version", "Linux version 5.10.0 (x) #1 SMP Thu\n", HOST_NUMBER_NONE, NULL},
	{"lib/modules/5.10.0/config", "CONFIG_PREEMPT_NONE=y\nCONFIG_HZ=250\n", 250, "none"},
	{"lib/modules/5.10.0/config", "CONFIG_PREEMPT_VOLUNTARY=y\nCONFIG_HZ=100\n", 100, "voluntary"},
	{"boot/config-5.10.0", "CONFIG_PREEMPT=y\nCONFIG_HZ=300\n", 300, "full"},
};

static void test_kernels(void)
{
	static const struct host_file release = {"proc/sys/kernel/osrelease", "5.10.0\n"};
	EACH_CASE (i, kernels, path) {
		char *root = host_tree_new(&release, 1);
		const struct host_file more = {kernels[i].path, kernels[i].text};
		host_tree_file(root, &more);
		struct host_facts *f = host_facts_read(root);
		CU_ASSERT_EQUAL(f->kernel.hz, kernels[i].hz);
		CU_ASSERT_EQUAL(g_strcmp0(f->kernel.preempt, kernels[i].preempt), 0);
		CU_ASSERT_STRING_EQUAL(f->kernel.release, "5.10.0");
		host_facts_free(f);
		host_tree_free(root);
	}
}

/* /proc/config.gz, as the kernel packs it. */
static void test_packed(void)
{
	static const char config[] = "CONFIG_HZ=300\nCONFIG_PREEMPT_NONE=y\n";
	GConverter *gzip = G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
	char packed[256];
	gsize read, written;
	CU_ASSERT_EQUAL(g_converter_convert(gzip, config, strlen(config), packed, sizeof(packed),
					    G_CONVERTER_INPUT_AT_END, &read, &written, NULL),
			G_CONVERTER_FINISHED);
	char *root = folder_new();
	host_tree_put(root, &(struct host_file){"proc/config.gz", ""}, packed, written);
	struct host_facts *f = host_facts_read(root);
	CU_ASSERT_EQUAL(f->kernel.hz, 300);
	CU_ASSERT_STRING_EQUAL(f->kernel.preempt, "none");
	host_facts_free(f);
	host_tree_free(root);
	g_object_unref(gzip);
}

/* ---- scenarios ---- */

static char *scenario_folder;

static void remove_scenario_folder(void)
{
	folder_remove(scenario_folder);
}

/* One for all scenarios: a path that was read is kept for as long as the program runs (g_intern_string). */
static const char *folder_of_scenarios(void)
{
	if (!scenario_folder) {
		scenario_folder = folder_new();
		atexit(remove_scenario_folder);
	}
	return scenario_folder;
}

/* Whether the text is a sound scenario, and a sound study if it is one; what is wrong is printed. */
static bool is_sound(const char *text)
{
	char *path = file_write(folder_of_scenarios(), "new.yaml", text, strlen(text));
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, NULL, d);
	struct study *study = s && strstr(text, "\nstudy:") ? study_read(path, NULL, d) : NULL;
	bool sound = s && (study || !strstr(text, "\nstudy:"));
	if (!sound)
		diag_print(d, stdout);
	scenario_free(s);
	study_free(study);
	diag_free(d);
	g_free(path);
	return sound;
}

/* Whether the scenario of a question is sound. */
static bool asks_soundly(const char *root, size_t question)
{
	struct host_facts *f = root ? host_facts_read(root) : NULL;
	char *text = new_scenario((enum new_question)question, f);
	bool sound = is_sound(text);
	g_free(text);
	if (f)
		host_facts_free(f);
	return sound;
}

static bool are_sound(const char *root)
{
	bool sound = true;
	for (size_t q = 0; q < NEW_QUESTION_COUNT; q++)
		sound &= asks_soundly(root, q);
	return sound;
}

/* The scenario of a host says this, and those of all questions are sound. Frees the host's files. */
static void expect_new(char *root, const char *part)
{
	struct host_facts *f = host_facts_read(root);
	char *text = new_scenario(NEW_flood, f);
	if (!strstr(text, part))
		printf("\n%s", text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, part));
	CU_ASSERT_TRUE(are_sound(root));
	g_free(text);
	host_facts_free(f);
	host_tree_free(root);
}

static const char *const full_lines[] = {
	"kernel: \"6.8.0-45-generic\"   # the rules are those of 6.6\n",
	"host: {cores: 16, clock: 3GHz, smt: halves}\n",
	"wire: {bandwidth: 25Gbps, latency: 1us}",
	"sched: {hz: 1000, preempt: full, irq_time_accounting: yes, idle: mwait, cstates: "
	"own, cstate_times: "
	"\"2us/3us,10us/20us,133us/600us\"}\n",
	"# - idle state C6: 133 us to leave it, worth 600 us\n",
	"nic: {core: 2, queues: 3, rx_ring: 1024, tx_ring: 2048, moderation: fixed, "
	"interrupt_gap: 8us}\n",
	"tap: {queue: 500}",
	"vcpu: {halt_poll: 50us}",
	"  - {name: web_server_1, vhost_core: 4, vcpu_core: 6}\n",
	"  - {name: wire2, vhost_core: 3, vhost_cores: \"any\", vcpu_core: 5, vcpu_cores: "
	"\"any\"}\n", /* wire is no guest's name */
	"# - SMT: cores 0,8 are siblings",
	"# - governor: powersave.",
	"# - bridge: br0\n",
	"# - Open vSwitch: ",
	"# meltdown: Mitigation: PTI\n",
	"# - interrupts of eno1: their affinity cannot be read\n",
};

static void test_new_full(void)
{
	char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
	struct host_facts *f = host_facts_read(root);
	char *text = new_scenario(NEW_flood, f);
	for (size_t i = 0; i < G_N_ELEMENTS(full_lines); i++)
		if (!strstr(text, full_lines[i])) {
			printf("\n  not there: %s\n%s", full_lines[i], text);
			CU_FAIL("a line is missing");
		}
	CU_ASSERT_TRUE(are_sound(root));
	g_free(text);
	host_facts_free(f);
	host_tree_free(root);
}

/* Interrupts of all queues are known, and RPS is on. */
static const struct {
	const char *irq42, *rps[3];
	const char *line;
} queues[] = {
	{"4\n", {"0\n", "0\n", "0\n"}, "nic: {core: 2, queues: 3, rx_ring"},
	{"7\n",
	 {"0\n", "0\n", "0\n"},
	 "nic: {core: 2, queues: 3, rx_ring: 1024, tx_ring: 2048, further_cores: \"3,7\", "},
	{"2\n",
	 {"00f0\n", "00f0\n", "00f0\n"},
	 "tx_ring: 2048, further_cores: \"3,2\", rps_cpus: \"4-7\", moderation"},
	{"4\n", {"30\n", "0\n", "00000000,00008001\n"}, "tx_ring: 2048, rps_cpus: \"4-5;;0,15\", moderation"},
	{"99\n",
	 {"x\n", "0\n", "1,00000000\n"},
	 "nic: {core: 2, queues: 3, rx_ring: 1024, tx_ring: 2048, moderation"},
};

static void test_new_queues(void)
{
	EACH_CASE (i, queues, line) {
		char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
		const struct host_file more[] = {
			{"sys/class/net/enp1s0/device/msi_irqs/42", "msix\n"},
			{"proc/irq/42/effective_affinity_list", queues[i].irq42},
			{"sys/class/net/enp1s0/queues/rx-0/rps_cpus", queues[i].rps[0]},
			{"sys/class/net/enp1s0/queues/rx-1/rps_cpus", queues[i].rps[1]},
			{"sys/class/net/enp1s0/queues/rx-2/rps_cpus", queues[i].rps[2]},
		};
		for (size_t k = 0; k < G_N_ELEMENTS(more); k++)
			host_tree_file(root, &more[k]);
		expect_new(root, queues[i].line);
	}
}

/* Whose ports are the taps, or, without taps, the NIC? */
static void test_new_switch(void)
{
	static const struct {
		const char *tap, *nic; /* their master */
		const char *line;      /* NULL: a bridge forwards */
	} cases[] = {
		{"->../ovs-system", "->../br0", "switch: {kind: ovs, handler_core: 3}"},
		{"->../ovs-system", "->../ovs-system", "switch: {kind: ovs, handler_core: 3}"},
		{"->../br0", "->../ovs-system", NULL},
	};
	EACH_CASE (i, cases, tap) {
		char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
		const struct host_file more[] = {{"sys/class/net/vnet0/master", cases[i].tap},
						 {"sys/class/net/enp1s0/master", cases[i].nic}};
		for (size_t k = 0; k < G_N_ELEMENTS(more); k++)
			host_tree_file(root, &more[k]);
		struct host_facts *f = host_facts_read(root);
		char *text = new_scenario(NEW_flood, f);
		CU_ASSERT_EQUAL(strstr(text, cases[i].line ? cases[i].line : "\nswitch:") != NULL,
				cases[i].line != NULL);
		CU_ASSERT_TRUE(are_sound(root));
		g_free(text);
		host_facts_free(f);
		host_tree_free(root);
	}
}

/* Where the threads of the second guest may run: what is written of it, and what explains it. */
static void test_new_affinity(void)
{
	static const struct {
		const char *worker, *vcpu, *line;
	} cases[] = {
		{"8-11", "12", "{name: wire2, vhost_core: 8, vhost_cores: \"8-11\", vcpu_core: 12}\n"},
		{"3,9", "0-14",
		 "{name: wire2, vhost_core: 3, vhost_cores: \"3,9\", vcpu_core: 5, vcpu_cores: "
		 "\"0-14\"}\n"},
		{"14-99", "0-99",
		 "{name: wire2, vhost_core: 14, vhost_cores: \"14-15\", vcpu_core: 5, vcpu_cores: "
		 "\"any\"}\n"},
		{"77", "x", "{name: wire2, vhost_core: 3, vcpu_core: 5}\n"},
	};
	EACH_CASE (i, cases, line) {
		char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
		char *worker = g_strdup_printf("Cpus_allowed_list:\t%s\n", cases[i].worker),
		     *vcpu = g_strdup_printf("Cpus_allowed_list:\t%s\n", cases[i].vcpu);
		host_tree_file(root, &(struct host_file){"proc/2010/task/2010/status", worker});
		host_tree_file(root, &(struct host_file){"proc/2000/task/2002/status", vcpu});
		expect_new(root, cases[i].line);
		g_free(worker);
		g_free(vcpu);
	}
}

/* Idle states that one cannot have three of, or that are disabled. */
static void test_new_idle(void)
{
#define STATES "sys/devices/system/cpu/cpu0/cpuidle/"
	static const struct {
		struct host_file more[4];
		const char *part;
	} cases[] = {
		{{{STATES "state3/disable", "1\n"}},
		 "cstates: own, cstate_times: \"2us/3us,10us/20us,10us/20us\""},
		{{{STATES "state4/name", "C8\n"},
		  {STATES "state4/latency", "300\n"},
		  {STATES "state4/residency", "900\n"}},
		 "cstate_times: \"2us/3us,10us/20us,300us/900us\""},
		{{{STATES "state2/name", ""}}, "cstate_times: \"2us/3us,2us/3us,2us/3us\""},
		{{{STATES "state1/latency", "x\n"}}, "idle: mwait}\n"},
		{{{"sys/devices/system/cpu/cpuidle/current_driver", "haltpoll\n"}}, "idle: hlt}\n"},
	};
	EACH_CASE (i, cases, part) {
		char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
		for (int k = 0; cases[i].more[k].path; k++)
			host_tree_file(root, &cases[i].more[k]);
		expect_new(root, cases[i].part);
	}
}

static void test_new_none(void)
{
	char *root = folder_new();
	struct host_facts *f = host_facts_read(root);
	CU_ASSERT_EQUAL(f->unseen->len, 12);
	CU_ASSERT_PTR_NULL(host_facts_nic(f));
	CU_ASSERT_TRUE(are_sound(root));
	CU_ASSERT_TRUE(are_sound(NULL));
	host_facts_free(f);
	host_tree_free(root);
}

/* ---- any content ---- */

static const char *const contents[] = {
	"",
	"\n",
	"x",
	"0",
	"-1",
	"1",
	"4095",
	"1000000",
	"99999999999999999999999999",
	"0-99999999",
	"1-",
	",,,",
	"\xff\xfe\x01",
	"a: [&b",
	"\"}\n- {",
	"y\ny\n",
	"Linux version",
	"2.6.32",
	"7.99",
	"3.13.0-x",
	"CPU 0/KVM",
	"vhost-",
	"vhost-99999999999999999999",
	"->/nowhere",
	"->.",
	"# \xe2\x80\xae\n",
	"1e999 @ 1e999GHz",
	"@ 0GHz",
};

/* Each file in turn holds each of these, and is a folder. */
static void test_any(void)
{
	char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
	EACH_CASE (i, host_full) {
		EACH_CASE (k, contents) {
			host_tree_put(root, &host_full[i], contents[k], strlen(contents[k]));
			if (!asks_soundly(root, (i + k) % NEW_QUESTION_COUNT)) {
				printf("  %s: \"%s\"\n", host_full[i].path, contents[k]);
				CU_FAIL("a scenario is not sound");
			}
		}
		host_tree_file(root, &host_full[i]);
	}
	host_tree_free(root);
}

/* Files that are large, and without line ends. */
static void test_large(void)
{
	char *root = host_tree_new(host_full, G_N_ELEMENTS(host_full));
	char *large = g_strnfill(4 * HOST_TEXT_MAX, '7');
	for (size_t i = 0; i < G_N_ELEMENTS(host_full); i++)
		host_tree_put(root, &host_full[i], large, strlen(large));
	CU_ASSERT_TRUE(are_sound(root));
	g_free(large);
	host_tree_free(root);
}

static const struct test_case cases[] = {
	{"a host with everything", test_full},
	{"kernels", test_kernels},
	{"a packed configuration", test_packed},
	{"scenarios of it", test_new_full},
	{"cores of its queues", test_new_queues},
	{"its switch", test_new_switch},
	{"where threads may run", test_new_affinity},
	{"its idle states", test_new_idle},
	{"scenarios of nothing", test_new_none},
	{"files that hold anything", test_any},
	{"large files", test_large},
};

SUITE("host", cases)
