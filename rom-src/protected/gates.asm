; Proves interrupt and trap gates: the first clears IF for its handler, the second keeps it; IRETD gives it
; back. SDM vol. 3, "Flag Usage By Exception- or Interrupt-Handler Procedure".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

BY_INTERRUPT    equ 0x30
BY_TRAP         equ 0x31

        lidt    [idt_pointer]
        sti
        int     BY_INTERRUPT
        mov     ebx, eax
        int     BY_TRAP
        mov     ecx, eax
        pushfd
        pop     edx
        cli
        hlt

note_flags:
        pushfd
        pop     eax
        and     eax, FLAG_IF
        iretd

        idt_begin 32
        idt_entry BY_INTERRUPT, note_flags
        idt_entry BY_TRAP, note_flags, GATE_TRAP
        idt_end
