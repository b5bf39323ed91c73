; Proves that a CPU reset finds its ROM with A20 closed, where line 20 of the reset vector's address would be low, and
; that the reset opens no gate: whoever resets the CPU to leave protected mode (80286) finds A20 as it was. Intel
; 82371SB (PIIX3) data sheet, "A20M#"; SDM vol. 3, "First Instruction Executed".

%include "assert.inc"
%include "keyboard.inc"

%define ROUND   0x500

        org     0
        bits    16

again:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     ax, 0xFFFF
        mov     es, ax
        cmp     byte [ROUND], 1
        je      closed
        inc     byte [ROUND]
        mov     byte [es:0x610], 0x22
        mov     byte [0x600], 0x11
        in      al, 0x92
        and     al, 0xFC
        out     0x92, al
        keyboard_command KEYBOARD_A20_OFF
        keyboard_command KEYBOARD_RESET_CPU
        hlt

closed: print   'again', 10
        assert_eq byte [es:0x610], 0x11, 'still closed'
        keyboard_command KEYBOARD_A20_ON
        assert_eq byte [es:0x610], 0x22
        pass

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp     0xF000:again
        times 0x10000 - ($ - $$) db 0xFF
