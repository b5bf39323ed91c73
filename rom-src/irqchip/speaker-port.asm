; Proves port 0x61 of KVM's timer: the gate of counter 2, its output, the refresh bit that toggles, and the bits that
; are kept. 82C54 data sheet, mode 0; PIIX3 data sheet, 3.6 "NMI Status and Control Register" (NMISC).

%include "irqchip/width.inc"

        mov     al, 0
        out     PORT_PIT_GATE, al
        pit_program 2, PIT_MODE_COUNT, 1000
        in      al, PORT_PIT_GATE
        and     al, PIT_GATE_OPEN | PIT_SPEAKER | PIT_OUT2
        assert_eq al, 0
        mov     al, PIT_GATE_OPEN | PIT_SPEAKER
        out     PORT_PIT_GATE, al
        in      al, PORT_PIT_GATE
        and     al, PIT_GATE_OPEN | PIT_SPEAKER
        assert_eq al, PIT_GATE_OPEN | PIT_SPEAKER
ends:   in      al, PORT_PIT_GATE
        test    al, PIT_OUT2
        jz      ends

        in      al, PORT_PIT_GATE
        mov     bl, al
refresh:
        in      al, PORT_PIT_GATE
        xor     al, bl
        test    al, 0x10
        jz      refresh
        pass
