; Assembles to nothing.

        bits    16
