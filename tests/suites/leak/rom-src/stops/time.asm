; Runs until its budget of time ends it.

        bits    16
        org     0

        jmp     $
