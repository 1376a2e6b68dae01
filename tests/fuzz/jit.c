/* jit.c - fuzz programs as machine code against libpcap's interpreter.
 *
 *	0	how many instructions follow, each of 8 bytes as struct bpf_insn
 *	then the packet
 */
#include "../../src/filter/jit.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

/* A program that jumps back need not end. */
static bool goes_back(const struct bpf_insn *b)
{
	return b->code == (BPF_JMP | BPF_JA) && (int32_t)b->k < 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct bpf_insn prog[BPF_MEMWORDS + 256];
	struct pcap_pkthdr h = { .len = 0 };
	struct bpf_program all;
	size_t many;
	struct jit j;
	uint8_t *data;

	if (n < 1)
		return 0;
	many = in[0] < (n - 1) / 8 ? in[0] : (n - 1) / 8;
	for (uint32_t i = 0; i < BPF_MEMWORDS; i++) /* libpcap's memory is not empty */
		prog[i] = (struct bpf_insn){ BPF_ST, 0, 0, i };
	memcpy(prog + BPF_MEMWORDS, in + 1, many * 8);
	for (size_t i = 0; i < many; i++)
		if (goes_back(&prog[BPF_MEMWORDS + i]))
			return 0;
	if (!jit_make(&j, prog, BPF_MEMWORDS + many))
		return 0;
	h.caplen = (uint32_t)(n - 1 - many * 8);
	h.len = h.caplen + 10;
	data = malloc(h.caplen ? h.caplen : 1);
	memcpy(data, in + 1 + many * 8, h.caplen);
	all = (struct bpf_program){ (unsigned)(BPF_MEMWORDS + many), prog };
	if (j.run(data, h.len, h.caplen) != (unsigned)pcap_offline_filter(&all, &h, data))
		abort();
	jit_free(&j);
	free(data);
	return 0;
}
