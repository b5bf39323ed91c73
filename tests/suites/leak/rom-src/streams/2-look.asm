; Shows what the ports of the streams read.

%include "show.inc"

        bits    16
        org     0

        show_port PORT_POST
        show_port PORT_CONSOLE
        show_port PORT_EXIT
        hlt
