; Shows the counters, which nobody has set up, and port 0x61.

%include "show.inc"
%include "pit.inc"

        bits    16
        org     0

%rep 3
        show_port PORT_PIT
        show_port PORT_PIT + 1
        show_port PORT_PIT + 2
%endrep
        pit_status 0
        show    'status', 8, al
        pit_status 1
        show    'status', 8, al
        pit_status 2
        show    'status', 8, al
        show_port PORT_PIT_GATE
        hlt
