; Proves that STI lets one more instruction run before an interrupt comes: with CLI behind it none does, with HLT
; the CPU halts first and wakes at once. SDM vol. 2, STI.

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 0x24, counts
        xor     bx, bx
        xor     cx, cx
        irq_raise IRQ_COM1
        sti
        cli                             ; in the shadow
        nop
        nop
        assert_eq bx, 0, 'nothing came'
        sti
        inc     cx
        inc     cx                      ; interrupted before this
        cli
        assert_eq bx, 1
        assert_eq bp, 1, 'behind one instruction'

        irq_raise IRQ_COM1
        sti
        hlt                             ; there is something already
        inc     cx
        cli
        assert_eq bx, 2
        assert_eq bp, 2
        pass

counts: inc     bx
        mov     bp, cx
        irq_lower IRQ_COM1
        pic_eoi IRQ_COM1
        iret

        irq_handlers
