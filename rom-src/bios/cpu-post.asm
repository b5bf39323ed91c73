; Proves that a CPU tester runs which takes the place of the BIOS: 128 KiB that begin at the reset vector, work in 16
; and 32 bits, with paging and in ring 3 with tables of their own in ROM, report progress to a POST port (0x190) and
; text to a parallel port (0x378, by status and strobe) and to COM1, and halt with a verdict there: 0xFF is good, any
; other the stage that failed. SDM vol. 3, "Processor Management and Initialization", "Interrupt and Exception
; Handling", "Paging"; IBM PC/AT Technical Reference, "Parallel Printer Adapter", "Keyboard Controller".

%define LOAD_ADDRESS    0               ; of gates: offsets are those of the code segment
%define IDT_CODE        0x10            ; SEL_ROM32

%include "x86.inc"
%include "gdt.inc"
%include "idt.inc"
%include "serial.inc"
%include "keyboard.inc"

%define PORT_PROGRESS   0x190
%define PORT_LPT        0x378           ; data; status and control follow
%define LPT_NOT_BUSY    0x80
%define LPT_STROBE      0x01

; ---- in RAM, flat addresses
%define VECTOR          0x500           ; of the exception that came, 0xFF: none
%define ERROR           0x504           ; its error code
%define RESUME          0x508           ; where the handler returns to
%define STAGE           0x50C           ; the last POST code
%define TSS             0x600
%define DIRECTORY       0x1000          ; page tables
%define TABLE           0x2000
%define STACK           0x8000
%define USER_STACK      0x9000

; ---- segments
%define SEL_ROM16       0x08            ; 64 KiB from 0xF0000
%define SEL_ROM32       0x10
%define SEL_FLAT        0x18
%define SEL_DATA16_64K  0x20
%define SEL_ABSENT      0x28
%define SEL_STATE       0x30
%define SEL_USER        (0x38 | 3)
%define SEL_USER_FLAT   (0x40 | 3)
%define SEL_UNREADABLE  0x48            ; code that may only be executed

; stage CODE, 'text': to the POST port, and a line of text.
%macro stage 2
        jmp     %%over
%%text: db      %2, 13, 10, 0
%%over: mov     al, %1
        call    progress_%[__?BITS?__]
%if __?BITS?__ == 16
        mov     si, %%text
%else
        mov     esi, %%text
%endif
        call    say_%[__?BITS?__]
%endmacro

; check LEFT, RIGHT: or the ROM ends here.
%macro check 2
        cmp     %1, %2
        je      %%holds
        jmp     failed_%[__?BITS?__]
%%holds:
%endmacro

; faults VECTOR, ERROR CODE, INSTRUCTION: exactly that exception. EAX changes.
%macro faults 3+
        mov     byte [VECTOR], 0xFF
        mov     dword [RESUME], %%behind
        %3
%%behind:
        check   byte [VECTOR], %1
        check   dword [ERROR], %2
%endmacro

; Routines that both widths have: progress_16 and progress_32 (the code in AL), say_ (the text at CS:SI).
%macro routines 1
progress_%1:
        mov     [STAGE], al
        mov     dx, PORT_PROGRESS
        out     dx, al
        ret

say_%1: cs lodsb
        cmp     al, 0
        je      .done
        mov     ah, al
        mov     ecx, 0x1000             ; tries
.busy:  mov     dx, PORT_LPT + 1
        in      al, dx
        test    al, LPT_NOT_BUSY
        jnz     .print
        dec     ecx
        jnz     .busy
.print: dec     dx
        mov     al, ah
        out     dx, al
        mov     dx, PORT_LPT + 2
        in      al, dx
        or      al, LPT_STROBE
        out     dx, al
        and     al, 0xFF & ~LPT_STROBE
        out     dx, al
        serial_put ah
        jmp     say_%1
.done:  ret

; The last POST code is the stage's: nothing more is written.
failed_%1:
        cli
        hlt
        jmp     failed_%1
%endmacro

        section low start=0 vstart=0
        times 0x10000 / 4 dd 0x574F4C21

        section high start=0x10000 vstart=0
        bits    16

start:  cli
        cld
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, STACK
        mov     al, 0x8F                ; NMI off, by the clock's index port
        out     0x70, al
        in      al, 0x71
        mov     al, 0x36                ; timers, DMA, interrupt controllers: as a BIOS would begin
        out     0x43, al
        mov     al, 0xFF
        out     0x21, al
        out     0xA1, al
        mov     dx, 0x80
