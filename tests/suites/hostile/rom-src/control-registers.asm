; Sets each bit of CR4 and CR0 alone and on top of those before, the debug registers but DR7 to ones,
; and loads XCR0.

%include "survive.inc"

        survive_begin
        mov     ebx, 1
cr4s:   mov     eax, cr4
        or      eax, ebx
        try     mov cr4, eax
        mov     eax, ebx
        try     mov cr4, eax
        shl     ebx, 1
        jnz     cr4s
        mov     eax, -1
        try     mov cr4, eax
        mov     ebx, 2                  ; not PE: that is no longer real mode
cr0s:   mov     eax, cr0
        or      eax, ebx
        and     eax, ~1
        try     mov cr0, eax
        shl     ebx, 1
        jnz     cr0s
        mov     eax, CR4_OSXSAVE
        try     mov cr4, eax
        xor     ecx, ecx
        mov     eax, 7
        xor     edx, edx
        try     xsetbv
        mov     eax, -1
        try     mov dr0, eax
        try     mov dr1, eax
        try     mov dr2, eax
        try     mov dr3, eax
        try     mov dr6, eax
        try     mov cr2, eax
        try     mov cr3, eax
        hlt
