; Proves virtual-8086 mode: IRETD with VM set runs 16-bit code with real-mode segments in ring 3, whose HLT is
; #GP; the handler finds VM in the pushed EFLAGS and the data segments on its stack. SDM vol. 3, "8086
; Emulation", "Virtual-8086 Mode".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

SEGMENT_86      equ 0x2000              ; linear 0x20000

        ring3_setup
        lidt    [idt_pointer]
        mov     esi, program
        mov     edi, SEGMENT_86 << 4
        mov     ecx, program_end - program
        rep movsb

        push    dword 0                 ; GS
        push    dword 0                 ; FS
        push    dword SEGMENT_86        ; DS
        push    dword 0                 ; ES
        push    dword SEGMENT_86        ; SS
        push    dword 0x1000            ; ESP
        push    dword FLAG_FIXED | FLAG_VM
        push    dword SEGMENT_86        ; CS
        push    dword 0                 ; EIP
        iretd

        bits    16
program:
        mov     ax, cs
        shl     ax, 1                   ; 0x4000: an operand size of 16 bits
        mov     [0x0100], ax            ; linear 0x20100
stops:  hlt
program_end:

        bits    32
on_general_protection:
        pop     ebx                     ; error code
        pop     ecx                     ; IP
        sub     ecx, stops - program
        pop     edx                     ; CS
        pop     esi                     ; EFLAGS
        and     esi, FLAG_VM
        mov     edi, [esp + 12]         ; DS, behind ESP, SS, ES
        hlt

        ring3_gdt_entries
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry VECTOR_GP, on_general_protection
        idt_end
