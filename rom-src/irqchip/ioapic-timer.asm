; ioapic-timer.inc in 32-bit mode.

%define WIDTH 32
%include "irqchip/ioapic-timer.inc"
