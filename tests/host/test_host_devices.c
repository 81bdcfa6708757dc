/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Devices and threads that tell about themselves in another way, as a virtual machine with Debian 12 showed them: a NIC of virtio,
 * e1000e with a mode in the place of a time, an emulated guest.
 */
#include "tests/lib/input/host_tree.h"
#include "tests/lib/suite.h"
#include "tools/host/new_scenario.h"

static const struct host_file files[] = {
	{"proc/sys/kernel/osrelease", "6.1.0-50-amd64\n"},
	{"sys/devices/system/cpu/present", "0-2\n"},
	{"sys/devices/pci0/0000:00:02.0/msi_irqs/33", "msix\n"},
	{"sys/devices/pci0/0000:00:02.0/virtio1/subsystem", "->../../../../bus/virtio"},
	{"sys/class/net/eth1/device", "->../../../devices/pci0/0000:00:02.0/virtio1"},
	{"proc/irq/33/effective_affinity_list", "1\n"},
	{"sys/devices/pci0/port/msi_irqs/24", "msi\n"},
	{"sys/devices/pci0/port/0000:01:00.0/subsystem", "->../../../../bus/pci"},
	{"sys/class/net/eth2/device", "->../../../devices/pci0/port/0000:01:00.0"},
	{"proc/irq/24/effective_affinity_list", "2\n"},
	{"proc/235/cmdline", "qemu-system-x86_64@-name@guest=vm0,debug-threads=on@"},
	{"proc/235/task/244/comm", "CPU 0/TCG\n"},
	{"proc/235/task/244/status", "Cpus_allowed_list:\t1\n"},
	{"proc/243/task/243/comm", "vhost-235\n"},
	{"proc/243/task/243/status", "Cpus_allowed_list:\t2\n"},
};

static const struct host_nic *nic_of(const struct host_facts *f, const char *name)
{
	for (guint i = 0; i < f->nics->len; i++)
		if (g_str_equal(g_array_index(f->nics, struct host_nic, i).name, name))
			return &g_array_index(f->nics, struct host_nic, i);
	return NULL;
}

/* The interrupts of a port that a NIC without any is plugged into are not the NIC's. */
static void test_interrupts(void)
{
	char *root = host_tree_new(files, G_N_ELEMENTS(files));
	struct host_facts *f = host_facts_read(root);
	const struct host_nic *virtio = nic_of(f, "eth1"), *other = nic_of(f, "eth2");
	CU_ASSERT_PTR_NOT_NULL_FATAL(virtio);
	CU_ASSERT_PTR_NOT_NULL_FATAL(other);
	CU_ASSERT_EQUAL(virtio->first_core, 1);
	CU_ASSERT_EQUAL(other->first_core, HOST_NUMBER_NONE);
	host_facts_free(f);
	host_tree_free(root);
}

static void test_emulated(void)
{
	char *root = host_tree_new(files, G_N_ELEMENTS(files));
	struct host_facts *f = host_facts_read(root);
	char *text = new_scenario(NEW_flood, f), *one = new_scenario(NEW_latency, f);
	static const char named[] = "  - {name: vm0, vhost_core: 2, vcpu_core: 1";
	static const char made_up[] = "# not of this host: the question needs 3 guests\n";
	CU_ASSERT_PTR_NOT_NULL(strstr(text, named));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, made_up));
	CU_ASSERT_PTR_NOT_NULL(strstr(one, named));
	CU_ASSERT_PTR_NULL(strstr(one, made_up));
	g_free(one);
	g_free(text);
	host_facts_free(f);
	host_tree_free(root);
}

/* What get_coalesce of the driver gives; text is what ethtool -c prints. */
static const struct {
	const char *driver, *text;
	gint64 adaptive;
} modes[] = {
	{"e1000e", "Adaptive RX: n/a  TX: n/a\nrx-usecs:\t3\n", 1},
	{"e1000e", "Adaptive RX: n/a  TX: n/a\nrx-usecs:\t0\n", 0},
	{"e1000e", "Adaptive RX: n/a  TX: n/a\nrx-usecs:\t50\n", 0},
	{"igb", "Adaptive RX: off  TX: off\nrx-usecs:\t3\n", 1},
	{"igb", "Adaptive RX: off  TX: off\nrx-usecs:\t4\n", 0},
	{"ixgbe", "Adaptive RX: off  TX: off\nrx-usecs:\t1\n", 1},
	{"ixgbe", "Adaptive RX: off  TX: off\nrx-usecs:\t3\n", 0},
	{"mlx5_core", "Adaptive RX: off  TX: off\nrx-usecs:\t3\n", 0},
	{"mlx5_core", "Adaptive RX: on  TX: off\nrx-usecs:\t8\n", 1},
};

static void test_modes(void)
{
	EACH_CASE (i, modes, driver) {
		char *link = g_strconcat("->../../../bus/pci/drivers/", modes[i].driver, NULL);
		const struct host_file nic[] = {{"sys/class/net/eth0/device/driver", link},
						{"ethtool/eth0.c", modes[i].text}};
		char *root = host_tree_new(nic, G_N_ELEMENTS(nic));
		struct host_facts *f = host_facts_read(root);
		const struct host_nic *found = nic_of(f, "eth0");
		CU_ASSERT_PTR_NOT_NULL_FATAL(found);
		CU_ASSERT_EQUAL(found->adaptive, modes[i].adaptive);
		host_facts_free(f);
		host_tree_free(root);
		g_free(link);
	}
}

static const struct test_case cases[] = {
	{"interrupts of a virtio NIC are those of the device that it stands on", test_interrupts},
	{"an emulated guest is one, and guests that the host has not are named as such", test_emulated},
	{"a small rx-usecs is a mode of some drivers", test_modes},
};

SUITE("host_devices", cases)
