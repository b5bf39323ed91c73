#include "gdb/target_private.h"

#include <ctype.h>
#include <string.h>

#include "x86/reg.h"

static const char *const architectures[GDB_LAYOUTS] = {
	[GDB_LAYOUT_16] = "i8086",
	[GDB_LAYOUT_32] = "i386",
	[GDB_LAYOUT_64] = "i386:x86-64",
};

static const char *const features[GDB_FEATURES] = {
	[GDB_CORE] = "org.gnu.gdb.i386.core",
	[GDB_SSE] = "org.gnu.gdb.i386.sse",
	[GDB_SEGMENTS] = "org.gnu.gdb.i386.segments",
	[GDB_ROMKIT] = "org.romkit.x86",
};

static const char vec128[] = "<vector id=\"v4f\" type=\"ieee_single\" count=\"4\"/>\n"
			     "<vector id=\"v2d\" type=\"ieee_double\" count=\"2\"/>\n"
			     "<vector id=\"v16i8\" type=\"int8\" count=\"16\"/>\n"
			     "<vector id=\"v8i16\" type=\"int16\" count=\"8\"/>\n"
			     "<vector id=\"v4i32\" type=\"int32\" count=\"4\"/>\n"
			     "<vector id=\"v2i64\" type=\"int64\" count=\"2\"/>\n"
			     "<union id=\"vec128\">\n"
			     "<field name=\"v4_float\" type=\"v4f\"/>\n"
			     "<field name=\"v2_double\" type=\"v2d\"/>\n"
			     "<field name=\"v16_int8\" type=\"v16i8\"/>\n"
			     "<field name=\"v8_int16\" type=\"v8i16\"/>\n"
			     "<field name=\"v4_int32\" type=\"v4i32\"/>\n"
			     "<field name=\"v2_int64\" type=\"v2i64\"/>\n"
			     "<field name=\"uint128\" type=\"uint128\"/>\n"
			     "</union>\n";

/* The bits of "x86_NAME", in capitals as gdb's users know those of EFLAGS. */
static void flags_xml(const char *type, unsigned size, struct buf *out)
{
	struct x86_ref ref;
	struct err err;

	if (x86_ref_parse(type + strlen("x86_"), &ref, &err) < 0)
		return;
	buf_printf(out, "<flags id=\"%s\" size=\"%u\">\n", type, size);
	for (const struct x86_field *field = ref.reg->fields; field->name; field++) {
		buf_adds(out, "<field name=\"");
		for (const char *c = field->name; *c; c++)
			buf_addc(out, (uint8_t)toupper((unsigned char)*c));
		buf_printf(out, "\" start=\"%u\" end=\"%u\"/>\n", field->shift,
			   field->shift + field->width - 1u);
	}
	buf_adds(out, "</flags>\n");
}

/* Types are defined in each feature that has a register of them. */
static void types_xml(enum gdb_feature feature, const struct gdb_register *regs, size_t count,
		      struct buf *out)
{
	if (feature == GDB_SSE)
		buf_adds(out, vec128);
	for (size_t i = 0; i < count; i++)
		if (regs[i].feature == feature && strncmp(regs[i].type, "x86_", 4) == 0)
			flags_xml(regs[i].type, regs[i].size, out);
}

static void feature_xml(enum gdb_feature feature, const struct gdb_register *regs, size_t count,
			struct buf *out)
{
	buf_printf(out, "<feature name=\"%s\">\n", features[feature]);
	types_xml(feature, regs, count, out);
	for (size_t i = 0; i < count; i++)
		if (regs[i].feature == feature)
			buf_printf(out, "<reg name=\"%s\" bitsize=\"%u\" type=\"%s\" regnum=\"%zu\"/>\n",
				   regs[i].name, regs[i].size * 8u, regs[i].type, i);
	buf_adds(out, "</feature>\n");
}

void gdb_layout_xml(enum gdb_layout layout, struct buf *out)
{
	size_t count;
	const struct gdb_register *regs = gdb_registers(layout, &count);

	/* No operating system: gdb would look for the frames of Linux's signals. */
	buf_printf(out,
		   "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target>\n"
		   "<architecture>%s</architecture>\n<osabi>none</osabi>\n",
		   architectures[layout]);
	for (int feature = 0; feature < GDB_FEATURES; feature++)
		if (feature != GDB_SEGMENTS || layout == GDB_LAYOUT_64)
			feature_xml((enum gdb_feature)feature, regs, count, out);
	buf_adds(out, "</target>\n");
}
