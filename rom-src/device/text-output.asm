; Proves that text stays text in the expectation: UTF-8, control characters, an empty line, and no newline at
; the end.

%include "console.inc"

        org     0
        bits    16

        print   'Grüße, 世界!', 10
        print   27, '[1mbold', 27, '[0m', 9, 'tab', 13, 10
        print   10
        print   0, 7, 8, 127, '"\', 10
        print   'no newline at the end'
        hlt
