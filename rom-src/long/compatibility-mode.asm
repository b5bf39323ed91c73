; Proves compatibility mode: a far return to a 32-bit code segment runs 32-bit code inside long mode, where
; 0x48 is DEC EAX and not a REX prefix, and a far jump leads back. SDM vol. 3, "IA-32e Mode Operating Modes".

%define LOAD_ADDRESS 0x10_0000
%include "gdt.inc"

        org     LOAD_ADDRESS
        bits    64

        lgdt    [rel gdt_pointer]
        mov     rax, -1
        mov     rbx, -1
        push    SEL_CODE32
        lea     rcx, [rel narrow]
        push    rcx
        retfq

        bits    32
narrow: mov     eax, 10
        db      0x48, 0x89, 0xC3        ; DEC EAX; MOV EBX, EAX. In 64-bit mode: MOV RBX, RAX
        mov     ecx, cs
        jmp     SEL_CODE64:wide

        bits    64
wide:   mov     edx, cs
        db      0x48, 0x89, 0xC6        ; MOV RSI, RAX
        hlt

        flat_gdt
