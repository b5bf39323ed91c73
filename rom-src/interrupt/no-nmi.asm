; Proves that there is no NMI: neither the masks of port 0x61, nor that of the clock's index, nor a parity or
; channel check brings one. 82371SB (PIIX3) data sheet, NMISC and NMI enable: a board without memory parity and ISA
; cards has no source.

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 2, nmi
        mov     al, CMOS_STATUS_D       ; bit 7 clear: NMI is enabled
        out     PORT_CMOS_INDEX, al
        in      al, PORT_CMOS_DATA
        mov     cx, 16
each:   mov     al, cl
        dec     al
        out     PORT_PIT_GATE, al
        in      al, PORT_PIT_GATE
        and     al, 0xCF                ; all but the refresh and OUT 2
        mov     ah, cl
        dec     ah
        assert_eq al, ah, 'no check is reported'
        loop    each
        sti
        hlt

nmi:    post    2
        iret

        irq_handlers
