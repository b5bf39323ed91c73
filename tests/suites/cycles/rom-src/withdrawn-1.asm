; See withdrawn.inc.
%define CASE 1
%include "withdrawn.inc"
