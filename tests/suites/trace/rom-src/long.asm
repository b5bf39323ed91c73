; 64-bit code: wide registers, a gate, and the canonical form's rule.
%define LOAD_ADDRESS 0x100000
        org     LOAD_ADDRESS
        bits    64

start:  lidt    [idt_pointer]
        mov     rax, 0x123456789abcdef0
        mov     r8, rax
        mov     ecx, 5
        pushfq
        pop     rbx
gate:   int     0x20
        shl     rax, 4
        hlt

service:
        inc     edx
        iretq

        align   16, db 0
idt:    times 0x20 dq 0, 0
        dw      (LOAD_ADDRESS + service - $$) & 0xffff, 8, 0x8e00, (LOAD_ADDRESS + service - $$) >> 16
        dq      0
idt_pointer:
        dw      $ - idt - 1
        dq      idt
