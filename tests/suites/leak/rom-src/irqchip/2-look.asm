; Shows the registers of KVM's own controllers.

%include "show.inc"
%include "apic.inc"
%include "ioapic.inc"
%include "pic.inc"
%include "pit.inc"

        bits    32
        org     0x10_0000

        mov     esi, APIC_ID
.apic:  cmp     esi, APIC_PPR
        je      .skip
        mov     eax, [APIC_ADDRESS + esi]
        print_hex 32, eax
        say     10
.skip:  add     esi, 0x10
        cmp     esi, 0x400
        jb      .apic
%assign pin 0
%rep IOAPIC_PINS
        ioapic_read IOAPIC_ENTRY(pin)
        print_hex 32, eax
        ioapic_read IOAPIC_ENTRY(pin) + 1
        print_hex 32, eax
        say     10
%assign pin pin + 1
%endrep
        show_port PORT_PIC1
        show_port PORT_PIC1_DATA
        show_port PORT_PIC2
        show_port PORT_PIC2_DATA
        show_port 0x4D0
        pit_status 0
        show    'pit', 8, al
        in      al, PORT_PIT_GATE
        and     al, 0x0F
        show    'gate', 8, al
        sti
        nop
        cli
        say     'nothing', 10
        exit    0
