#include "x86/cpuid.h"

const char *const cpu_model_names[CPU_MODELS + 1] = {
	[CPU_BASELINE] = "baseline",
	[CPU_V3] = "v3",
	[CPU_HOST] = "host",
};

/* "AuthenticAMD" in EBX, EDX, ECX. The vendor is fixed, as SYSENTER, SYSCALL and more depend on it. */
#define VENDOR .ebx = 0x68747541, .edx = 0x69746e65, .ecx = 0x444d4163

/* Family 15, model 107, stepping 1. */
#define SIGNATURE 0x00060fb1

/* CPUID.1:EDX: FPU DE PSE TSC MSR PAE MCE CX8 SEP MTRR PGE MCA CMOV PAT PSE36 CLFSH MMX FXSR SSE SSE2. No
 * APIC; no VME, which QEMU does not emulate and the model must hold in the box too. */
#define FEATURES_EDX 0x078bf9fdu
/* CPUID.1:ECX: SSE3 SSSE3 CX16 SSE4.1 SSE4.2 POPCNT; v3 adds FMA MOVBE XSAVE OSXSAVE(set by KVM) AVX F16C. */
#define FEATURES_ECX       0x00982201
#define FEATURES_ECX_V3    (FEATURES_ECX | 1u << 12 | 1u << 22 | 1u << 26 | 1u << 28 | 1u << 29)
#define FEATURE_EDX_APIC   (1u << 9)
#define FEATURE_ECX_X2APIC (1u << 21)
/* CPUID.7:EBX: BMI1 AVX2 BMI2. */
#define FEATURES_7_EBX_V3 (1u << 3 | 1u << 5 | 1u << 8)
/* CPUID.80000001h:EDX: the bits that repeat leaf 1, and SYSCALL NX PDPE1GB RDTSCP LM; :ECX: LAHF, v3 adds
 * LZCNT. */
#define FEATURES_EXT_EDX    0x2c1009f5u
#define FEATURES_EXT_ECX    0x00000001u
#define FEATURES_EXT_ECX_V3 0x00000021u

/* 40 physical and 48 linear address bits. */
#define ADDRESS_BITS 0x00003028
/* CLFLUSH lines of 64 bytes, one logical processor, APIC id 0. */
#define LEAF_1_EBX 0x00010800

/* "romkit baseline CPU" and "romkit v3 CPU" in leaves 80000002h to 80000004h. */
#define BRAND_BASELINE                                                   \
	{0x80000002, 0, 0x6b6d6f72, 0x62207469, 0x6c657361, 0x20656e69}, \
		{0x80000003, 0, 0x00555043, 0, 0, 0},                    \
	{                                                                \
		0x80000004, 0, 0, 0, 0, 0                                \
	}
#define BRAND_V3                                                                                      \
	{0x80000002, 0, 0x6b6d6f72, 0x76207469, 0x50432033, 0x00000055}, {0x80000003, 0, 0, 0, 0, 0}, \
	{                                                                                             \
		0x80000004, 0, 0, 0, 0, 0                                                             \
	}

static const struct cpuid_leaf baseline[] = {
	{.leaf = 0, .eax = 7, VENDOR},
	{.leaf = 1, .eax = SIGNATURE, .ebx = LEAF_1_EBX, .ecx = FEATURES_ECX, .edx = FEATURES_EDX},
	{.leaf = 7},
	{.leaf = 0x80000000, .eax = 0x80000008, VENDOR},
	{.leaf = 0x80000001, .eax = SIGNATURE, .ecx = FEATURES_EXT_ECX, .edx = FEATURES_EXT_EDX},
	BRAND_BASELINE,
	{.leaf = 0x80000008, .eax = ADDRESS_BITS},
};

/* Leaf 0Dh: x87, SSE and AVX state in 832 bytes, the AVX part being 256 bytes at 576 (SDM vol. 1, 13.4). */
static const struct cpuid_leaf v3[] = {
	{.leaf = 0, .eax = 0xd, VENDOR},
	{.leaf = 1, .eax = SIGNATURE, .ebx = LEAF_1_EBX, .ecx = FEATURES_ECX_V3, .edx = FEATURES_EDX},
	{.leaf = 7, .ebx = FEATURES_7_EBX_V3},
	{.leaf = 0xd, .subleaf = 0, .eax = 7, .ebx = 576, .ecx = 832},
	{.leaf = 0xd, .subleaf = 1},
	{.leaf = 0xd, .subleaf = 2, .eax = 256, .ebx = 576},
	{.leaf = 0x80000000, .eax = 0x80000008, VENDOR},
	{.leaf = 0x80000001, .eax = SIGNATURE, .ecx = FEATURES_EXT_ECX_V3, .edx = FEATURES_EXT_EDX},
	BRAND_V3,
	{.leaf = 0x80000008, .eax = ADDRESS_BITS},
};

