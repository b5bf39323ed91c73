; timer-one-shot.inc in 32-bit mode.

%define WIDTH 32
%include "irqchip/timer-one-shot.inc"
