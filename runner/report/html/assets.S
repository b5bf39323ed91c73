/* The files of the HTML report as strings of the program. The capitals, from the Makefile, are files that it makes: the styles, and the hashes. */
	.section .rodata
	.macro asset name, file
	.globl	html_\name
	.type	html_\name, @object
html_\name:
	.incbin	"\file"
	.byte	0
	.size	html_\name, . - html_\name
	.endm

	asset	page, "runner/report/html/page.html"
	asset	style, STYLE
	asset	script, "runner/report/html/page.js"
	asset	csp, CSP
	asset	cover_page, "runner/report/html/cover.html"
	asset	cover_style, COVER_STYLE
	asset	cover_csp, COVER_CSP

	.section .note.GNU-stack, "", @progbits
