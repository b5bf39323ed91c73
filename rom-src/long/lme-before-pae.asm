; Proves that EFER.LME may be set before CR4.PAE: only setting CR0.PG looks at both. SDM vol. 3, 10.8.5 gives the other
; order, but asks for no order of these two; APM vol. 2, 14.6.1 says that LME has no effect until paging is on.

%include "x86.inc"

        org     0x100000
        bits    32                      ; start: protected

        mov     ecx, MSR_EFER
        mov     eax, EFER_LME
        xor     edx, edx
        wrmsr
        xor     eax, eax
        rdmsr
        mov     esi, eax                ; LME reads back, LMA is clear: paging is off

        mov     eax, cr4
        or      eax, 1 << 5             ; PAE
        mov     cr4, eax

        mov     edi, 0x20000            ; one gigabyte, identity mapped
        mov     dword [edi], 0x21003
        mov     dword [edi + 0x1000], 0x83
        mov     cr3, edi
        mov     eax, cr0
        or      eax, 1 << 31            ; PG: long mode begins
        mov     cr0, eax
        rdmsr
        hlt
