; A gate of the wrong type.

        org 0x10_0000
        bits 32
start:  lidt [idtr]
        int 0x21
        hlt
handler: iretd
        align 8
idt:    times 0x21 dq 0
        dw handler - $$, 8, 0x8500, 0x10 ; BUG: the type of a task gate
idt_end:
idtr:   dw idt_end - idt - 1
        dd idt
