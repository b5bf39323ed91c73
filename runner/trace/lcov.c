#include "trace/lcov.h"

#include <inttypes.h>

static void put_direction(size_t line, unsigned branch, bool reached, uint64_t count, struct buf *out)
{
	buf_printf(out, "BRDA:%zu,0,%u,", line, branch);
	if (reached)
		buf_printf(out, "%" PRIu64 "\n", count);
	else
		buf_adds(out, "-\n");
}

static void put_branches(const struct cover_file *file, struct buf *out)
{
	for (size_t i = 0; i < file->line_count; i++) {
		const struct cover_line *line = &file->lines[i];

		if (!line->is_branch)
			continue;
		put_direction(i + 1, 0, line->hits, line->taken, out);
		put_direction(i + 1, 1, line->hits, line->not_taken, out);
	}
	if (file->totals.directions)
		buf_printf(out, "BRF:%zu\nBRH:%zu\n", file->totals.directions, file->totals.directions_seen);
}

static void put_lines(const struct cover_file *file, struct buf *out)
{
	for (size_t i = 0; i < file->line_count; i++)
		if (file->lines[i].is_code)
			buf_printf(out, "DA:%zu,%" PRIu64 "\n", i + 1, file->lines[i].hits);
	buf_printf(out, "LF:%zu\nLH:%zu\n", file->totals.lines, file->totals.lines_hit);
}

void lcov_print(const struct cover *cover, struct buf *out)
{
	for (size_t i = 0; i < cover->file_count; i++) {
		buf_printf(out, "TN:\nSF:%s\n", cover->files[i].path);
		put_branches(&cover->files[i], out);
		put_lines(&cover->files[i], out);
		buf_adds(out, "end_of_record\n");
	}
}
