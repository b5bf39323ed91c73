; Proves the way there and back, as a BIOS goes to reach memory above 1 MiB: the block move is done in
; protected mode, and real mode has its 64 KiB segments and its interrupts again. SDM vol. 3, "Switching Back
; to Real-Address Mode".

%include "console.inc"
%include "ivt.inc"
%include "protected.inc"

        org     0
        bits    16

SERVICE equ     0x60

        reserve_ivt
        set_vector SERVICE, service
        enter_protected flat

        bits    32
flat:   load_flat_segments
        mov     esp, 0x9000
        mov     dword [0x11_0000], 0x600D_F00D
        leave_protected real_again

        bits    16
real_again:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     sp, 0x7000
        int     SERVICE
        hlt

service:
        print   'real again', 10
        iret

        flat_gdt
