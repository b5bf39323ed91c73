#include "x86/start.h"

#include <string.h>

/* Offsets of the tables from START_TABLES_GPA; each is one page. */
#define GDT_AT      0x0000u
#define PML4_AT     0x1000u
#define PDPT_AT     0x2000u
#define PD_LOW_AT   0x3000u
#define PD_HIGH_AT  0x4000u
#define GDT_ENTRIES 3

#define PTE_PRESENT_WRITABLE 0x003u
#define PTE_LARGE            0x080u

#define CR0_PE       0x00000001u
#define CR0_ET       0x00000010u
#define CR0_NE       0x00000020u
#define CR0_NW       0x20000000u
#define CR0_CD       0x40000000u
#define CR0_PG       0x80000000u
#define CR4_PAE      0x020u
#define EFER_LME_LMA 0x500u

#define TYPE_CODE (X86_ATTR_P | X86_ATTR_S | 0xb) /* execute, read, accessed */
#define TYPE_DATA (X86_ATTR_P | X86_ATTR_S | 0x3) /* read, write, accessed */
#define FLAT      (X86_ATTR_G | X86_ATTR_DB)

struct start_facts {
	uint16_t code_attr, data_attr;
	uint16_t code_selector, data_selector;
	uint32_t limit;
	uint64_t code_base;
	uint64_t load_gpa; /* not of START_RESET */
	uint64_t rip, rsp, rdx;
	uint64_t cr0, cr3, cr4, efer;
	uint16_t idt_limit;
	bool has_tables;
};

/* SDM vol. 3, table 10-1 (state after reset) and 10.9 (switching modes); EDX at reset is the CPUID signature.
 */
static const struct start_facts facts[START_STATES] = {
	[START_REAL] = {.code_attr = TYPE_CODE,
			.data_attr = TYPE_DATA,
			.limit = 0xffff,
			.cr0 = CR0_ET,
			.idt_limit = 0x3ff},
	[START_BOOT] = {.code_attr = TYPE_CODE,
			.data_attr = TYPE_DATA,
			.limit = 0xffff,
			.cr0 = CR0_ET,
			.idt_limit = 0x3ff,
			.load_gpa = 0x7c00,
			.rip = 0x7c00,
			.rdx = 0x80},
	[START_RESET] = {.code_attr = TYPE_CODE,
			 .data_attr = TYPE_DATA,
			 .limit = 0xffff,
			 .cr0 = CR0_ET | CR0_NW | CR0_CD,
			 .idt_limit = 0xffff,
			 .code_selector = 0xf000,
			 .code_base = 0xffff0000,
			 .rip = 0xfff0,
			 .rdx = 0x60fb1},
	[START_PROTECTED] = {.code_attr = TYPE_CODE | FLAT,
			     .data_attr = TYPE_DATA | FLAT,
			     .limit = 0xffffffff,
			     .cr0 = CR0_PE | CR0_ET,
			     .code_selector = 0x08,
			     .data_selector = 0x10,
			     .has_tables = true,
			     .load_gpa = 0x100000,
			     .rip = 0x100000,
			     .rsp = 0x80000},
	[START_LONG] = {.code_attr = TYPE_CODE | X86_ATTR_L | X86_ATTR_G,
			.data_attr = TYPE_DATA | FLAT,
			.limit = 0xffffffff,
			.cr0 = CR0_PG | CR0_NE | CR0_PE | CR0_ET,
			.cr4 = CR4_PAE,
			.cr3 = START_TABLES_GPA + PML4_AT,
			.efer = EFER_LME_LMA,
			.code_selector = 0x08,
			.data_selector = 0x10,
			.has_tables = true,
			.load_gpa = 0x100000,
			.rip = 0x100000,
			.rsp = 0x80000},
};

uint64_t start_load_gpa(enum start_state start, size_t image_len)
{
	return start == START_RESET ? (1ull << 32) - image_len : facts[start].load_gpa;
}

