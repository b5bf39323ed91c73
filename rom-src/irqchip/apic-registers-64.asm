; apic-registers.inc in 64-bit mode.

%define WIDTH 64
%include "irqchip/apic-registers.inc"
