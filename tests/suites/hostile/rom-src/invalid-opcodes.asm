; Faults on every opcode that is none and goes on with the next: an endless storm of #UD.

%include "survive.inc"

        survive_begin
storm:  try     ud2
        try     ud1 eax, eax
        try     db 0xFE, 0xFF
        jmp     storm
