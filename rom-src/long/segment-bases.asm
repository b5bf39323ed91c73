; Proves FS and GS in long mode: their bases are 64-bit MSRs, other segments have none, and SWAPGS exchanges
; GS's base with a spare. SDM vol. 3, "Segment Registers in IA-32e Mode"; vol. 2, SWAPGS.

%include "x86.inc"

        org     0x10_0000
        bits    64

USER_AREA       equ 0x30_0000
KERNEL_AREA     equ 0x31_0000
OTHER_AREA      equ 0x32_0000

        xor     edx, edx
        mov     ecx, MSR_FS_BASE
        mov     eax, OTHER_AREA
        wrmsr
        mov     ecx, MSR_GS_BASE
        mov     eax, USER_AREA
        wrmsr
        mov     ecx, MSR_KERNEL_GS_BASE
        mov     eax, KERNEL_AREA
        wrmsr

        mov     dword [fs:0x10], 0xF5F5_F5F5
        mov     dword [gs:0x10], 0x1111_1111
        swapgs
        mov     dword [gs:0x10], 0x2222_2222
        mov     eax, [abs USER_AREA + 0x10]
        mov     ebx, [abs KERNEL_AREA + 0x10]
        mov     esi, [abs OTHER_AREA + 0x10]
        hlt
