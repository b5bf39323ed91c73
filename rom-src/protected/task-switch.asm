; Proves a hardware task switch: CALL to a TSS stores the old task's registers and loads the new one's; the
; new TSS's link leads back, and NT makes IRET take that way. CR0.TS is set by each switch. SDM vol. 3, "Task
; Switching", "Task Linking".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

SEL_OTHER       equ SEL_OWN
OTHER_STACK     equ 0x6_0000

; Offsets in a 32-bit TSS.
TSS_EAX         equ 40

        ring3_setup
        mov     ebx, 0x1111_1111
        call    SEL_OTHER:0
back:   mov     ecx, [other_tss + TSS_EAX]      ; what the other task left
        mov     edx, cr0
        and     edx, CR0_TS
        hlt

other_task:                             ; EAX is 41 from its TSS
        inc     eax
        pushfd
        pop     esi
        mov     [flags_inside], esi
        str     [selector_inside]
        mov     edi, [other_tss]        ; the link
        mov     [link_inside], edi
        mov     ebx, 0x2222_2222        ; its own EBX
        iretd

        align   4, db 0
other_tss:
        times 7 dd 0                    ; link, three stacks
        dd      0                       ; CR3
        dd      linear(other_task), FLAG_FIXED
        dd      41, 0, 0, 0             ; EAX, ECX, EDX, EBX
        dd      OTHER_STACK, 0, 0, 0    ; ESP, EBP, ESI, EDI
        dd      SEL_KERNEL_DATA, SEL_KERNEL_CODE, SEL_KERNEL_DATA, SEL_KERNEL_DATA ; ES, CS, SS, DS
        dd      SEL_KERNEL_DATA, SEL_KERNEL_DATA, 0, 104 << 16  ; FS, GS, LDT, bitmap

        ring3_gdt_entries
        descriptor linear(other_tss), 103, SEG_TSS, SEG_16
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        times 0x400 - ($ - $$) db 0
flags_inside:
        dd      0
selector_inside:
        dd      0
link_inside:
        dd      0
