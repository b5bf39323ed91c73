; Shows the TSC, which is 0 at the first instruction, what it has counted behind an exit, and TSC_ADJUST.

%include "show.inc"

        bits    16
        org     0

        rdtsc
        show    'tsc', 32, edx
        show    'tsc', 32, eax
        in      al, 0x61
        rdtsc
        show    'later', 32, edx
        show    'later', 32, eax
        mov     ecx, 0x3B
        rdmsr
        show    'adjust', 32, edx
        show    'adjust', 32, eax
        hlt
