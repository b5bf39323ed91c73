; A ROM that no case names.

        bits    16

        hlt
