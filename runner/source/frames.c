#include "source/frames.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "source/macros.h"

/* Lines of a frame that are compared with the files. */
#define SAMPLES 8
/* NASM allows more, and nobody writes them. */
#define OPEN_MAX 256
/* A listing that fits nothing must not take minutes. */
#define COMPARES_MAX (1u << 24)

struct open_frame {
	uint32_t frame, depth;
	uint32_t last; /* the last line in it */
	uint32_t samples[SAMPLES];
	unsigned sample_count;
};

struct walk {
	struct listing *listing;
	struct texts *texts;
	struct frames *out;
	struct macros macros;
	struct open_frame open[OPEN_MAX];
	size_t open_count;
	const char *call; /* what -Lm told just now */
	size_t compares;
};

static unsigned score(struct walk *walk, const struct open_frame *open, size_t file)
{
	unsigned matches = 0;

	for (unsigned i = 0; i < open->sample_count && walk->compares < COMPARES_MAX; i++, walk->compares++) {
		const struct listing_line *line = &walk->listing->lines[open->samples[i]];

		matches += texts_match(walk->texts, file, line->number, line->text);
	}
	return matches;
}

/* The file that most lines are in, of all or of those that an %include may mean; at least half must be. */
static int32_t best_file(struct walk *walk, const struct open_frame *open, const char *name, size_t len)
{
	unsigned best = 0;
	int32_t file = -1;

	for (size_t i = 0; i < walk->texts->count && walk->compares < COMPARES_MAX; i++) {
		unsigned matches = 0;

		if (!name || texts_named(walk->texts, i, name, len))
			matches = score(walk, open, i);
		if (matches > best) {
			best = matches;
			file = (int32_t)i;
		}
	}
	return best && 2 * best >= open->sample_count ? file : -1;
}

static int32_t file_if(struct walk *walk, const struct open_frame *open, int32_t file)
{
	return file >= 0 && 2 * score(walk, open, (size_t)file) >= open->sample_count ? file : -1;
}

/* Through repeats, to what they repeat. */
static int32_t file_of(const struct walk *walk, uint32_t frame)
{
	while (walk->out->items[frame].kind == FRAME_REPEAT && walk->out->items[frame].outer != frame)
		frame = walk->out->items[frame].outer;
	return walk->out->items[frame].file;
}

static int32_t macro_file(struct walk *walk, const struct open_frame *open)
{
	const struct frame *frame = &walk->out->items[open->frame];
	const struct listing_line *lines = walk->listing->lines;
	const char *call = frame->macro             ? frame->macro
			   : frame->from == NO_LINE ? ""
						    : lines[frame->from].text;
	const struct macro *macro;

	if (!open->sample_count)
		return -1;
	/* Its first line may be the label before the call. */
	macro = macros_find(&walk->macros, call, lines[open->samples[open->sample_count - 1]].number);
	return macro ? file_if(walk, open, file_of(walk, macro->frame)) : -1;
}

static int32_t include_file(struct walk *walk, const struct open_frame *open, const struct frame *frame)
{
	const char *text = walk->listing->lines[frame->from].text;
	const char *name = strpbrk(text, "'\"`"), *end = name ? strchr(name + 1, *name) : NULL;

	return end ? best_file(walk, open, name + 1, (size_t)(end - name - 1)) : -1;
}

/* All its lines are known. */
static void frame_close(struct walk *walk)
{
	const struct open_frame *open = &walk->open[--walk->open_count];
	struct frame *frame = &walk->out->items[open->frame];

	if (frame->kind == FRAME_REPEAT)
		return;
	if (frame->kind == FRAME_TOP)
		frame->file = file_if(walk, open, walk->texts->count ? 0 : -1);
	else if (frame->kind == FRAME_INCLUDE)
		frame->file = include_file(walk, open, frame);
	else
		frame->file = macro_file(walk, open);
	if (frame->file < 0)
		frame->file = file_if(walk, open, file_of(walk, frame->outer));
	if (frame->file < 0)
		frame->file = best_file(walk, open, NULL, 0);
}

