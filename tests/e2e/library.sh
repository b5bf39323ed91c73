#!/usr/bin/env bash
# The NASM library of rom-src/include/: every include assembles without a warning, unused and used, in each mode that
# it is for. What its macros do is proved by the ROMs of rom-src/library/ and of the devices.
. "$(dirname "$0")/lib.bash"

# assemble: standard input, without a warning
assemble() { cat >"$dir/s.asm" && nasm -f bin -Wall -Werror -I rom-src/include/ -o "$dir/s.bin" "$dir/s.asm"; }

unused() {
	local inc bits
	for inc in rom-src/include/*.inc; do
		for bits in 16 32 64; do
			printf '%%include "%s"\n%%include "%s"\n bits %s\n hlt\n' "${inc##*/}" "${inc##*/}" "$bits" |
				assemble || return
		done
	done
}
ok 'every include, twice and unused, in 16, 32 and 64 bits' unused

header() {
	local inc status=0
	for inc in rom-src/include/*.inc; do
		[ "$(head -n 1 "$inc" | cut -d' ' -f1-3)" = "; ${inc##*/} -" ] || { echo "$inc"; status=1; }
	done
	return $status
}
ok 'every include begins with its name and what it is' header

documented() {
	local inc name status=0
	for inc in rom-src/include/*.inc; do
		has doc/rom-library.md "## ${inc##*/}" || status=1
		# Up to "; ---- part", behind which a file keeps what is its own.
		for name in $(sed '/^; ---- part/,$d' "$inc" | awk '$1 == "%macro" { print $2 }'); do
			grep -qF "\`$name" doc/rom-library.md || { echo "$inc: $name"; status=1; }
		done
	done
	return $status
}
ok 'every macro is in doc/rom-library.md' documented

# devices BITS: each macro of the includes for devices once; nothing of it runs.
devices() {
	local di=di si=si
	case $1 in 32) di=edi si=esi ;; 64) di=rdi si=rsi ;; esac
	cat <<-END
		%include "pic.inc"
		%include "pit.inc"
		%include "tsc.inc"
		%include "serial.inc"
		%include "keyboard.inc"
		%include "cmos.inc"
		%include "ata.inc"
		%include "pci.inc"
		%include "vga.inc"
		%include "assert.inc"
		        org     0x7C00
		        bits    $1
		        pic_init 0x20, 0x28
		        pic_init 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
		        pic_set_masks 0xFFFE
		        pic_mask IRQ_TIMER
		        pic_mask IRQ_ATA
		        pic_unmask IRQ_COM1
		        pic_unmask 15
		        pic_eoi IRQ_KEYBOARD
		        pic_eoi IRQ_CLOCK
		        pic_specific_eoi IRQ_KEYBOARD
		        pic_specific_eoi 15
		        pic_read_irr
		        pic_read_isr
		        pit_program 0, PIT_MODE_RATE, pit_count(100)
		        pit_program 2, PIT_MODE_SQUARE, 0
		        pit_latch 0
		        pit_status 2
		        pit_gate 1
		        pit_clock
		        pit_mark
		        pit_since
		        pit_sweep never, level
		        pit_sweep never, strobe
		        pit_wait 65535
		        pit_wait_us 54900
		        tsc_per_ms 1_000_000
		        serial_init
		        serial_init 12
		        serial_put 'x'
		        serial_put ah
		        serial_print 'text', 13, 10
		        serial_poll
		        serial_get
		        serial_receive_on 0x600
		        keyboard_read
		        keyboard_read_press
		        keyboard_flush
		        keyboard_command KEYBOARD_READ_OUTPUT
		        keyboard_write 0xED
		        cmos_wait
		        cmos_read CMOS_HOURS
		        cmos_from_bcd
		        cmos_print_clock
		        cmos_read_word CMOS_EXTENDED_KIB
		        cmos_write CMOS_SHUTDOWN, 0x0A
		        cmos_write CMOS_SHUTDOWN, ah
		        pci_read pci_address(0, 1, 0, PCI_ID)
		        pci_write pci_address(0, 31, 7, PCI_BAR0), 0xFFFF_FFFF
		        pci_read ebx
		        pci_write ebx, ecx
		        vga_clear
		        vga_clear VGA_REVERSE
		        vga_print 24, 79, VGA_BRIGHT, 'text', 1, 2
		        print_dec 8, bl
		        print_dec 16, [$si]
		        print_dec 32, eax
		        assert_eq al, 1
		        assert_eq al, 1, 'with a message, and a comma'
		        assert_in al, 1, bl
		        assert_in ax, 1, 2, 'message'
		        assert_sp 0x7C00, 'message'
		        assert_flags FLAG_CF, 0, 'message'
		never:  assert_never
		        assert_never 'message'
		        mov     $di, 0x8000
		        call    ata_identify
		        call    ata_read
		        call    ata_write
		        call    serial_next
		        hlt
		        ata_routines
		        serial_receiver 0x600
	END
}
used() { devices 16 | assemble && devices 32 | assemble && devices 64 | assemble; }
ok 'every macro for devices, in 16, 32 and 64 bits' used

bios() {
	assemble <<-END
		%include "bios.inc"
		        org     0x7C00
		        bits    16
		        bios_putc 'x'
		        bios_print 'text', 13, 10
		        bios_key
		        bios_key_poll
		        bios_read 0x80, 1023, 15, 63, 1, 0x8000
		        bios_read dl, 0, 0, 2, 1, 0x8000
		        bios_read_lba 0x80, 0xFFFF_FFFF, 4, 0x1000, 0x0000
		        bios_read_lba dl, eax, cx, es, bx
		        bios_disk_parameters dl
		        bios_disk_parameters 0x80
		        hlt
		        boot_signature
	END
	[ "$(wc -c <"$dir/s.bin")" -eq 512 ]
}
ok 'every macro for boot sectors under a BIOS' bios

finish
