; Proves that the CPU model is pinned: the vendor on the console, the features that a ROM would look for in
; registers. SDM vol. 2, CPUID; APM vol. 3, "Obtaining Processor Information Via the CPUID Instruction".

%include "console.inc"

        org     0
        bits    16

        xor     eax, eax
        cpuid
        mov     [vendor], ebx
        mov     [vendor + 4], edx
        mov     [vendor + 8], ecx
        mov     dx, PORT_CONSOLE
        mov     si, vendor
        mov     cx, vendor_end - vendor
        rep outsb

        mov     eax, 1
        cpuid
        mov     esi, ecx                ; SSE3 and later, hypervisor
        mov     edi, edx                ; TSC, MSR, PAE, SSE2 and the like
        mov     eax, 0x8000_0001
        cpuid
        mov     ebp, edx                ; SYSCALL, NX, long mode
        mov     eax, 7
        xor     ecx, ecx
        cpuid                           ; EBX: BMI, AVX2
        hlt

vendor: times 12 db 0
        db      10
vendor_end:
