/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bad scenarios: every file scenario_*.yaml of tests/corpus gives the faults listed here, in their places.
 */
#include "tests/lib/input/corpus.h"
#include "tests/lib/suite.h"

static const struct bad_file bad_files[] = {
	/* clang-format off */
	{"scenario_anchors.yaml", 3, {
		"1:7: error: anchors (&) are not supported",
		"2:9: error: aliases (*) are not supported",
		"3:8: error: tags (!) are not supported",
	}},
	{"scenario_background.yaml", 2, {
		"4:21: error: core 2 does not exist: host server has 2 cores, 0 to 1",
		"5:41: error: no guest runs on host nowhere; background threads run where guests do",
	}},
	{"scenario_binary.yaml", 1, {"1:1: error: byte 0x01 is no text"}},
	{"scenario_bomb.yaml", 7, {
		"1:4: error: anchors (&) are not supported",
		"2:4: error: anchors (&) are not supported",
		"2:8: error: aliases (*) are not supported",
		"2:12: error: aliases (*) are not supported",
		"3:4: error: anchors (&) are not supported",
		"3:8: error: aliases (*) are not supported",
		"3:12: error: aliases (*) are not supported",
	}},
	{"scenario_cgroup.yaml", 3, {
		"5:78: error: flow tap has no virtual machine that could stall: stall_for must be 0s",
		"5:60: error: cgroup_quota is at least 1ms, as in the kernel (0s: no limit)",
		"9:12: error: flow tap has no guest that sends: its program sends what it has received",
	}},
	{"scenario_comment.yaml", 1, {" error: the file has no content"}},
	{"scenario_contradiction.yaml", 2, {
		"6:7: error: platform",
		"10:10: error: there is no guest vm1",
	}},
	{"scenario_contradiction_with_typo.yaml", 2, {
		"5:1: error: the top level has no key \"nci\"",
		"6:13: error: nic.core 2 does not exist: host server has 2 cores, 0 to 1",
	}},
	{"scenario_expect.yaml", 2, {
		"5:9: error: expect takes a list (lines that begin with -), not a mapping (key: value)",
		"6:1: error: the top level has no key \"expct\"; did you mean expect?",
	}},
	{"scenario_feedback.yaml", 4, {
		"9:16: error: virtio.ring must be a power of two, such as 256",
		"8:36: error: callback.refill_below is more than the pool holds (callback.pool, 64)",
		"6:9: error: feedback.stop is more than the tap holds (tap.queue, 100)",
		"7:12: error: feedback.restart must be below the level that stops (200)",
	}},
	{"scenario_control.yaml", 1, {"2:11: error: byte 0x01 is no text"}},
	{"scenario_crawl.yaml", 8, {
		"11:3: error: crawl has no key \"pionts\"",
		"10:3: error: crawl needs the key to",
		"13:7: error: the curve needs the key name",
		"14:30: error: a curve has no key \"sets\"",
		"14:22: error: set takes a mapping (key: value), not a list (lines that begin with -)",
		"15:28: error: a curve sets single settings, with keys such as nic.rx_ring",
		"15:7: error: there are two curves named \"a\"",
		"16:7: error: a curve takes a mapping (key: value), not a single value",
	}},
	{"scenario_cstates.yaml", 1, {
		"3:37: error: cstate_times \"2us/2us,10us,133us/600us\" is no list of three states, such as 2us/2us,10us/20us,133us/600us",
	}},
	{"scenario_cstates_other.yaml", 1, {
		"3:37: error: cstate_times are those of cstates own: write it, or leave them out",
	}},
	{"scenario_curves.yaml", 9, {
		"13:26: error: the top level has no key \"flwo\"",
		"14:27: error: rx_ring \"3x\" goes on after its number",
		"14:44: error: there is no guests.vm7; guests has 1 element, counted from 0: vm0",
		"21:26: error: there is no cost \"ap\"; vhostsim list costs names them",
		"21:38: error: app_sink: cycles \"1e3\" has an exponent, write the digits out",
		"15:7: error: the scenario with this curve's settings is faulty:",
		"18:9: error: vcpu_core 7 does not exist: host server has 2 cores, 0 to 1",
		"20:7: error: the scenario with this curve's settings is faulty:",
		"20:26: error:",
	}},
	{"scenario_deep.yaml", 1, {"1:19: error: nesting is deeper than 16"}},
	{"scenario_documents.yaml", 1, {"9:1: error: a second document begins here"}},
	{"scenario_duplicate.yaml", 2, {
		"6:1: error: this key is given twice, first in line 1",
		"5:30: error: this key is given twice, first in line 5",
	}},
	{"scenario_e1000.yaml", 4, {
		"4:12: error: tx \"bottom\" is not one of bh, timer",
		"4:30: error: tx_timer 0us is below the smallest, 1us",
		"4:45: error: tx_burst 0 is below the smallest, 1",
		"4:60: error: mitigation \"some\" is neither yes nor no",
	}},
	{"scenario_e1000_queues.yaml", 2, {
		"5:59: error: the device of flow emulated has one queue pair: queues must be 1",
		"5:70: error: in flow emulated one thread of QEMU serves all of a guest: spread must be no",
	}},
	{"scenario_empty.yaml", 1, {" error: the file is empty"}},
	{"scenario_empty_list.yaml", 1, {"5:9: error: guests is empty; it needs at least one element"}},
	{"scenario_endless.yaml", 4, {
		"13:5: error: a guest that sends as fast as it can (rate 0pps) needs time for a packet",
		"14:5: error: the guests send the packets of this source round and round",
		"15:5: error: the guests send the packets of this source round and round",
		"17:5: error: the guests send the packets of this source round and round",
	}},
	{"scenario_files.yaml", 3, {
		"3:16: error: rx_ring 3 is below the smallest, 64",
		"1:11: error:",
		"2:8: error:",
	}},
	{"scenario_flow_open.yaml", 1, {"6:7: error: not YAML: did not find expected ',' or '}' while parsing a flow mapping that begins in line 5"}},
	{"scenario_host.yaml", 7, {
		"8:12: error: no guest can be named host: to traffic that is pktgen on the host",
		"6:21: error: tap.backpressure stops generators on the host: all traffic must be from: host",
		"12:46: error: core 9 does not exist: host server has 2 cores, 0 to 1",
		"11:5: error: a generator on the host that sends as fast as it can needs time for a packet",
		"13:34: error: core is where pktgen of the host runs: from: host",
		"14:36: error: socket is of a process in a guest: from",
		"15:48: error: socket is of a process in a guest: from",
	}},
	{"scenario_host_flow.yaml", 3, {
		"8:12: error: the flow callback has no tap that the host could send into",
		"9:10: error: the flow callback does not forward from the wire to the wire",
		"4:13: error: the flow callback needs a driver that polls: nic.napi: yes",
	}},
	{"scenario_indent.yaml", 1, {"7:2: error: not YAML: did not find expected key while parsing a block mapping that begins in line 1"}},
	{"scenario_isolation.yaml", 3, {
		"12:11: error: there is no guest floded; did you mean flooded?",
		"13:10: error: there is no guest noisy; the first one is flooded",
		"15:7: error: crawl.to must be greater than crawl.from",
	}},
	{"scenario_isolation_line.yaml", 1, {"15:7: error: crawl.to, with the other sources, is more than the link wire carries: at most 14.830952Mpps of these frames"}},
	{"scenario_isolation_none.yaml", 1, {"12:11: error: crawl.source needs a source to the guest flooded; there is none"}},
	{"scenario_isolation_two.yaml", 1, {"12:11: error: crawl.source needs one source to the guest quiet; there are 2"}},
	{"scenario_keys.yaml", 1, {"5:3: error: a key must be a single word"}},
	{"scenario_latin1.yaml", 1, {"1:17: error: byte 0xfc is no text"}},
	{"scenario_list.yaml", 1, {"1:1: error: a scenario takes a mapping (key: value), not a list (lines that begin with -)"}},
	{"scenario_missing.yaml", 4, {
		" error: the scenario needs the key costs",
		" error: the scenario needs the section guests",
		" error: the scenario needs the section traffic",
		" error: the scenario needs its hardware",
	}},
	{"scenario_missing_in_list.yaml", 3, {
		"6:5: error: an element of guests needs the key vhost_core",
		"6:5: error: an element of guests needs the key vcpu_core",
		"8:5: error: an element of traffic needs the key to",
	}},
	{"scenario_nul.yaml", 1, {"1:7: error: the value holds a NUL character"}},
	{"scenario_options.yaml", 4, {
		"5:24: error: nic.queues is for flows vhost and tap, whose host has several queues; flow feedback's must be 1",
		"6:18: error: napi.threaded needs kernel 6.1",
		"6:29: error: napi.core \"two\" is no number of a core, such as 3",
		"7:27: error: vhost.busyloop_timeout needs kernel 5.10",
	}},
	{"scenario_options_cores.yaml", 3, {
		"4:24: error: the core of the last NIC queue, 2 does not exist: host server has 2 cores, 0 to 1",
		"5:29: error: the core of the last NAPI thread, 3 does not exist",
		"6:27: error: vhost.busyloop_timeout is a whole number of us, such as 50us",
	}},
	{"scenario_peer_cores.yaml", 2, {
		"4:13: error: nic.core 1 does not exist: host small has 1 core, 0 to 0",
		"5:13: error: pmd.core 2 does not exist: host small has 1 core, 0 to 0",
	}},
	{"scenario_placement.yaml", 3, {
		"4:59: error: vhost_cores: \"0-2\" is no list of cores from 0 to 1, such as 0-3,6, nor any",
		"5:58: error: vcpu_cores: \"all\" is no list of cores from 0 to 1, such as 0-3,6, nor any",
		"6:12: error: guest vm2 has a cgroup: its threads must stay on their cores (vhost_cores, vcpu_cores)",
	}},
	{"scenario_pmd.yaml", 2, {
		"4:13: error: pmd.core 2 does not exist: host server has 2 cores, 0 to 1",
		"4:23: error: pmd.burst is more than pmd.rx_ring",
	}},
	{"scenario_quote.yaml", 1, {"10:1: error: not YAML: found unexpected end of stream while scanning a quoted scalar that begins in line 5"}},
	{"scenario_rps.yaml", 2, {
		"4:42: error: nic.further_cores \"x\" has no core for queue 1: write one for each queue but the first",
		"4:57: error: nic.rps_cpus: core 2 does not exist: host server has 2 cores, 0 to 1",
	}},
	{"scenario_rps_flow.yaml", 1, {
		"4:26: error: nic.rps_cpus is for flows whose packets the host's stack receives: vhost, tap, virtio and emulated; flow feedback's must be empty",
	}},
	{"scenario_rps_lists.yaml", 2, {
		"4:42: error: nic.further_cores \"1,0\" has more cores than nic.queues, 2, less the first",
		"4:59: error: nic.rps_cpus \"0;1;1\" has more lists than nic.queues, 2",
	}},
	{"scenario_rps_napi.yaml", 2, {
		"4:26: error: nic.rps_cpus \"1-\" is no list of cores for queue 0: write one list for all queues",
		"4:26: error: nic.rps_cpus needs a driver that polls: nic.napi: yes",
	}},
	{"scenario_scalar.yaml", 1, {"1:1: error: a scenario takes a mapping (key: value), not a single value"}},
	{"scenario_switch.yaml", 1, {"3:41: error: masks 0 is below the smallest, 1"}},
	{"scenario_switch_cores.yaml", 1, {
		"3:31: error: the core of the last handler, 2 does not exist: host server has 2 cores, 0 to 1",
	}},
	{"scenario_switch_flow.yaml", 1, {
		"4:9: error: no switch of the host's kernel forwards in flow vhost-user: switch must be bridge, which stands for none there",
	}},
	{"scenario_shapes.yaml", 8, {
		"1:7: error: flow takes a single value, not a list (lines that begin with -)",
		"2:9: error: kernel takes a single value, not a mapping (key: value)",
		"5:6: error: nic takes a mapping (key: value), not a single value",
		"6:6: error: napi has no value",
		"7:14: error: queue has no value",
		"8:9: error: guests takes a list (lines that begin with -), not a mapping (key: value)",
		"10:5: error: an element of traffic takes a mapping (key: value), not a single value",
		"11:7: error: cost takes a mapping (key: value), not a single value",
	}},
	{"scenario_life.yaml", 2, {
		"4:66: error: guest vm0 stops before it starts: stop must be after start (0s: never)",
		"6:52: error: guest vm2 stops before it starts",
	}},
	{"scenario_load.yaml", 1, {"6:5: error: the offered load is more than the link wire carries: at most"}},
	{"scenario_search.yaml", 11, {
		"6:46: error: count \"ten\" ",
		"8:11: error: method \"mlrserch\" is not one of mlrsearch, binary; did you mean mlrsearch?",
		"9:10: error: trial \"100\" has no unit", "10:10: error: width 0.7 is above the largest, 0.5",
		"11:13: error: min_load 0pps is below the smallest, 1pps",
		"12:3: error: search has no key \"loss_ratio\"; it is a key of goals",
		"13:12: error: repeats 0 is below the smallest, 1",
		"16:29: error: loss_ratio \"0.5 %\" goes on after its number",
		"17:29: error: loss_ratio 1 is above the largest, 0.999999",
		"18:5: error: an element of goals takes a mapping (key: value), not a single value",
		"15:5: error: an element of goals needs the key name",
	}},
	{"scenario_sources.yaml", 13, {
		"12:21: error: ", "6:5: error: the tester's rate must be above 0pps (or give shape or pcap)",
		"7:21: error: a source has a rate or a shape, not both",
		"8:22: error: shape: dates must rise, and 5ms does not come after the one before",
		"9:22: error: shape: a rate must be above 0pps", "9:52: error: a source must stop after its start",
		"10:62: error: frame does not go with pcap", "10:74: error: shape does not go with pcap",
		"10:48: error: a capture has its own rate; to scale it, write pcap_speed: rate",
		"11:54: error: pcap_speed rate needs the rate, above 0pps, that the capture is scaled to",
		"13:45: error: a source that sends as fast as it can (rate 0pps) knows no stop",
		"14:68: error: flows does not go with pcap", "14:52: error: arrivals does not go with pcap",
	}},
	{"scenario_tab.yaml", 1, {"2:1: error: not YAML: there is a tab; indent by spaces"}},
	{"scenario_traffic.yaml", 7, {
		"5:12: error: no guest can be named wire: to traffic that is the way out",
		"8:10: error: the host's generator sends into a guest's tap: name the guest",
		"9:10: error: there is no guest vm2; did you mean vm0?",
		"10:11: error: a guest does not send to itself: from and to are both vm0",
		"11:12: error: there is no guest moon; the first one is vm0",
		"12:21: error: the tester's rate must be above 0pps (or give shape or pcap); only a guest or the host sends as fast "
		"as it can",
		"13:36: error: arrivals needs a rate; with rate: 0pps the source sends as fast as it can, and arrivals says "
		"nothing",
	}},
	{"scenario_unknown.yaml", 6, {
		"5:1: error: the top level has no key \"flwo\"",
		"6:1: error: the top level has no key \"nci\"",
		"7:7: error: nic has no key \"rx_rng\"",
		"7:20: error: nic has no key \"zebra\"",
		"8:1: error: the top level has no key \"rx_ring\"; it is a key of nic",
		"13:8: error: there is no cost \"ap\"; vhostsim list costs names them",
	}},
	{"scenario_utf16.yaml", 1, {"1:1: error: byte 0xff is no text"}},
	{"scenario_values.yaml", 12, {
		"1:7: error: flow \"vhosst\"",
		"2:9: error: kernel 2.6 is older than the oldest, 3.13",
		"5:9: error: warmup \"50\" has no unit",
		"6:16: error: rx_ring \"3x\" goes on after its number",
		"6:26: error: core \"-1\" has a sign",
		"8:29: error: vhost_core \"0.5\" is no whole multiple of 1",
		"10:21: error: rate \"850\" has no unit",
		"10:33: error: frame 12B is below the smallest, 64B",
		"11:27: error: all can only be 0",
		"11:18: error: app_sink: cycles \"3x\" goes on after its number",
		"11:54: error: vhost_copy has no key \"bytes\"",
		"11:81: error: vhost_copy: cycles_per_byte \"1 MB\" is a size",
	}},
	/* clang-format on */
};

static void test_bad_files(void)
{
	corpus_check(bad_files, G_N_ELEMENTS(bad_files), corpus_read);
}

static void test_all_listed(void)
{
	corpus_listed(bad_files, G_N_ELEMENTS(bad_files), "scenario_");
}

static const struct test_case cases[] = {
	{"each bad scenario has its faults", test_bad_files},
	{"every file is listed", test_all_listed},
};

SUITE("corpus of scenarios", cases)
