; A BIOS whose stack lies in itself.

        org 0
        bits 16
start:  mov ax, 0xF000
        mov ss, ax
        mov sp, 0x8000          ; BUG: the stack lies in the ROM
        call init
        mov al, 'k'
        out 0xE9, al
        hlt
init:   mov bx, 1
        ret
        times 0xFFF0 - ($ - $$) db 0
        jmp 0xF000:start
        times 0x10000 - ($ - $$) db 0
