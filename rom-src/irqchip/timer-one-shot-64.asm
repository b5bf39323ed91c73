; timer-one-shot.inc in 64-bit mode.

%define WIDTH 64
%include "irqchip/timer-one-shot.inc"
