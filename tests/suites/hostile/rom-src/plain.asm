; Prints all that a ROM can see of the machine it was given: what an earlier run left behind would show.

%include "survive.inc"
%include "console.inc"

; show NAME, 32-bit register
%macro show 2.nolist
        print   %1, ' '
        print_hex 32, %2
        print   10
%endmacro

        survive_begin
        mov     [keep], eax
        print   'gpr '
        print_hex 32, [keep]
        print_hex 32, ebx
        print_hex 32, ecx
        print_hex 32, edx
        print_hex 32, esi
        print_hex 32, edi
        print_hex 32, ebp
        print   10
        pushfd
        pop     eax
        show    'eflags', eax
        mov     eax, cr0
        show    'cr0', eax
        mov     eax, cr2
        show    'cr2', eax
        mov     eax, cr3
        show    'cr3', eax
        mov     eax, cr4
        show    'cr4', eax
        mov     eax, dr0
        show    'dr0', eax
        mov     eax, dr1
        show    'dr1', eax
        mov     eax, dr2
        show    'dr2', eax
        mov     eax, dr3
        show    'dr3', eax
        mov     eax, dr6
        show    'dr6', eax
        mov     eax, dr7
        show    'dr7', eax

        mov     si, msrs
msr_:   lodsd
        cmp     eax, -1
        je      msrs_end
        mov     ecx, eax
        print_hex 32, ecx
        print   ' '
        mov     eax, 0xEEEE_EEEE        ; stays where it faults
        mov     edx, eax
        try     rdmsr
        print_hex 32, edx
        print_hex 32, eax
        print   10
        jmp     msr_
msrs_end:

        fnstcw  [keep]
        print   'fcw '
        print_hex 16, [keep]
        mov     eax, CR4_OSFXSR
        mov     cr4, eax
        fxsave  [area]
        print   10, 'fxsave '
        mov     si, area
        mov     cx, 288 / 4             ; x87 and eight XMM registers
fx:     lodsd
        print_hex 32, eax
        loop    fx
        print   10

        mov     dx, 0x3F9
uart:   in      al, dx
        print_hex 8, al
        inc     dx
        cmp     dx, 0x400
        jb      uart
        in      al, 0x80
        print_hex 8, al
        print   10

        ; Memory behind this ROM and its stack is all zeros.
        mov     bx, 0x800
sweep:  mov     es, bx
        xor     di, di
        mov     cx, 0x8000 / 4
        xor     eax, eax
        repe scasd
        jne     dirty
        add     bx, 0x800
        cmp     bx, 0
        jne     sweep
        print   'memory is zero', 10
        hlt
dirty:  print   'memory is dirty at '
        print_hex 16, bx
        print   ':'
        print_hex 16, di
        hlt

msrs:   dd      0x1B, 0x3A, 0x3B, 0x8B, 0xFE, 0x174, 0x175, 0x176, 0x179, 0x17A, 0x17B, 0x1A0, 0x1D9, 0x1DB, 0x1DC
        dd      0x200, 0x201, 0x202, 0x203, 0x250, 0x258, 0x259, 0x268, 0x269, 0x26F, 0x277, 0x2FF
        dd      0x400, 0x401, 0x402, 0x403, 0x404, 0x408, 0x40C, 0x410, 0xDA0
        dd      0xC000_0080, 0xC000_0081, 0xC000_0082, 0xC000_0083, 0xC000_0084, 0xC000_0100, 0xC000_0101, 0xC000_0102
        dd      0xC000_0103, 0xC000_0104, 0xC001_0015, 0xC001_0020, 0xC001_0114, 0xC001_0117, 0xC001_0140, 0xC001_0141
        dd      0xC001_1020, 0xC001_1029
        dd      0x4B56_4D00, 0x4B56_4D01, 0x4B56_4D02, 0x4B56_4D03, 0x4B56_4D04, 0x4B56_4D05, 0x4000_0000, 0x4000_0001
        dd      -1
keep:   dd      0
        align   16
area:   times 512 db 0