fill:   out     dx, al                  ; page registers of a DMA controller that is not there
        inc     dx
        cmp     dx, 0x90
        jb      fill
        out     0xF0, al                ; clears the coprocessor's error, and resets it
        out     0xF1, al
        mov     dx, 0x3D8               ; the modes of displays
        out     dx, al
        mov     dx, 0x3B8
        out     dx, al
        serial_init
        stage   0x01, 'starts'

; ---- what a board has, each with its timeout
        stage   0x02, 'ports'
        xor     cx, cx
.idle:  in      al, PORT_KEYBOARD_STATUS
        test    al, KEYBOARD_IS_BUSY
        loopnz  .idle
        check   cx, 0xFFFF
        mov     al, KEYBOARD_SELF_TEST
        out     PORT_KEYBOARD_STATUS, al
        xor     cx, cx
.answer:
        in      al, PORT_KEYBOARD_STATUS
        test    al, KEYBOARD_HAS_BYTE
        loopz   .answer
        check   cx, 0xFFFF
        in      al, PORT_KEYBOARD
        check   al, 0x55
        mov     cx, 0x1000              ; port 0x61, bit 4: each 15 us
        in      al, 0x61
        mov     bl, al
.refresh:
        in      al, 0x61
        xor     al, bl
        test    al, 0x10
        loopz   .refresh
        jnz     .toggles
        jmp     failed_16
.toggles:
        mov     cx, 0x20                ; any coprocessor, parallel port, second serial port: nobody answers
        mov     dx, 0x2F8
.nobody:
        in      al, dx
        inc     dx
        loop    .nobody

        stage   0x03, 'A20'
        mov     ax, 0xFFFF
        mov     fs, ax
        mov     byte [0x700], 0x11
        mov     byte [fs:0x710], 0x22
        check   byte [0x700], 0x11
        in      al, 0x92
        and     al, 0xFC
        out     0x92, al
        mov     al, KEYBOARD_WRITE_OUTPUT
        out     PORT_KEYBOARD_STATUS, al
        mov     al, 0xDD
        out     PORT_KEYBOARD, al
        check   byte [fs:0x710], 0x11
        mov     al, KEYBOARD_WRITE_OUTPUT
        out     PORT_KEYBOARD_STATUS, al
        mov     al, 0xDF
        out     PORT_KEYBOARD, al
        check   byte [fs:0x710], 0x22

        stage   0x04, 'ROM is not RAM'
        mov     ax, 0xF000
        mov     fs, ax
        mov     eax, [fs:start]
        mov     dword [fs:start], 0x12345678
        check   eax, [fs:start]
        mov     ax, 0xE000
        mov     fs, ax
        check   dword [fs:0], 0x574F4C21
        check   dword [fs:0xFFFC], 0x574F4C21

        stage   0x05, 'exceptions, 16 bits'
        mov     di, 0
        mov     cx, 32
.vector:
        mov     ax, 32
        sub     ax, cx
        imul    ax, real_1 - real_0
        add     ax, real_0
        stosw
        mov     ax, cs
        stosw
        loop    .vector
        mov     dword [ERROR], 0
        xor     cx, cx
        faults  VECTOR_DE, 0, div cl
        faults  VECTOR_UD, 0, ud2
        faults  VECTOR_BP, 0, int3
        mov     al, 0x7F
        add     al, 1
        faults  VECTOR_OF, 0, into
        mov     dword [0x700], 0x0002_0001
        faults  VECTOR_BR, 0, bound cx, [0x700]
        faults  VECTOR_UD, 0, lldt ax
        pushf
        or      word [STACK - 2], FLAG_TF
        mov     byte [VECTOR], 0xFF
        mov     dword [RESUME], .stepped
        popf
        nop
.stepped:
        check   byte [VECTOR], VECTOR_DB

; ---- 32 bits: GDT and IDT lie in ROM
        stage   0x06, 'protected mode'
        o32 lgdt [cs:gdt_pointer]
        o32 lidt [cs:idt_pointer]
        mov     eax, cr0
        or      al, CR0_PE
        mov     cr0, eax
        jmp     SEL_ROM16:.narrow
