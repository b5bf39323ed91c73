; Every instruction of SVM and VMX, and hypercalls of every number with arguments that point at the ROM itself.

%include "survive.inc"

        survive_begin
        xor     edi, edi
calls:  mov     eax, edi
        mov     ebx, 0x8000
        mov     ecx, 1
        mov     edx, 0x8000
        mov     esi, 0x8000
        try     vmmcall
        mov     eax, edi
        try     vmcall
        inc     edi
        cmp     edi, 64
        jb      calls
        xor     eax, eax
        try     vmload
        try     vmsave
        try     vmrun
        try     stgi
        try     clgi
        try     db 0x0F, 0x01, 0xDF    ; INVLPGA
        try     db 0x0F, 0x01, 0xDE    ; SKINIT
        try     vmxoff
        try     vmlaunch
        try     vmresume
        try     rsm
        try     monitor
        try     mwait
        try     wbinvd
        try     invd
        hlt
