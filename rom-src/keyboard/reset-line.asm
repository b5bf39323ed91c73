; Proves the reset line in three ways that a PC has: the 8042's pulse (0xFE), bit 0 of its output port, and bit 0 of
; port 0x92, which must go from 0 to 1. After each the CPU begins at its reset vector in real mode with the registers
; of a reset; memory, the interrupt mask and the keyboard's command byte stay. IBM PS/2 Hardware Interface Technical
; Reference, "Keyboard and Auxiliary Device Controller" and "System Control Port A"; SDM vol. 3, "Processor State
; After Reset".

%include "assert.inc"
%include "keyboard.inc"
%include "gdt.inc"
%include "pic.inc"

%define ROUND   0x500                   ; in RAM: how many resets there were
%define PORT_A  0x92

        org     0
        bits    16

again:  mov     ebp, esp
        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        assert_eq ebp, 0, 'as a reset leaves ESP'
        assert_eq edx, 0x60FB1, 'the CPU model'
        mov     eax, cr0
        assert_eq eax, 0x60000010
        sub     ebx, ebx
        mov     bx, [ROUND]
        inc     word [ROUND]
        print   'start '
        print_dec 16, bx
        print   10
        cmp     bx, 0
        jne     kept
        pic_init 0x20, 0x28
        pic_set_masks 0xA55B
        keyboard_set_command KEYBOARD_SYSTEM | KEYBOARD_OFF
        in      al, PORT_A
        out     PORT_A, al              ; bit 0 clear: no reset
        jmp     by_pulse

kept:   in      al, PORT_PIC1_DATA
        assert_eq al, 0x5B, 'the master masks as before'
        in      al, PORT_PIC2_DATA
        assert_eq al, 0xA5, 'the slave masks as before'
        keyboard_ask KEYBOARD_READ_COMMAND
        assert_eq al, KEYBOARD_SYSTEM | KEYBOARD_OFF
        cmp     bx, 1
        je      by_output_port
        cmp     bx, 2
        je      by_port_a
        in      al, PORT_A
        test    al, 1
        assert_flags FLAG_ZF, 0, 'bit 0 is still set'
        out     PORT_A, al              ; and no edge
        print   'no reset without an edge', 10
        pass

by_pulse:
        mov     ax, 0xF000              ; out of protected mode as well
        mov     ds, ax
        o32 lgdt [gdt_pointer]
        mov     eax, cr0
        or      al, CR0_PE
        mov     cr0, eax
        keyboard_command KEYBOARD_RESET_CPU
        hlt
by_output_port:
        keyboard_command KEYBOARD_WRITE_OUTPUT
        keyboard_write 0xFE
        hlt
by_port_a:
        in      al, PORT_A
        or      al, 1
        out     PORT_A, al
        hlt

        align   8
gdt:    dq      0
        descriptor 0xF0000, 0xFFFF, SEG_CODE, SEG_16
gdt_pointer:
        dw      gdt_pointer - gdt - 1
        dd      0xF0000 + gdt

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp     0xF000:again
        times 0x10000 - ($ - $$) db 0xFF
