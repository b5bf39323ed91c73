; Shows what lies where a BIOS ends, below 4 GiB.

%include "show.inc"
%include "protected.inc"

        bits    16
        org     0

        mov     sp, 0x7000
        enter_protected wide

        bits    32
wide:   load_flat_segments
        mov     esp, 0x7000
        show    'fffffff0', 32, [0xFFFF_FFF0]
        hlt

        flat_gdt
