#include "elf/elf.h"

#include <elf.h>
#include <string.h>

#include "base/io.h"
#include "elf/dwarf.h"
#include "elf/put.h"
#include "elf/symbols.h"

/* Where a section's bytes begin in the file. */
#define ALIGN_BYTES 8

struct section {
	const char *name;
	uint32_t type;
	uint64_t flags, address;
	const void *bytes; /* borrowed; NULL: none in the file */
	uint64_t len;
	uint32_t link, info;
	uint64_t align, entry_bytes;
};

struct file {
	bool is_64;
	struct buf bytes;   /* all but the section headers */
	struct buf headers; /* of sections */
	struct buf segments;
	uint16_t segment_count;
	struct buf names; /* of sections */
	uint16_t count;   /* of sections */
};

static size_t header_bytes(const struct file *file)
{
	return file->is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

/* The file header, and the program headers: one for each section of the ROM. */
static size_t head_bytes(const struct file *file, const struct source *source)
{
	size_t entry_bytes = file->is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);

	return header_bytes(file) + entry_bytes * source->map.section_count;
}

static void align(struct buf *out)
{
	buf_fill(out, 0, -out->len % ALIGN_BYTES);
}

/* Elf32_Phdr and Elf64_Phdr: the flags are at another place. */
static void segment_add(struct file *file, const struct section *section, uint64_t offset)
{
	size_t word = word_bytes(file->is_64);
	uint32_t flags = PF_R | (section->flags & SHF_EXECINSTR ? PF_X : PF_W);

	put_int(PT_LOAD, 4, &file->segments);
	if (file->is_64)
		put_int(flags, 4, &file->segments);
	put_int(offset, word, &file->segments);
	put_int(section->address, word, &file->segments);
	put_int(section->address, word, &file->segments);
	put_int(section->bytes ? section->len : 0, word, &file->segments);
	put_int(section->len, word, &file->segments);
	if (!file->is_64)
		put_int(flags, 4, &file->segments);
	put_int(section->align, word, &file->segments);
	file->segment_count++;
}

/* Elf32_Shdr and Elf64_Shdr: the same members, some as wide as an address. */
static void section_add(struct file *file, const struct section *section)
{
	size_t word = word_bytes(file->is_64);
	uint64_t offset;

	align(&file->bytes);
	offset = section->type == SHT_NULL ? 0 : file->bytes.len;
	if (section->flags & SHF_ALLOC)
		segment_add(file, section, offset);
	if (section->bytes)
		buf_add(&file->bytes, section->bytes, section->len);
	put_int(section->type == SHT_NULL ? 0 : file->names.len, 4, &file->headers);
	put_string(section->name, &file->names);
	put_int(section->type, 4, &file->headers);
	put_int(section->flags, word, &file->headers);
	put_int(section->address, word, &file->headers);
	put_int(offset, word, &file->headers);
	put_int(section->len, word, &file->headers);
	put_int(section->link, 4, &file->headers);
	put_int(section->info, 4, &file->headers);
	put_int(section->align, word, &file->headers);
	put_int(section->entry_bytes, word, &file->headers);
	file->count++;
}

/* The map is not believed to be of this image. */
static uint64_t len_in_image(const struct source *source, const struct rom_section *section)
{
	size_t len = source->image.len;

	if (section->offset >= len)
		return 0;
	return section->len < len - section->offset ? section->len : len - section->offset;
}

static void rom_sections_add(const struct source *source, struct file *file)
{
	for (size_t i = 0; i < source->map.section_count; i++) {
		const struct rom_section *section = &source->map.sections[i];
		struct section out = {.name = section->name, .address = section->address, .align = 1};

		if (section->in_image) {
			out.type = SHT_PROGBITS;
			out.flags = SHF_ALLOC | SHF_EXECINSTR;
			out.len = len_in_image(source, section);
			out.bytes = out.len ? source->image.data + section->offset : NULL;
		} else {
			out.type = SHT_NOBITS;
			out.flags = SHF_ALLOC | SHF_WRITE;
			out.len = section->len;
		}
		section_add(file, &out);
	}
}

