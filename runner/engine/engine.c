#include "engine/engine.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "engine/engine_private.h"

#define EXIT_MS 5000

const char *const engine_names[] = {[ENGINE_QEMU] = "qemu", [ENGINE_BOCHS] = "bochs", [ENGINE_KINDS] = NULL};

static const struct engine_type *const types[ENGINE_KINDS] = {
	[ENGINE_QEMU] = &engine_qemu,
	[ENGINE_BOCHS] = &engine_bochs,
};

char *engine_path(const struct engine *engine, const char *name)
{
	return path_join(engine->folder, name);
}

int engine_file(const struct engine *engine, const char *name, const void *bytes, size_t len, struct err *err)
{
	char *path = engine_path(engine, name);
	int ret = io_write_file(path, bytes, len, err);

	free(path);
	return ret;
}

static char *make_folder(struct err *err)
{
	const char *temp = getenv("TMPDIR");
	char *folder = path_join(temp && *temp ? temp : "/tmp", "romkit-engine.XXXXXX");

	if (mkdtemp(folder))
		return folder;
	err_sys(err, "cannot make a folder for the engine: %s", folder);
	free(folder);
	return NULL;
}

/* It is flat. */
static void remove_folder(char *folder)
{
	DIR *dir = folder ? opendir(folder) : NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	if (folder)
		rmdir(folder);
	free(folder);
}

int engine_start(enum engine_kind kind, const struct engine_machine *machine, struct engine **out,
		 struct err *err)
{
	struct engine *engine = mem_zalloc(1, sizeof *engine);

	engine->type = types[kind];
	engine->kind = kind;
	engine->folder = make_folder(err);
	if (engine->folder) {
		engine->serial = engine_path(engine, "serial");
		if (engine->type->start(engine, machine, err) == 0) {
			*out = engine;
			return 0;
		}
	}
	engine_free(engine);
	return -1;
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	process_end(&engine->process);
	if (engine->own && engine->type->free)
		engine->type->free(engine);
	free(engine->own);
	remove_folder(engine->folder);
	free(engine->serial);
	free(engine);
}

const char *engine_name(const struct engine *engine)
{
	return engine->kind == ENGINE_QEMU ? "QEMU" : "Bochs";
}

const char *engine_title(const struct engine *engine)
{
	return engine->title;
}

/* An engine that crashed, or was killed, says nothing of the guest. */
static int check_exit(struct engine *engine, struct err *err)
{
	struct process *process = &engine->process;

	if (!process_wait(process, EXIT_MS))
		return err_set(err, "%s closed its output and goes on", engine_title(engine));
	if (WIFSIGNALED(process->status))
		return err_set(err, "%s was ended by signal %d", engine_title(engine),
			       WTERMSIG(process->status));
	return 0;
}

int engine_step(struct engine *engine, enum engine_event *event, struct err *err)
{
	int ret = engine->type->step(engine, event, err);

	return ret == 0 && *event == ENGINE_EXITED ? check_exit(engine, err) : ret;
}

unsigned engine_exit_status(const struct engine *engine)
{
	return (unsigned)WEXITSTATUS(engine->process.status);
}

int engine_halted(struct engine *engine, bool *out, struct err *err)
{
	return engine->type->halted(engine, out, err);
}

bool engine_interrupts_itself(const struct engine *engine)
{
	return engine->kind == ENGINE_BOCHS;
}

int engine_registers(struct engine *engine, struct x86_state *out, struct err *err)
{
	return engine->type->registers(engine, out, err);
}

int engine_state(struct engine *engine, struct x86_state *out, struct err *err)
{
	return engine->type->state(engine, out, err);
}

int engine_read(struct engine *engine, uint64_t gpa, void *bytes, size_t len, struct err *err)
{
	return engine->type->read(engine, gpa, bytes, len, err);
}

int engine_write(struct engine *engine, uint64_t gpa, const void *bytes, size_t len, struct err *err)
{
	return engine->type->write(engine, gpa, bytes, len, err);
}

int engine_set_gpr(struct engine *engine, enum x86_gpr gpr, unsigned size_bytes, bool high, uint64_t value,
		   struct err *err)
{
	return engine->type->set_gpr(engine, gpr, size_bytes, high, value, err);
}

int engine_set_ip(struct engine *engine, uint64_t ip, struct err *err)
{
	return engine->type->set_ip(engine, ip, err);
}

int engine_go(struct engine *engine, uint64_t linear, unsigned ms, enum engine_event *event, bool *reached,
	      struct err *err)
{
	int ret;

	*reached = false;
	ret = engine->type->go(engine, linear, ms, event, reached, err);
	return ret == 0 && *event == ENGINE_EXITED ? check_exit(engine, err) : ret;
}

void engine_console(struct engine *engine, struct buf *out)
{
	engine->type->console(engine, out);
}

void engine_serial(struct engine *engine, struct buf *out)
{
	struct err ignored; /* no file: it wrote nothing */

	(void)io_read_file(engine->serial, PROCESS_FILE_BYTES_MAX, out, &ignored);
}

void engine_remarks(struct engine *engine, struct buf *out)
{
	engine->type->remarks(engine, out);
}