const struct cpuid_leaf *cpuid_model(enum cpu_model model, size_t *count)
{
	switch (model) {
	case CPU_BASELINE: *count = sizeof baseline / sizeof *baseline; return baseline;
	case CPU_V3: *count = sizeof v3 / sizeof *v3; return v3;
	default: *count = 0; return NULL;
	}
}

struct cpuid_leaf cpuid_with_apic(const struct cpuid_leaf *leaf)
{
	struct cpuid_leaf with = *leaf;

	if (leaf->leaf == 1 || leaf->leaf == 0x80000001)
		with.edx |= FEATURE_EDX_APIC;
	if (leaf->leaf == 1)
		with.ecx |= FEATURE_ECX_X2APIC;
	return with;
}

/* The register of a leaf that holds feature bits. */
enum feature_word { WORD_1_ECX, WORD_1_EDX, WORD_7_EBX, WORD_EXT_ECX, WORD_EXT_EDX, WORDS };

static const struct {
	uint8_t word, bit;
	const char *name;
} features[] = {
	{WORD_1_EDX, 0, "fpu"},        {WORD_1_EDX, 2, "de"},      {WORD_1_EDX, 3, "pse"},
	{WORD_1_EDX, 4, "tsc"},        {WORD_1_EDX, 5, "msr"},     {WORD_1_EDX, 6, "pae"},
	{WORD_1_EDX, 7, "mce"},        {WORD_1_EDX, 8, "cx8"},     {WORD_1_EDX, 11, "sep"},
	{WORD_1_EDX, 12, "mtrr"},      {WORD_1_EDX, 13, "pge"},    {WORD_1_EDX, 14, "mca"},
	{WORD_1_EDX, 15, "cmov"},      {WORD_1_EDX, 16, "pat"},    {WORD_1_EDX, 17, "pse36"},
	{WORD_1_EDX, 19, "clflush"},   {WORD_1_EDX, 23, "mmx"},    {WORD_1_EDX, 24, "fxsr"},
	{WORD_1_EDX, 25, "sse"},       {WORD_1_EDX, 26, "sse2"},   {WORD_1_ECX, 0, "sse3"},
	{WORD_1_ECX, 9, "ssse3"},      {WORD_1_ECX, 12, "fma"},    {WORD_1_ECX, 13, "cx16"},
	{WORD_1_ECX, 19, "sse4.1"},    {WORD_1_ECX, 20, "sse4.2"}, {WORD_1_ECX, 22, "movbe"},
	{WORD_1_ECX, 23, "popcnt"},    {WORD_1_ECX, 26, "xsave"},  {WORD_1_ECX, 28, "avx"},
	{WORD_1_ECX, 29, "f16c"},      {WORD_7_EBX, 3, "bmi1"},    {WORD_7_EBX, 5, "avx2"},
	{WORD_7_EBX, 8, "bmi2"},       {WORD_EXT_ECX, 0, "lahf"},  {WORD_EXT_ECX, 5, "lzcnt"},
	{WORD_EXT_EDX, 11, "syscall"}, {WORD_EXT_EDX, 20, "nx"},   {WORD_EXT_EDX, 26, "pdpe1gb"},
	{WORD_EXT_EDX, 27, "rdtscp"},  {WORD_EXT_EDX, 29, "lm"},
};

static void feature_words(const struct cpuid_leaf *leaves, size_t count, uint32_t words[WORDS])
{
	for (size_t i = 0; i < count; i++) {
		const struct cpuid_leaf *leaf = &leaves[i];

		if (leaf->subleaf)
			continue;
		if (leaf->leaf == 1) {
			words[WORD_1_ECX] = leaf->ecx;
			words[WORD_1_EDX] = leaf->edx;
		} else if (leaf->leaf == 7) {
			words[WORD_7_EBX] = leaf->ebx;
		} else if (leaf->leaf == 0x80000001) {
			words[WORD_EXT_ECX] = leaf->ecx;
			words[WORD_EXT_EDX] = leaf->edx;
		}
	}
}

size_t cpuid_missing(enum cpu_model model, const struct cpuid_leaf *offered, size_t offered_count,
		     struct buf *names)
{
	uint32_t wanted[WORDS] = {0}, have[WORDS] = {0};
	size_t missing = 0;
	size_t count;
	const struct cpuid_leaf *leaves = cpuid_model(model, &count);

	feature_words(leaves, count, wanted);
	feature_words(offered, offered_count, have);
	for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
		if (!((wanted[features[i].word] & ~have[features[i].word]) >> features[i].bit & 1))
			continue;
		buf_printf(names, "%s%s", missing ? " " : "", features[i].name);
		missing++;
	}
	return missing;
}