static void symbols_add(const struct source *source, const struct symbols *symbols, struct file *file)
{
	struct buf table = {0}, names = {0};
	uint32_t first = symbols_put(source, symbols, file->is_64, &table, &names);

	section_add(file,
		    &(struct section){.name = ".symtab",
				      .type = SHT_SYMTAB,
				      .bytes = table.data,
				      .len = table.len,
				      .link = file->count + 1u,
				      .info = first,
				      .align = word_bytes(file->is_64),
				      .entry_bytes = file->is_64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym)});
	section_add(file, &(struct section){.name = ".strtab",
					    .type = SHT_STRTAB,
					    .bytes = names.data,
					    .len = names.len,
					    .align = 1});
	buf_fini(&table);
	buf_fini(&names);
}

static void bytes_add(struct file *file, const char *name, const struct buf *bytes)
{
	section_add(file, &(struct section){.name = name,
					    .type = SHT_PROGBITS,
					    .bytes = bytes->data,
					    .len = bytes->len,
					    .align = 1});
}

static void dwarf_add(const struct source *source, const struct symbols *symbols, struct file *file)
{
	struct dwarf dwarf;

	dwarf_make(source, symbols, file->is_64, &dwarf);
	bytes_add(file, ".debug_abbrev", &dwarf.abbrev);
	bytes_add(file, ".debug_info", &dwarf.info);
	bytes_add(file, ".debug_line", &dwarf.line);
	bytes_add(file, ".debug_ranges", &dwarf.ranges);
	if (!file->is_64)
		bytes_add(file, ".debug_frame", &dwarf.frame);
	dwarf_fini(&dwarf);
}

/* Its own name is the last one of the names. */
static void section_names_add(struct file *file)
{
	static const char name[] = ".shstrtab";
	struct buf bytes = {0};

	buf_add(&bytes, file->names.data, file->names.len);
	put_string(name, &bytes);
	section_add(
		file,
		&(struct section){
			.name = name, .type = SHT_STRTAB, .bytes = bytes.data, .len = bytes.len, .align = 1});
	buf_fini(&bytes);
}

/* Elf32_Ehdr and Elf64_Ehdr; section headers are at the end of the file. */
static void header_put(uint64_t entry, const struct file *file, struct buf *out)
{
	const uint8_t ident[EI_NIDENT] = {
		ELFMAG0,     ELFMAG1,   ELFMAG2, ELFMAG3, file->is_64 ? ELFCLASS64 : ELFCLASS32,
		ELFDATA2LSB, EV_CURRENT};
	size_t word = word_bytes(file->is_64);

	buf_add(out, ident, sizeof ident);
	put_int(ET_EXEC, 2, out);
	put_int(file->is_64 ? EM_X86_64 : EM_386, 2, out);
	put_int(EV_CURRENT, 4, out);
	put_int(entry, word, out);
	put_int(header_bytes(file), word, out);
	put_int(file->bytes.len, word, out);
	put_int(0, 4, out);
	put_int(header_bytes(file), 2, out);
	put_int(file->is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr), 2, out);
	put_int(file->segment_count, 2, out);
	put_int(file->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr), 2, out);
	put_int(file->count, 2, out);
	put_int(file->count - 1u, 2, out);
}

/* Of the image's first byte. gdb's backtraces end there. */
static uint64_t entry_of(const struct source *source)
{
	for (size_t i = 0; i < source->map.section_count; i++)
		if (source->map.sections[i].in_image && source->map.sections[i].offset == 0)
			return source->map.sections[i].address;
	return 0;
}

static void file_make(const struct source *source, struct file *file)
{
	struct symbols symbols;
	struct buf header = {0};

	symbols_find(source, &symbols);
	buf_fill(&file->bytes, 0, head_bytes(file, source));
	section_add(file, &(struct section){.name = "", .type = SHT_NULL});
	rom_sections_add(source, file);
	symbols_add(source, &symbols, file);
	dwarf_add(source, &symbols, file);
	section_names_add(file);
	align(&file->bytes);
	header_put(entry_of(source), file, &header);
	buf_add(&header, file->segments.data, file->segments.len);
	memcpy(file->bytes.data, header.data, header.len);
	buf_add(&file->bytes, file->headers.data, file->headers.len);
	buf_fini(&header);
	symbols_fini(&symbols);
}

int elf_write(const struct source *source, bool is_64, const char *path, struct err *err)
{
	struct file file = {.is_64 = is_64};
	int ret;

	if (!source->piece_count)
		return err_set(err, "%s", source->lacks ? source->lacks : "the ROM has no lines of source");
	file_make(source, &file);
	ret = io_write_file(path, file.bytes.data, file.bytes.len, err);
	buf_fini(&file.bytes);
	buf_fini(&file.headers);
	buf_fini(&file.segments);
	buf_fini(&file.names);
	return ret;
}
