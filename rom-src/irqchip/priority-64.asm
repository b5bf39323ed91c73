; priority.inc in 64-bit mode.

%define WIDTH 64
%include "irqchip/priority.inc"
