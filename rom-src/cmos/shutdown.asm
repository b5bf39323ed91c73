; Proves that the CMOS RAM outlives a reset of the CPU, by what an AT BIOS uses that for: it leaves a shutdown code
; in byte 0Fh and a pointer at 0040:0067, resets the CPU, and finds its way back.
; IBM PC/AT Technical Reference, BIOS: "Shutdown"; 82371SB (290550), port 92h: bit 0 going to 1 resets the CPU.

%include "assert.inc"
%include "cmos.inc"
%include "reset.inc"

%define JUMP                    0x0A            ; shutdown code: a far jump through 0040:0067

        bits    16
        org     0

start:  cmos_read CMOS_SHUTDOWN
        cmp     al, JUMP
        je      again
        assert_eq al, 0, 'the first time'
        mov     word [0x467], back
        mov     [0x469], cs
        cmos_write CMOS_SHUTDOWN, JUMP
        mov     al, 0x03
        out     0x92, al
        assert_never

again:  cmos_write CMOS_SHUTDOWN, 0
        jmp     far [0x467]

back:   assert_eq word [0x467], back, 'memory stays, too'
        print   'back', 10
        pass
        reset_vector start