.narrow:
        mov     ax, SEL_FLAT
        mov     ds, ax
        mov     es, ax
        mov     ax, SEL_DATA16_64K
        mov     ss, ax
        call    .near                   ; a 16-bit stack and code segment
        jmp     .wide
.near:  check   sp, STACK - 2
        ret
.wide:  mov     ax, SEL_FLAT
        mov     ss, ax
        mov     esp, STACK
        jmp     dword SEL_ROM32:wide

        bits    32
wide:   stage   0x07, '32 bits'
        mov     esi, 0xE0000            ; both images are one
        mov     edi, 0xFFFE0000
        mov     ecx, 0x20000 / 4
        repe cmpsd
        check   ecx, 0
        mov     dword [0x300000], 0x12345678    ; memory ends somewhere, but not here
        check   dword [0x300000], 0x12345678

        stage   0x08, 'exceptions, 32 bits'
        mov     dword [ERROR], 0
        xor     ecx, ecx
        faults  VECTOR_DE, 0, div ecx
        faults  VECTOR_UD, 0, ud2
        mov     eax, 0x100
        faults  VECTOR_GP, 0x100, mov fs, ax
        mov     eax, SEL_ABSENT
        faults  VECTOR_NP, SEL_ABSENT, mov fs, ax
        faults  VECTOR_SS, SEL_ABSENT, mov ss, ax
        mov     eax, SEL_UNREADABLE
        faults  VECTOR_GP, SEL_UNREADABLE, mov fs, ax
        faults  VECTOR_GP, SEL_UNREADABLE, mov ss, ax
        xor     eax, eax
        faults  VECTOR_GP, 0, mov ss, ax
        faults  VECTOR_GP, 0x40 * 8 + 2, int 0x40
        mov     eax, cr0
        or      al, CR0_EM
        mov     cr0, eax
        mov     dword [ERROR], 0
        faults  VECTOR_NM, 0, fldz
        mov     eax, cr0
        and     al, 0xFF & ~CR0_EM
        mov     cr0, eax

        stage   0x09, 'paging'
        mov     edi, DIRECTORY
        xor     eax, eax
        mov     ecx, 0x400
        rep stosd
        mov     dword [DIRECTORY], TABLE | PAGE_PRESENT | PAGE_WRITABLE | PAGE_USER
        mov     dword [DIRECTORY + 0x380 * 4], TABLE | PAGE_PRESENT | PAGE_WRITABLE     ; 0xE0000000
        mov     edi, TABLE
        mov     eax, PAGE_PRESENT | PAGE_WRITABLE | PAGE_USER
        mov     ecx, 0x400
.map:   stosd
        add     eax, 0x1000
        loop    .map
        mov     dword [TABLE + 0x20 * 4], 0
        and     dword [TABLE + 0x21 * 4], ~PAGE_WRITABLE
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG | CR0_WP
        mov     cr0, eax
        faults  VECTOR_PF, 0, mov eax, [0x20123]
        mov     eax, cr2
        check   eax, 0x20123
        faults  VECTOR_PF, 2, mov [0x20456], eax
        faults  VECTOR_PF, 3, mov [0x21000], eax
        mov     eax, cr2
        check   eax, 0x21000
        mov     eax, [0xE00F0000 + start]       ; the ROM at its other address
        check   eax, [0xF0000 + start]
        test    dword [DIRECTORY + 0x380 * 4], PAGE_ACCESSED
        jnz     .used
        jmp     failed_32
.used:

        stage   0x0A, 'ring 3'
        mov     edi, TSS
        xor     eax, eax
        mov     ecx, 26
        rep stosd
        mov     dword [TSS + 4], STACK - 0x100  ; ESP and SS of ring 0
        mov     dword [TSS + 8], SEL_FLAT
        mov     word [TSS + 102], 104           ; no I/O bitmap
        mov     edi, 0x3000                     ; LTR marks its descriptor: this table is in RAM
        mov     esi, 0xF0000 + gdt
        mov     ecx, gdt_end - gdt
        rep movsb
        lgdt    [cs:gdt_in_ram]
        mov     eax, SEL_STATE
        ltr     ax
        push    dword SEL_USER_FLAT
        push    dword USER_STACK
        push    dword FLAG_FIXED
        push    dword SEL_USER
        push    dword user
        iretd

user:   mov     eax, SEL_USER_FLAT
        mov     ds, ax
        mov     byte [VECTOR], 0xFF
        mov     dword [RESUME], .halted
        hlt                                     ; ring 0 only
