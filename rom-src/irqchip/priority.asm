; priority.inc in 32-bit mode.

%define WIDTH 32
%include "irqchip/priority.inc"
