; Prints the memory sizes that a machine's set-up has left in its CMOS RAM: KiB below 640, KiB above 1 MiB (as set
; up and as found by the power-on test), and 64 KiB above 16 MiB. The cases have machines of several sizes.
; IBM PC/AT Technical Reference, "Real-time clock/CMOS RAM information", 15h to 18h, 30h, 31h; 34h and 35h are a
; convention of QEMU and SeaBIOS.

%include "console.inc"
%include "cmos.inc"

        bits    16
        org     0x7C00

        cmos_read_word CMOS_BASE_KIB
        print   'base '
        print_dec 16, ax
        cmos_read_word CMOS_EXTENDED_KIB
        print   10, 'extended '
        print_dec 16, ax
        cmos_read_word 0x30
        print   10, 'found '
        print_dec 16, ax
        cmos_read_word 0x34
        print   10, 'above 16M '
        print_dec 16, ax
        print   10
        hlt
