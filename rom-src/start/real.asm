; Proves what `start: real` is: everything zero but the fixed bit of FLAGS, and 64 KiB segments at 0.

        org     0
        bits    16

        hlt
