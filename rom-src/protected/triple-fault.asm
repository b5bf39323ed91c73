; Proves that the start state has no IDT: any exception ends in a shutdown, and what was printed before it is
; kept.

%include "console.inc"

        org     0x10_0000
        bits    32

        print   'before', 10
        int3
        print   'after', 10
        hlt
