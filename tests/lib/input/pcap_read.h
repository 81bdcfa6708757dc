/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites that read capture files: bytes go through a file of their own, and what is said of them is looked at.
 */
#ifndef TESTS_LIB_INPUT_PCAP_READ_H
#define TESTS_LIB_INPUT_PCAP_READ_H

#include "models/traffic/pcap_file.h"
#include "tests/lib/input/faults.h"
#include "tests/lib/input/pcap_bytes.h"

static const struct place named = {"named here", 7, 9};
static const struct pcap_how as_it_is = {0};

struct capture *read_bytes(GByteArray *bytes, const struct pcap_how *how, struct diag *d);

/* read_sound: without fault or notice. Frees the bytes. */
struct capture *read_sound(GByteArray *bytes);

/* read_noticed: with one notice, that begins so. */
struct capture *read_noticed(GByteArray *bytes, const struct pcap_how *how, const char *begin);

void expect_fault_how(GByteArray *bytes, const struct pcap_how *how, const char *begin);

static inline void expect_fault(GByteArray *bytes, const char *begin)
{
	expect_fault_how(bytes, &as_it_is, begin);
}

#endif