.halted:
        cmp     byte [VECTOR], VECTOR_GP
        jne     .bad
        mov     dword [RESUME], .asked
        mov     dx, PORT_PROGRESS
        out     dx, al                          ; IOPL 0, no bitmap
.asked: cmp     byte [VECTOR], VECTOR_GP
        jne     .bad
        int     0x20                            ; back
.bad:   jmp     $

; From `int 0x20`.
kernel: mov     esp, STACK
        mov     eax, SEL_FLAT
        mov     ds, ax
        mov     es, ax

; ---- and back to 16 bits
        stage   0x0B, 'real mode again'
        mov     eax, cr0
        and     eax, ~(CR0_PG | CR0_WP)
        mov     cr0, eax
        jmp     SEL_ROM16:.narrow
        bits    16
.narrow:
        mov     ax, SEL_DATA16_64K
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     eax, cr0
        and     al, 0xFF & ~CR0_PE
        mov     cr0, eax
        jmp     0xF000:real
real:   xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, STACK
        lidt    [cs:ivt_pointer]
        mov     dword [ERROR], 0
        faults  VECTOR_UD, 0, ud2
        stage   0xFF, 'passed'
        cli
.end:   hlt
        jmp     .end

        routines 16

; Real mode: a handler of the same size for each vector; then back to [RESUME].
%assign v 0
%rep 32
real_%[v]:
        push    word v
        jmp     near real_any
%assign v v + 1
%endrep
real_any:
        push    bp
        mov     bp, sp
        push    ax
        push    ds
        xor     ax, ax
        mov     ds, ax
        mov     ax, [bp + 2]
        mov     [VECTOR], al
        mov     ax, [RESUME]
        mov     [bp + 4], ax
        and     word [bp + 8], ~FLAG_TF
        pop     ds
        pop     ax
        pop     bp
        add     sp, 2
        iret

        bits    32
        routines 32

; 32 bits: vectors without an error code get one of 0.
%assign v 0
%rep 32
wide_%[v]:
%if v != 8 && (v < 10 || v > 14) && v != 17
        push    dword 0
%endif
        push    dword v
        jmp     near wide_any
%assign v v + 1
%endrep
wide_any:
        push    ds
        push    eax
        mov     eax, SEL_FLAT
        mov     ds, ax
        mov     eax, [esp + 8]
        mov     [VECTOR], al
        mov     eax, [esp + 12]
        mov     [ERROR], eax
        mov     eax, [RESUME]
        mov     [esp + 16], eax
        pop     eax
        pop     ds
        add     esp, 8
        iretd

        align   8
gdt:    dq      0
        descriptor 0xF0000, 0x0FFFF, SEG_CODE, SEG_16
        descriptor 0xF0000, 0x0FFFF, SEG_CODE, SEG_32
        descriptor 0, 0xFFFFF, SEG_DATA, SEG_32_4K
        descriptor 0, 0x0FFFF, SEG_DATA, SEG_16
        descriptor 0, 0xFFFFF, SEG_DATA - SEG_NOT_PRESENT, SEG_32_4K
        descriptor TSS, 103, SEG_TSS, SEG_16
        descriptor 0xF0000, 0x0FFFF, SEG_CODE | SEG_DPL3, SEG_32
        descriptor 0, 0xFFFFF, SEG_DATA | SEG_DPL3, SEG_32_4K
        descriptor 0, 0xFFFFF, SEG_CODE & ~2, SEG_32_4K
gdt_end:
gdt_pointer:
        dw      gdt_end - gdt - 1
        dd      0xF0000 + gdt
gdt_in_ram:
        dw      gdt_end - gdt - 1
        dd      0x3000
ivt_pointer:
        dw      0x3FF
        dd      0

        idt_begin 32
%assign v 0
%rep 32
        idt_entry v, wide_%[v]
%assign v v + 1
%endrep
        idt_entry 0x20, kernel, GATE_INTERRUPT | GATE_DPL3
idt_end_of_table:
idt_pointer:
        dw      idt_end_of_table - idt - 1
        dd      0xF0000 + idt

        times 0xFFF0 - ($ - $$) db 0xFF
        bits    16
        jmp     0xF000:start
        db      '01/01/00'
        times 0x10000 - ($ - $$) db 0xFF
