; Proves the way from real to protected mode: GDT, CR0.PE, a far jump, data segments. SDM vol. 3, "Switching
; to Protected Mode".

%include "console.inc"
%include "protected.inc"

        org     0
        bits    16

        print   'real, '
        enter_protected flat

        bits    32
flat:   load_flat_segments
        mov     esp, 0x9000
        print   'protected', 10
        mov     dword [0x8000], 0x600D_F00D
        hlt

        flat_gdt
