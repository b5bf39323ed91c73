; Proves the instructions that ask about a selector instead of loading it: LAR gives access rights, LSL the
; limit in bytes, VERR and VERW whether it could be read or written; ZF says whether the answer is good. ARPL
; raises an RPL. SDM vol. 3, "Pointer Validation"; vol. 2, LAR, LSL, VERR, ARPL.

%define LOAD_ADDRESS 0x10_0000
%include "assert.inc"
%include "gdt.inc"

        org     LOAD_ADDRESS
        bits    32

SEL_SMALL       equ 0x30
SEL_BIG         equ 0x38
SEL_NONE        equ 0x0148

        lgdt    [gdt_pointer]
        mov     ecx, SEL_SMALL
        lsl     eax, ecx
        assert_flags FLAG_ZF, FLAG_ZF
        assert_eq eax, 0x0123
        lar     eax, ecx
        assert_eq eax, 0x0040_9300      ; bytes 5 and 6 of the descriptor, less the limit's upper part
        mov     ecx, SEL_BIG
        lsl     eax, ecx
        assert_eq eax, 0x0000_2FFF      ; three pages
        lar     eax, ecx
        assert_eq eax, 0x00C0_9B00

        verw    cx                      ; code cannot be written
        assert_flags FLAG_ZF, 0
        verr    cx                      ; this one can be read
        assert_flags FLAG_ZF, FLAG_ZF
        mov     ecx, SEL_NONE
        mov     eax, 0x1111
        lsl     eax, ecx
        assert_flags FLAG_ZF, 0
        assert_eq eax, 0x1111           ; untouched
        xor     ecx, ecx
        verr    cx                      ; the null selector
        assert_flags FLAG_ZF, 0

        mov     eax, 0x10
        mov     ecx, 0x0B
        arpl    ax, cx                  ; the caller's RPL is higher
        assert_flags FLAG_ZF, FLAG_ZF
        assert_eq ax, 0x13
        arpl    ax, cx
        assert_flags FLAG_ZF, 0
        pass

        flat_gdt_entries
        descriptor 0x1234_5678, 0x00123, SEG_DATA, SEG_32
        descriptor 0, 0x00002, SEG_CODE, SEG_32_4K
        flat_gdt_end
