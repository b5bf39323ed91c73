; Protected mode: shows LDTR and TR, and limits as LSL has them; the case looks at the rest.

%include "show.inc"

        bits    32
        org     0x10_0000

        sldt    eax
        show    'ldtr', 32, eax
        str     eax
        show    'tr', 32, eax
        mov     bx, ds
        lsl     eax, ebx
        show    'ds limit', 32, eax
        lar     eax, ebx
        show    'ds access', 32, eax
        mov     bx, cs
        lar     eax, ebx
        show    'cs access', 32, eax
        sgdt    [pointer]
        show    'gdtr limit', 16, [pointer]
        sidt    [pointer]
        show    'idtr limit', 16, [pointer]
        hlt

        align   8, db 0
pointer: times 6 db 0
