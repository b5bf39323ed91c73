; The image of a disk of 1100 sectors, each with its own number: the first and the last doubleword of sector n are
; n, all between are the complement of n. So a sector says where it is from, and which way round its words came.
; sectors.inc looks at them.

%assign n 0
%rep 1100
        dd      n
        times 126 dd ~n & 0xFFFF_FFFF
        dd      n
%assign n n + 1
%endrep
