; See withdrawn.inc.
%define CASE 2
%include "withdrawn.inc"
