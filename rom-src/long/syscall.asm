; Proves SYSCALL and SYSRET: SYSRET goes down to ring 3 with the segments of STAR, RIP from RCX and RFLAGS
; from R11; SYSCALL comes back to LSTAR with both stored there and the flags of FMASK cleared. SDM vol. 3,
; "Fast System Calls in 64-Bit Mode".

%define LOAD_ADDRESS 0x10_0000
%include "long.inc"

        org     LOAD_ADDRESS
        bits    64

TABLES          equ 0x20_0000
KERNEL_CODE     equ 0x08                ; and data behind it
USER_BASE       equ 0x18 | 3            ; 32-bit code, then data, then 64-bit code

        lgdt    [rel gdt_pointer]
        identity_map TABLES, PAGE_USER
        mov     eax, TABLES
        mov     cr3, rax

        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_SCE
        wrmsr
        mov     ecx, MSR_STAR
        xor     eax, eax
        mov     edx, (USER_BASE << 16) | KERNEL_CODE
        wrmsr
        mov     ecx, MSR_LSTAR
        lea     rax, [rel service]
        xor     edx, edx
        wrmsr
        mov     ecx, MSR_FMASK
        mov     eax, FLAG_IF | FLAG_DF | FLAG_CF
        wrmsr

        lea     rcx, [rel user]
        mov     r11d, FLAG_FIXED | FLAG_DF
        mov     rsp, 0x9_0000
        o64 sysret

user:   mov     r8d, cs
        mov     r9d, ss
        stc
        syscall
behind: jmp     $

service:
        pushfq
        pop     r10
        mov     r12d, cs
        mov     r13d, ss
        mov     r14, rsp                ; nobody changed it
        lea     rax, [rel behind]
        sub     rcx, rax
        hlt

        align   8, db 0
gdt:    dq      0
        descriptor 0, 0xFFFFF, SEG_CODE, SEG_64
        descriptor 0, 0xFFFFF, SEG_DATA, SEG_32_4K
        descriptor 0, 0xFFFFF, SEG_CODE | SEG_DPL3, SEG_32_4K
        descriptor 0, 0xFFFFF, SEG_DATA | SEG_DPL3, SEG_32_4K
        descriptor 0, 0xFFFFF, SEG_CODE | SEG_DPL3, SEG_64
        flat_gdt_end
