#include "trace/cover.h"

#include <stdlib.h>
#include <string.h>

/* A line of the listing that made code, or called what did: assembled once, so the same line of a file has as
 * many as there were calls and repeats. */
struct row {
	bool is_code;
	size_t file; /* in cover.files */
	unsigned line;
	uint64_t hits; /* of its first piece */
	bool executed; /* any of its pieces was */
};

/* The work on one ROM. */
struct join {
	struct cover *cover;
	const struct cover_rom *rom;
	size_t *files; /* for each file of the source its place in cover.files */
	struct row *rows;
	size_t row_count;
};

static void file_fini(struct cover_file *file)
{
	free(file->lines);
	free(file->path);
	free(file->name);
}

void cover_fini(struct cover *cover)
{
	for (size_t i = 0; i < cover->rom_count; i++) {
		cover_rom_fini(cover->roms[i]);
		free(cover->roms[i]);
	}
	for (size_t i = 0; i < cover->file_count; i++)
		file_fini(&cover->files[i]);
	free(cover->roms);
	free(cover->files);
	*cover = (struct cover){0};
}

struct cover_rom *cover_rom(struct cover *cover, const char *image_path, enum start_state start)
{
	struct cover_rom *rom;

	for (size_t i = 0; i < cover->rom_count; i++)
		if (strcmp(cover->roms[i]->path, image_path) == 0)
			return cover->roms[i];
	rom = mem_zalloc(1, sizeof *rom);
	cover_rom_read(image_path, start, rom);
	cover->roms = mem_realloc(cover->roms, cover->rom_count + 1, sizeof *cover->roms);
	cover->roms[cover->rom_count++] = rom;
	return rom;
}

/* ---- files and lines */

static size_t file_index(struct cover *cover, const struct source_file *file)
{
	for (size_t i = 0; i < cover->file_count; i++)
		if (strcmp(cover->files[i].path, file->path) == 0)
			return i;
	cover->files = mem_realloc(cover->files, cover->file_count + 1, sizeof *cover->files);
	cover->files[cover->file_count] =
		(struct cover_file){.path = str_dup(file->path), .name = str_dup(file->name)};
	return cover->file_count++;
}

static struct cover_line *line_at(struct cover_file *file, unsigned line)
{
	if (line > file->line_count) {
		file->lines = mem_realloc(file->lines, line, sizeof *file->lines);
		memset(file->lines + file->line_count, 0, (line - file->line_count) * sizeof *file->lines);
		file->line_count = line;
	}
	return &file->lines[line - 1];
}

/* ---- pieces to rows */

static struct row *row_at(struct join *join, uint32_t row)
{
	size_t count = join->row_count;

	if (row >= count) {
		join->row_count = row + 1 > 2 * count ? row + 1 : 2 * count;
		join->rows = mem_realloc(join->rows, join->row_count, sizeof *join->rows);
		memset(join->rows + count, 0, (join->row_count - count) * sizeof *join->rows);
	}
	return &join->rows[row];
}

/* The piece is one of those that the line made. */
static void credit(struct join *join, const struct source_place *place, const struct cover_piece *piece)
{
	struct row *row = row_at(join, place->row);

	if (!place->file || !place->line)
		return;
	if (!row->is_code)
		*row = (struct row){.is_code = true,
				    .file = join->files[place->file_index],
				    .line = place->line,
				    .hits = piece->hits};
	row->executed |= piece->executed;
}

static void join_branch(struct join *join, size_t piece, const struct source_place *place)
{
	struct cover_site site;
	struct cover_line *line;

	if (!place->file || !place->line || !cover_rom_branch(join->rom, piece, &site))
		return;
	line = line_at(&join->cover->files[join->files[place->file_index]], place->line);
	line->is_branch = true;
	line->taken += site.taken;
	line->not_taken += site.not_taken;
}

static void join_piece(struct join *join, size_t at)
{
	struct source_spot spot;

	source_piece_spot(&join->rom->source, at, &spot);
	for (unsigned i = 0; i < spot.count; i++)
		if (i == 0 || spot.places[i - 1].call == SOURCE_MACRO)
			credit(join, &spot.places[i], &join->rom->pieces[at]);
	join_branch(join, at, &spot.places[0]);
}

static void join_rows(struct join *join)
{
	for (size_t i = 0; i < join->row_count; i++) {
		const struct row *row = &join->rows[i];
		struct cover_line *line;

		if (!row->is_code)
			continue;
		line = line_at(&join->cover->files[row->file], row->line);
		line->is_code = true;
		line->hits += !row->hits && row->executed ? 1 : row->hits;
	}
}

static void join_rom(struct cover *cover, struct cover_rom *rom)
{
	const struct source *source = &rom->source;
	struct join join = {.cover = cover, .rom = rom};

	cover_rom_end(rom);
	join.files = mem_zalloc(source->file_count, sizeof *join.files);
	for (size_t i = 0; i < source->file_count; i++)
		join.files[i] = file_index(cover, &source->files[i]);
	for (size_t i = 0; i < source->piece_count; i++)
		if (source->pieces[i].kind == SOURCE_CODE)
			join_piece(&join, i);
	join_rows(&join);
	free(join.files);
	free(join.rows);
}

/* ---- totals */

static void count_line(const struct cover_line *line, struct cover_totals *totals)
{
	totals->lines += line->is_code;
	totals->lines_hit += line->is_code && line->hits;
	if (line->is_branch) {
		totals->directions += 2;
		totals->directions_seen += (size_t)(line->taken != 0) + (line->not_taken != 0);
	}
}

static void count_file(struct cover_file *file, struct cover_totals *all)
{
	struct cover_totals *totals = &file->totals;

	for (size_t i = 0; i < file->line_count; i++)
		count_line(&file->lines[i], totals);
	all->lines += totals->lines;
	all->lines_hit += totals->lines_hit;
	all->directions += totals->directions;
	all->directions_seen += totals->directions_seen;
}

static int by_name(const void *a, const void *b)
{
	const struct cover_file *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	return order ? order : strcmp(one->path, other->path);
}

void cover_join(struct cover *cover)
{
	size_t kept = 0;

	for (size_t i = 0; i < cover->rom_count; i++)
		join_rom(cover, cover->roms[i]);
	for (size_t i = 0; i < cover->file_count; i++) {
		struct cover_file *file = &cover->files[i];

		count_file(file, &cover->totals);
		if (file->totals.lines)
			cover->files[kept++] = *file;
		else
			file_fini(file);
	}
	cover->file_count = kept;
	if (kept)
		qsort(cover->files, kept, sizeof *cover->files, by_name);
}

void cover_put_rate(size_t part, size_t whole, struct buf *out)
{
	size_t permille;

	if (!whole) {
		buf_addc(out, '-');
		return;
	}
	permille = (size_t)(((unsigned long long)part * 2000 + whole) / (2ull * whole));
	if (permille == 0 && part)
		permille = 1;
	if (permille == 1000 && part < whole)
		permille = 999;
	buf_printf(out, "%zu.%zu %%", permille / 10, permille % 10);
}

void cover_missing(const struct cover_file *file, cover_range_fn *fn, void *ctx)
{
	unsigned first = 0, last = 0;

	for (unsigned i = 0; i < file->line_count; i++) {
		const struct cover_line *line = &file->lines[i];

		if (line->is_code && !line->hits) {
			first = first ? first : i + 1;
			last = i + 1;
		} else if (line->is_code && first) {
			fn(ctx, first, last);
			first = 0;
		}
	}
	if (first)
		fn(ctx, first, last);
}
