; Real mode: shows where each segment begins, by a word that lies at the same offset of all, and GDTR and IDTR. What the
; guest cannot see of them the case looks at.

%include "show.inc"

        bits    16
        org     0

        mov     ax, [cs:marker]
        show    'cs', 16, ax
        mov     ax, [ds:marker]
        show    'ds', 16, ax
        mov     ax, [es:marker]
        show    'es', 16, ax
        mov     ax, [fs:marker]
        show    'fs', 16, ax
        mov     ax, [gs:marker]
        show    'gs', 16, ax
        mov     ax, [ss:marker]
        show    'ss', 16, ax
        o32 sgdt [pointer]
        show    'gdtr limit', 16, [pointer]
        show    'gdtr base', 32, [pointer + 2]
        o32 sidt [pointer]
        show    'idtr limit', 16, [pointer]
        show    'idtr base', 32, [pointer + 2]
        hlt

        align   8, db 0
marker: dw      0xC0DE
pointer: times 6 db 0
