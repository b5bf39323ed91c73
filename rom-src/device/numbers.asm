; Proves that a case can match what it cannot know: the time stamp counter differs from run to run, the lines
; around it do not. RDTSC never goes back (SDM vol. 3, "Time-Stamp Counter").

%include "assert.inc"

        org     0
        bits    16

        rdtsc
        mov     esi, eax
        mov     edi, edx
        print   'tsc '
        print_hex 32, edx
        print_hex 32, eax
        print   10
        rdtsc
        sub     eax, esi
        sbb     edx, edi
        jb      went_back
        or      edx, edx
        jnz     went_back               ; not four billion cycles either
        print   'later, +'
        print_hex 32, eax
        print   10
        print   'done', 10
        hlt
went_back:
        print   'the counter went back', 10
        hlt
