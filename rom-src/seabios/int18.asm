; An option ROM that hooks INT 18h, by which a BIOS says that it could not boot: proves that the BIOS found it,
; ran its init, and came to the end of what it could do.
; PnP BIOS specification 1.0A, 3.1 (option ROM header); IBM PS/2 and PC BIOS Interface Technical Reference.
        bits    16
        org     0

DEBUG_PORT      equ     0x402           ; where SeaBIOS has its messages: `console-port` of the cases

        db      0x55, 0xAA, 1           ; 512 bytes
init:   jmp     short hook              ; called far at offset 3

        times 0x18 - ($ - $$) db 0
        dw      0, 0                    ; neither a PCI nor a PnP header

hook:   push    ds
        push    0
        pop     ds
        mov     word [0x18 * 4], no_boot
        mov     [0x18 * 4 + 2], cs
        pop     ds
        mov     si, hooked
        call    print
        retf

no_boot:
        mov     si, called
        call    print
        mov     al, 0x18
        out     0xF4, al

; The text at CS:SI up to its 0; SI, AL and DX change.
print:  mov     dx, DEBUG_PORT
.next:  cs lodsb
        test    al, al
        jz      .done
        out     dx, al
        jmp     .next
.done:  ret

hooked: db      'int18: hooked', 10, 0
called: db      'int18: nothing to boot', 10, 0

        times 511 - ($ - $$) db 0
        db      0x14                    ; makes the sum of all bytes 0
