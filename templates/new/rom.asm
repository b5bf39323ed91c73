; @NAME@: say here what this ROM proves.

        bits 16
        org 0                   ; start: real loads the image at 0 and starts at 0000:0000

start:
        cld
        mov si, greeting
next:
        lodsb
        test al, al
        jz done
        out 0xe9, al            ; the debug console
        jmp next
done:
        hlt                     ; interrupts are off: the end

greeting:
        db "Hello from @NAME@!", 10, 0
