/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites that read a host: the files by which one tells about itself, below a folder of their own.
 */
#ifndef TESTS_LIB_INPUT_HOST_TREE_H
#define TESTS_LIB_INPUT_HOST_TREE_H

#include "tests/lib/input/faults.h"
#include <gio/gio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file, or with -> in front of its text a symbolic link to the rest of it. */
struct host_file {
	const char *path, *text;
};

/* A server with bridge, Open vSwitch, two guests, one of them with the worker of a kernel before 6.4. */
static const struct host_file host_full[] = {
	{"proc/sys/kernel/osrelease", "6.8.0-45-generic\n"},
	{"proc/version", "Linux version 6.8.0-45-generic (b@x) (gcc) #45-Ubuntu SMP PREEMPT_DYNAMIC Fri\n"},
	{"proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda1 preempt=full quiet\n"},
	{"boot/config-6.8.0-45-generic", "#\nCONFIG_PREEMPT_VOLUNTARY=y\nCONFIG_PREEMPT_DYNAMIC=y\n# "
					 "CONFIG_HZ_100 is not set\nCONFIG_HZ=1000\n"
					 "CONFIG_IRQ_TIME_ACCOUNTING=y\n"},
	{"proc/cpuinfo", "processor\t: 0\nmodel name\t: Intel(R) Xeon(R) Gold 6133 CPU @ 2.50GHz\n"
			 "cpu MHz\t\t: 1200.000\n\nprocessor\t: 1\ncpu MHz\t\t: 3000.000\n"},
	{"sys/devices/system/cpu/present", "0-15\n"},
	{"sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0,8\n"},
	{"sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "3000000\n"},
	{"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"},
	{"sys/devices/system/cpu/cpuidle/current_driver", "intel_idle\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state0/name", "POLL\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state0/latency", "0\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state0/residency", "0\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state1/name", "C1\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state1/latency", "2\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state1/residency", "3\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state2/name", "C1E\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state2/latency", "10\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state2/residency", "20\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state2/disable", "0\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state3/name", "C6\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state3/latency", "133\n"},
	{"sys/devices/system/cpu/cpu0/cpuidle/state3/residency", "600\n"},
	{"sys/devices/system/cpu/vulnerabilities/meltdown", "Mitigation: PTI\n"},
	{"sys/devices/system/cpu/vulnerabilities/srbds", "Not affected\n"},
	{"sys/module/kvm/parameters/halt_poll_ns", "50000\n"},
	{"sys/class/net/lo/mtu", "65536\n"},
	{"sys/class/net/eno1/speed", "1000\n"}, /* for the administrator: it is in no switch */
	{"sys/class/net/eno1/device/msi_irqs/30", "msi\n"},
	{"sys/class/net/eno1/queues/rx-0/rps_cpus", "0\n"},
	{"sys/class/net/enp1s0/speed", "25000\n"},
	{"sys/class/net/enp1s0/device/driver", "->../../../bus/pci/drivers/mlx5_core"},
	{"sys/class/net/enp1s0/device/msi_irqs/41", "msix\n"},
	{"sys/class/net/enp1s0/device/msi_irqs/9", "msix\n"},
	{"sys/class/net/enp1s0/queues/rx-0/rps_cpus", "0\n"},
	{"sys/class/net/enp1s0/queues/rx-1/rps_cpus", "0\n"},
	{"sys/class/net/enp1s0/queues/rx-2/rps_cpus", "0\n"},
	{"sys/class/net/enp1s0/queues/tx-0/xps_cpus", "0\n"},
	{"sys/class/net/enp1s0/master", "->../bond0"},
	{"sys/class/net/bond0/master", "->../br0"},
	{"sys/class/net/br0/bridge/stp_state", "0\n"},
	{"sys/class/net/ovs-system/mtu", "1500\n"},
	{"sys/class/net/vnet0/tun_flags", "0x5002\n"},
	{"sys/class/net/vnet0/tx_queue_len", "500\n"},
	{"sys/class/net/vnet0/master", "->../br0"},
	{"proc/irq/9/effective_affinity_list", "2\n"},
	{"proc/irq/41/effective_affinity_list", "3\n"},
	{"ethtool/enp1s0.g", "Ring parameters for enp1s0:\nPre-set maximums:\nRX:\t\t8192\nTX:\t\t8192\n"
			     "Current hardware settings:\nRX:\t\t1024\nRX Mini:\tn/a\nTX:\t\t2048\n"},
	{"ethtool/enp1s0.c",
	 "Coalesce parameters for enp1s0:\nAdaptive RX: off  TX: on\nrx-usecs:\t8\nrx-frames:\t128\n"},
	{"proc/1000/comm", "qemu-system-x86\n"},
	{"proc/1000/cmdline", "qemu-system-x86_64@-name@guest=web server 1,debug-threads=on@-smp@2@"},
	{"proc/1000/task/1000/comm", "qemu-system-x86\n"},
	{"proc/1000/task/1003/comm", "CPU 1/KVM\n"},
	{"proc/1000/task/1003/status", "Name:\tCPU 1/KVM\nCpus_allowed_list:\t7\n"},
	{"proc/1000/task/1002/comm", "CPU 0/KVM\n"},
	{"proc/1000/task/1002/status", "Name:\tCPU 0/KVM\nCpus_allowed:\tffff\nCpus_allowed_list:\t6\n"},
	{"proc/1000/task/1002/cgroup", "0::/machine.slice/machine-qemu.scope/libvirt/vcpu0\n"},
	{"proc/1000/task/1005/comm", "vhost-1000\n"},
	{"proc/1000/task/1005/status", "Name:\tvhost-1000\nCpus_allowed_list:\t4\n"},
	{"proc/2000/cmdline", "qemu-system-x86_64@-name@wire@"},
	{"proc/2000/task/2002/comm", "CPU 0/KVM\n"},
	{"proc/2000/task/2002/status", "Cpus_allowed_list:\t0-15\n"},
	{"proc/2010/task/2010/comm", "vhost-2000\n"},
	{"proc/2010/task/2010/status", "Cpus_allowed_list:\t0-15\n"},
	{"proc/self/comm", "cat\n"},
};

/* host_tree_put: one of the files, with this text of so many bytes. */
void host_tree_put(const char *root, const struct host_file *f, const char *text, gsize length);

/* host_tree_file: the file as it is; a @ in a command line stands for NUL. */
void host_tree_file(const char *root, const struct host_file *f);

/* host_tree_new: a folder with the n files. host_tree_free removes it, and frees its name. */
char *host_tree_new(const struct host_file *files, size_t n);

void host_tree_free(char *root);

#endif
