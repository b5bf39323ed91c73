; Proves the sixteen conditions. For eight settings of the flags, bit n of a word says whether condition n
; held, once asked by Jcc, once by SETcc. The case has the eight words, derived from this table of SDM vol. 2,
; Jcc:
;
;   0 O  OF         4 Z  ZF             8 S  SF         C L  SF != OF
;   1 NO            5 NZ                9 NS            D GE
;   2 B  CF         6 BE CF or ZF       A P  PF         E LE ZF or SF != OF
;   3 AE            7 A                 B NP            F G

%include "x86.inc"

        org     0
        bits    16

BY_JUMP   equ     0x5000
BY_SET    equ     0x5010

; ask_jump CODE: bit CODE of DX, by a jump. BP is the setting of the flags.
%macro ask_jump 1
        push    bp
        popf
        db      0x70 + %1, 2            ; over the next instruction
        jmp     short %%not_taken
        or      dx, 1 << %1
%%not_taken:
%endmacro

; ask_set CODE: bit CODE of DX, by SETcc AL.
%macro ask_set 1
        push    bp
        popf
        db      0x0F, 0x90 + %1, 0xC0
        xor     ah, ah
        shl     ax, %1
        or      dx, ax
%endmacro

        mov     si, settings
        mov     di, BY_JUMP
next:   lodsw
        mov     bp, ax
        xor     dx, dx
%assign code 0
%rep 16
        ask_jump code
%assign code code + 1
%endrep
        mov     [di], dx
        xor     dx, dx
%assign code 0
%rep 16
        ask_set code
%assign code code + 1
%endrep
        mov     [di + BY_SET - BY_JUMP], dx
        add     di, 2
        cmp     si, settings_end
        jb      next
        hlt

settings:
        dw      FLAG_FIXED
        dw      FLAG_FIXED | FLAG_CF
        dw      FLAG_FIXED | FLAG_ZF
        dw      FLAG_FIXED | FLAG_SF
        dw      FLAG_FIXED | FLAG_OF
        dw      FLAG_FIXED | FLAG_SF | FLAG_OF
        dw      FLAG_FIXED | FLAG_PF
        dw      FLAG_FIXED | FLAG_CF | FLAG_ZF | FLAG_SF | FLAG_OF | FLAG_PF
settings_end:
