/*
 * What an engine executes from its reset vector until it is where a case starts: it loads the registers that
 * start_firmware.c put into the block behind it, the system registers first. It lies at F000:0000, and reads
 * the block there; it writes no memory, as that is the case's.
 */
	.intel_syntax noprefix
	.set	BASE,	0xf0000

/* struct block of start_firmware.c: offsets in the firmware. */
	.set	AT_GDT,	0x800
	.set	AT_IDT,	0x810
	.set	AT_CR0,	0x820
	.set	AT_CR3,	0x828
	.set	AT_CR4,	0x830
	.set	AT_EFER,	0x838
	.set	AT_GPR,	0x840
	.set	AT_FRAME,	0x8c0	/* of IRETQ: RIP, CS, RFLAGS, RSP, SS */
	.set	AT_FLAGS,	0x8d0
	.set	AT_ENTRY,	0x8e8	/* offset and selector of the first instruction */
	.set	AT_STACK,	0x8f0
	.set	AT_ES,	0x8f8
	.set	AT_DS,	0x8fa
	.set	AT_FS,	0x8fc
	.set	AT_GS,	0x8fe
	.set	AT_MODE,	0x900	/* 0: real mode, 1: protected, 2: 64-bit */
	.set	AT_VGA,	0x901	/* whether the text memory of a VGA is to be made memory */

	.set	MSR_EFER, 0xc0000080
	.set	EFER_LMA, 0x400

	.section .rodata
	.globl	start_firmware_code
	.type	start_firmware_code, @object

	.macro	index_out port, index, value
	mov	dx, \port
	mov	ax, \value << 8 | \index
	out	dx, ax
	.endm

/* All general registers but the stack pointer and the accumulator. */
	.macro	load_gprs segment, base
	mov	ecx, \segment:[\base + AT_GPR + 8 * 1]
	mov	edx, \segment:[\base + AT_GPR + 8 * 2]
	mov	ebx, \segment:[\base + AT_GPR + 8 * 3]
	mov	ebp, \segment:[\base + AT_GPR + 8 * 5]
	mov	esi, \segment:[\base + AT_GPR + 8 * 6]
	mov	edi, \segment:[\base + AT_GPR + 8 * 7]
	.endm

/* The accumulator carries the selectors. */
	.macro	load_segments segment, base
	mov	ax, \segment:[\base + AT_ES]
	mov	es, ax
	mov	ax, \segment:[\base + AT_FS]
	mov	fs, ax
	mov	ax, \segment:[\base + AT_GS]
	mov	gs, ax
	mov	ax, \segment:[\base + AT_DS]
	mov	ds, ax
	.endm

start_firmware_code:
	.code16
	cli
	fninit
	mov	ax, cs
	mov	ds, ax
	mov	ss, ax
	cmp	byte ptr ds:[AT_VGA], 0
	je	1f
	/* Miscellaneous output: colour, memory on. Map mask: planes 0 and 1; odd and even bytes in them, at
	   0xb8000 (IBM VGA, Sequencer 2 and 4, Graphics Controller 5 and 6). */
	mov	dx, 0x3c2
	mov	al, 0x67
	out	dx, al
	index_out 0x3c4, 2, 0x03
	index_out 0x3c4, 4, 0x02
	index_out 0x3ce, 5, 0x10
	index_out 0x3ce, 6, 0x0e
1:	cmp	byte ptr ds:[AT_MODE], 0
	jne	leave_real

	mov	eax, ds:[AT_CR4]
	mov	cr4, eax
	mov	eax, ds:[AT_CR0]
	mov	cr0, eax
	data32 lgdt ds:[AT_GDT]
	data32 lidt ds:[AT_IDT]
	load_gprs ds, 0
	mov	sp, AT_FLAGS
	popfd
	load_segments cs, 0
	mov	eax, cs:[AT_GPR]
	lss	esp, cs:[AT_STACK]
	data32 ljmp cs:[AT_ENTRY]

leave_real:
	data32 lgdt ds:[own_gdt - start_firmware_code]
	mov	eax, cr0
	or	al, 1
	mov	cr0, eax
	.byte	0x66, 0xea
	.long	BASE + in_protected - start_firmware_code
	.word	0x08

	.code32
in_protected:
	mov	eax, 0x10
	mov	ds, eax
	mov	ss, eax
	mov	eax, ds:[BASE + AT_CR4]
	mov	cr4, eax
	mov	eax, ds:[BASE + AT_CR3]
	mov	cr3, eax
	mov	ecx, MSR_EFER
	mov	eax, ds:[BASE + AT_EFER]
	and	eax, ~EFER_LMA
	xor	edx, edx
	wrmsr
	mov	eax, ds:[BASE + AT_CR0]
	mov	cr0, eax
	cmp	byte ptr ds:[BASE + AT_MODE], 2
	jne	1f
	.byte	0xea
	.long	BASE + in_long - start_firmware_code
	.word	0x18

1:	lgdt	ds:[BASE + AT_GDT]
	lidt	ds:[BASE + AT_IDT]
	load_gprs ds, BASE
	mov	esp, BASE + AT_FLAGS
	popfd
	load_segments cs, BASE
	mov	eax, cs:[BASE + AT_GPR]
	lss	esp, cs:[BASE + AT_STACK]
	ljmp	cs:[BASE + AT_ENTRY]

	.code64
in_long:
	lgdt	ds:[BASE + AT_GDT]
	lidt	ds:[BASE + AT_IDT]
	load_segments ds, BASE
	mov	rcx, ds:[BASE + AT_GPR + 8 * 1]
	mov	rdx, ds:[BASE + AT_GPR + 8 * 2]
	mov	rbx, ds:[BASE + AT_GPR + 8 * 3]
	mov	rbp, ds:[BASE + AT_GPR + 8 * 5]
	mov	rsi, ds:[BASE + AT_GPR + 8 * 6]
	mov	rdi, ds:[BASE + AT_GPR + 8 * 7]
	mov	r8, ds:[BASE + AT_GPR + 8 * 8]
	mov	r9, ds:[BASE + AT_GPR + 8 * 9]
	mov	r10, ds:[BASE + AT_GPR + 8 * 10]
	mov	r11, ds:[BASE + AT_GPR + 8 * 11]
	mov	r12, ds:[BASE + AT_GPR + 8 * 12]
	mov	r13, ds:[BASE + AT_GPR + 8 * 13]
	mov	r14, ds:[BASE + AT_GPR + 8 * 14]
	mov	r15, ds:[BASE + AT_GPR + 8 * 15]
	mov	rax, ds:[BASE + AT_GPR]
	mov	esp, BASE + AT_FRAME
	iretq

	.balign	8
own_gdt:
	.word	4 * 8 - 1
	.long	BASE + 1f - start_firmware_code
	.balign	8
1:	.quad	0
	.quad	0x00cf9b000000ffff	/* 0x08: 32-bit code */
	.quad	0x00cf93000000ffff	/* 0x10: data */
	.quad	0x00af9b000000ffff	/* 0x18: 64-bit code */
	.org	start_firmware_code + AT_GDT	/* up to the block; an error where the code reaches into it */

	.section .note.GNU-stack, "", @progbits
