; Proves how an assertion fails: a line on the console with its message, a POST code, and exit 1. The one before it
; holds.

%include "assert.inc"

%define ASSERT_POST 0x42

        org     0
        bits    16

        xor     sp, sp
        post    0x01
        mov     al, 3
        assert_eq al, 3, 'the first sum'
        assert_eq al, 4, 'the second sum'
        pass
