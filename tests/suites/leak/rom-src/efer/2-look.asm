; Counts: stepped, or with an EFER that is watched, its cycles would not be these. The case looks at EFER.

        bits    16
        org     0

        mov     cx, 1000
count:  loop    count
        hlt
