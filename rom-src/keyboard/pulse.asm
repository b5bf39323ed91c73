; Proves that the odd pulse commands of the 8042 leave the CPU alone, as bit 0 says which line they pulse, and that
; 0xFE resets it. IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller", "8042
; Commands" (F0 to FF).

%include "console.inc"
%include "keyboard.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        mov     bx, 0x1234
        mov     ah, 0xF1
odd:    mov     al, ah
        out     PORT_KEYBOARD_STATUS, al
        add     ah, 2
        cmp     ah, 0x01
        jne     odd
        print   'pulls', 10
        keyboard_command KEYBOARD_RESET_CPU
        mov     bx, 0                   ; is not reached
        print   'goes on', 10
        hlt
