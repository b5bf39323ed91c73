; Proves the whole way by one ROM: real mode, protected mode, page tables of its own, long mode. SDM vol. 3,
; "Initializing IA-32e Mode".

%include "console.inc"
%include "protected.inc"
%include "long.inc"

        org     0
        bits    16

TABLES  equ     0x1_0000                ; behind this ROM, zero

        print   '16, '
        enter_protected flat

        bits    32
flat:   load_flat_segments
        mov     esp, 0x9000
        print   '32, '
        identity_map TABLES
        enter_long TABLES, wide

        bits    64
wide:   print   '64', 10
        mov     rax, 0x1122_3344_5566_7788
        mov     [0x8000], rax
        hlt

        flat_gdt
