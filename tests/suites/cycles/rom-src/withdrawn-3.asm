; See withdrawn.inc.
%define CASE 3
%include "withdrawn.inc"