/* What it most likely is, until its lines were compared: macros may be defined and called in it. */
static int32_t file_guess(const struct walk *walk, const struct frame *frame, const char *text)
{
	const char *name = strpbrk(text, "'\"`"), *end = name ? strchr(name + 1, *name) : NULL;

	if (frame->kind == FRAME_TOP)
		return walk->texts->count ? 0 : -1;
	for (size_t i = 0; frame->kind == FRAME_INCLUDE && end && i < walk->texts->count; i++)
		if (texts_named(walk->texts, i, name + 1, (size_t)(end - name - 1)))
			return (int32_t)i;
	return -1;
}

static bool text_is(const char *text, const char *word)
{
	size_t len = strlen(word);

	return strncasecmp(text, word, len) == 0 && (!text[len] || strchr(" \t\"'`;", text[len]));
}

static void frame_open(struct walk *walk, uint32_t depth)
{
	struct frames *frames = walk->out;
	const struct open_frame *outer = walk->open_count ? &walk->open[walk->open_count - 1] : NULL;
	struct frame frame = {.from = outer ? outer->last : NO_LINE, .file = -1, .macro = walk->call};
	const char *text = frame.from == NO_LINE ? "" : walk->listing->lines[frame.from].text;

	frame.outer = outer ? outer->frame : 0;
	if (!outer)
		frame.kind = FRAME_TOP;
	else if (walk->call)
		frame.kind = FRAME_MACRO;
	else if (text_is(text, "%include"))
		frame.kind = FRAME_INCLUDE;
	else
		frame.kind = text_is(text, "%endrep") ? FRAME_REPEAT : FRAME_MACRO;
	frame.file = file_guess(walk, &frame, text);
	if ((frames->count & (frames->count - 1)) == 0)
		frames->items = mem_realloc(frames->items, frames->count ? 2 * frames->count : 1,
					    sizeof *frames->items);
	walk->open[walk->open_count++] =
		(struct open_frame){.frame = (uint32_t)frames->count, .depth = depth, .last = NO_LINE};
	frames->items[frames->count++] = frame;
}

/* An include in the last line of all is listed without its depth; then the numbers begin again. */
static bool is_flat_include(const struct walk *walk, const struct listing_line *line)
{
	const struct open_frame *open = &walk->open[walk->open_count - 1];
	const struct listing_line *last = open->last == NO_LINE ? NULL : &walk->listing->lines[open->last];

	return last && line->depth == open->depth && line->number <= last->number &&
	       text_is(last->text, "%include");
}

static void line_walk(struct walk *walk, uint32_t at)
{
	struct listing_line *line = &walk->listing->lines[at];
	struct open_frame *open;

	while (walk->open_count > 1 && walk->open[walk->open_count - 1].depth > line->depth)
		frame_close(walk);
	open = &walk->open[walk->open_count - 1];
	if ((line->depth > open->depth || is_flat_include(walk, line)) && walk->open_count < OPEN_MAX)
		frame_open(walk, line->depth);
	open = &walk->open[walk->open_count - 1];
	line->frame = open->frame;
	walk->call = line->is_call ? line->text : NULL;
	if (line->is_call)
		return;
	open->last = at;
	if (open->sample_count < SAMPLES && *line->text && *line->text != ';')
		open->samples[open->sample_count++] = at;
	macros_line(&walk->macros, line->text, line->number, open->frame);
}

void frames_find(struct listing *listing, struct texts *texts, struct frames *out)
{
	struct walk *walk = mem_zalloc(1, sizeof *walk);

	*out = (struct frames){0};
	walk->listing = listing;
	walk->texts = texts;
	walk->out = out;
	frame_open(walk, 0);
	for (size_t i = 0; i < listing->count; i++)
		line_walk(walk, (uint32_t)i);
	while (walk->open_count)
		frame_close(walk);
	macros_fini(&walk->macros);
	free(walk);
}

void frames_fini(struct frames *frames)
{
	free(frames->items);
	*frames = (struct frames){0};
}
