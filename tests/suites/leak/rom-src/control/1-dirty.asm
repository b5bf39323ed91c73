; Ends with all that can be set in CR0, CR2, CR3, CR4, CR8 and EFER, and with bases in FS and GS, in long mode.

%include "x86.inc"

        bits    64
        org     0x10_0000

        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_SCE | EFER_NXE
        wrmsr
        mov     ecx, MSR_FS_BASE
.base:  mov     eax, 0x1234_5000
        mov     edx, 0x7FFF
        wrmsr
        inc     ecx
        cmp     ecx, MSR_KERNEL_GS_BASE
        jbe     .base
        mov     rax, 0xFFFF_8123_4567_89AB
        mov     cr2, rax
        mov     eax, 0x2018             ; write-through, not cached
        mov     cr3, rax
        mov     rax, cr4
        or      eax, CR4_TSD | CR4_DE | CR4_PSE | 0x40 | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT
        mov     cr4, rax
        mov     eax, 15
        mov     cr8, rax
        mov     rax, cr0
        or      eax, CR0_MP | CR0_TS | CR0_NE | CR0_WP | 0x6004_0000    ; AM, NW, CD
        mov     cr0, rax
        hlt
