; Shows what kind of machine this is: its own image can be written, RAM is where option ROMs could be, and where memory
; ends; the model of the CPU; and whether its console is where it is by default.

%include "show.inc"
%include "ports.inc"

        bits    16
        org     0

        mov     word [image], 0xBEEF
        show    'image', 16, [image]
        mov     ax, 0xC000
        mov     es, ax
        show    'c0000', 32, [es:0]
        mov     dword [es:0], 0x1234_5678
        show    'c0000', 32, [es:0]
        mov     ax, 0xF000
        mov     es, ax
        show    'ffff0', 32, [es:0xFFF0]
        mov     ax, 0xFFFF
        mov     es, ax
        show    '100000', 32, [es:0x10]
        mov     eax, 1
        cpuid
        show    'features', 32, ecx
        show    'features', 32, edx
        hlt

image:  dw      0
