; Proves CR8, the task priority, raised and lowered without a local APIC behind it: it keeps its four bits.
; SDM vol. 3, "Task Priority in IA-32e Mode".

        org     0x10_0000
        bits    64

        mov     rax, cr8
        mov     rbx, rax
        mov     eax, 9
        mov     cr8, rax
        mov     rcx, cr8
        mov     eax, 2
        mov     cr8, rax                ; lowering it is what KVM tells user space about
        mov     rdx, cr8
        hlt