void start_registers(enum start_state start, struct x86_state *out)
{
	const struct start_facts *f = &facts[start];
	struct x86_seg data = {.selector = f->data_selector, .attr = f->data_attr, .limit = f->limit};

	*out = (struct x86_state){
		.rip = f->rip,
		.rflags = 2,
		.cr0 = f->cr0,
		.cr3 = f->cr3,
		.cr4 = f->cr4,
		.efer = f->efer,
		/* DR6, DR7: SDM vol. 3, 18.2; XCR0: vol. 1, 13.3; FCW, MXCSR: after FNINIT and at reset. */
		.dr = {[6] = 0xffff0ff0, [7] = 0x400},
		.xcr0 = 1,
		.fcw = 0x037f,
		.mxcsr = 0x1f80,
		.idtr = {.limit = f->idt_limit},
		.gdtr = {.base = f->has_tables ? START_TABLES_GPA : 0,
			 .limit = f->has_tables ? GDT_ENTRIES * 8 - 1 : 0xffff},
	};
	out->gpr[X86_RSP] = f->rsp;
	out->gpr[X86_RDX] = f->rdx;
	for (int i = X86_ES; i <= X86_GS; i++)
		out->seg[i] = data;
	out->seg[X86_CS] = (struct x86_seg){f->code_selector, f->code_attr, f->limit, f->code_base};
	/* An LDT and a busy 32-bit TSS with nothing in them: what SVM and VMX require of a valid state. */
	out->seg[X86_LDTR] = (struct x86_seg){.attr = X86_ATTR_P | 0x2, .limit = 0xffff};
	out->seg[X86_TR] = (struct x86_seg){.attr = X86_ATTR_P | 0xb, .limit = 0xffff};
}

static void put64(uint8_t *at, uint64_t value)
{
	memcpy(at, &value, sizeof value);
}

/* SDM vol. 3, figure 3-8; base 0, the limit all ones. */
static uint64_t flat_descriptor(uint16_t attr)
{
	return 0x000f00000000ffffull | (uint64_t)(attr & 0xff) << 40 | (uint64_t)(attr >> 12) << 52;
}

/* 512 pages of 2 MiB from `gpa` on (SDM vol. 3, 4.5). */
static void map_gib(uint8_t *directory, uint64_t gpa)
{
	for (unsigned i = 0; i < 512; i++)
		put64(directory + 8 * i, (gpa + ((uint64_t)i << 21)) | PTE_PRESENT_WRITABLE | PTE_LARGE);
}

bool start_tables(enum start_state start, uint8_t *tables)
{
	const struct start_facts *f = &facts[start];
	uint8_t *pdpt = tables + PDPT_AT;

	if (!f->has_tables)
		return false;
	memset(tables, 0, START_TABLES_SIZE);
	put64(tables + GDT_AT + 8, flat_descriptor(f->code_attr));
	put64(tables + GDT_AT + 16, flat_descriptor(f->data_attr));
	if (start != START_LONG)
		return true;
	/* The first 4 GiB: 2 MiB pages where RAM and ROM lie, 1 GiB pages between, as only five pages are
	 * ours. */
	put64(tables + PML4_AT, (START_TABLES_GPA + PDPT_AT) | PTE_PRESENT_WRITABLE);
	put64(pdpt, (START_TABLES_GPA + PD_LOW_AT) | PTE_PRESENT_WRITABLE);
	put64(pdpt + 8, (1ull << 30) | PTE_PRESENT_WRITABLE | PTE_LARGE);
	put64(pdpt + 16, (2ull << 30) | PTE_PRESENT_WRITABLE | PTE_LARGE);
	put64(pdpt + 24, (START_TABLES_GPA + PD_HIGH_AT) | PTE_PRESENT_WRITABLE);
	map_gib(tables + PD_LOW_AT, 0);
	map_gib(tables + PD_HIGH_AT, 3ull << 30);
	return true;
}
