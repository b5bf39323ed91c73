#include "dev/i440fx.h"

#include <stddef.h>

/* `size_bytes` registers from `offset` on, the value at power-on and the bits that can be written. */
struct row {
	uint8_t offset, size_bytes;
	uint32_t value, writable;
};

#define HOST_PAM0  0x59
#define HOST_PAM6  0x5f
#define HOST_SMRAM 0x72
#define HOST_TRC   0x93

#define PAM_RE 0x1
#define PAM_WE 0x2

#define SMRAM_DLCK  0x10
#define SMRAM_DOPEN 0x40

/* 290549, 3.2: the register table and the bits of each. Class, revision and header are zeros but for 06.00.
 */
static const struct row host_rows[] = {
	{0x00, 4, 0x12378086, 0},    {0x04, 2, 0x0006, 0x0140}, /* PCICMD: PERRE, SERRE */
	{0x06, 2, 0x0280, 0},        /* PCISTS: no error ever, so nothing to clear */
	{0x08, 4, 0x06000000, 0},    /* revision, class */
	{0x0d, 1, 0x00, 0xf8},       /* MLT */
	{0x2c, 4, 0x11001af4, 0},    /* subsystem: QEMU */
	{0x50, 2, 0x0000, 0xc3f4},   /* PMCCFG */
	{0x52, 1, 0x00, 0xff},       /* DETURBO */
	{0x53, 1, 0x80, 0xff},       /* DBC */
	{0x54, 1, 0x00, 0x82},       /* AXC */
	{0x55, 2, 0x0000, 0xffff},   /* DRT */
	{0x57, 1, 0x01, 0x77},       /* DRAMC */
	{0x58, 1, 0x10, 0x7f},       /* DRAMT */
	{HOST_PAM0, 1, 0x00, 0x30},  /* the low half is reserved */
	{0x5a, 2, 0x0000, 0x3333},   /* PAM1, PAM2 */
	{0x5c, 4, 0, 0x33333333},    /* PAM3 to PAM6 */
	{0x60, 4, 0x01010101, ~0u},  /* DRB0 to DRB3 */
	{0x64, 4, 0x01010101, ~0u},  /* DRB4 to DRB7 */
	{0x68, 1, 0x00, 0xc0},       /* FDHC */
	{0x70, 1, 0x00, 0xf8},       /* MTT */
	{0x71, 1, 0x10, 0x1f},       /* CLT */
	{HOST_SMRAM, 1, 0x02, 0x78}, /* the segment is A0000 for good */
	{0x90, 1, 0x00, 0xff},       /* ERRCMD */
	{HOST_TRC, 1, 0x00, 0x0f},   /* with BIST and deturbo, which do nothing */
};

/* 290550, 2.2: the ISA bridge. */
static const struct row isa_rows[] = {
	{0x00, 4, 0x70008086, 0},
	{0x04, 2, 0x0007, 0x0108},         /* PCICMD: special cycles, SERRE */
	{0x06, 2, 0x0200, 0},              /* PCISTS */
	{0x08, 4, 0x06010000, 0},          /* revision, class */
	{0x0e, 1, 0x80, 0},                /* multifunction */
	{0x4c, 1, 0x4d, 0xff},             /* IORT */
	{0x4e, 2, 0x0003, 0x01ff},         /* XBCS */
	{0x60, 4, 0x80808080, 0x8f8f8f8f}, /* PIRQRC: routing off */
	{0x69, 1, 0x02, 0xfe},             /* TOM */
	{0x6a, 2, 0x0000, 0x00d0},         /* MSTAT */
	{0x70, 1, 0x80, 0xef},             /* MBIRQ0 */
	{0x76, 2, 0x0c0c, 0x8f8f},         /* MBDMA */
	{0x78, 2, 0x0002, 0xffff},         /* PCSC */
	{0x80, 1, 0x00, 0x7f},             /* APICBASE */
	{0x82, 1, 0x00, 0x0f},             /* DLC */
	{0xa0, 1, 0x08, 0x1f},             /* SMICNTL */
	{0xa2, 2, 0x0000, 0x01ff},         /* SMIEN */
	{0xa4, 4, 0, ~0u},                 /* SEE */
	{0xa8, 1, 0x0f, 0xff},             /* FTMR */
	{0xaa, 2, 0x0000, 0x01ff},         /* SMIREQ */
	{0xac, 1, 0x00, 0xff},             /* CTLTMR */
	{0xae, 1, 0x00, 0xff},             /* CTHTMR */
};

/* 290550, 2.3: the IDE interface. Its class says bus master, as the chip does. */
static const struct row ide_rows[] = {
	{0x00, 4, 0x70108086, 0}, {0x04, 2, 0x0000, 0x0005}, /* PCICMD: IOSE, BME */
	{0x06, 2, 0x0280, 0},                                /* PCISTS */
	{0x08, 4, 0x01018000, 0},                            /* revision, class */
	{0x0d, 1, 0x00, 0xf0},                               /* MLT */
	{0x40, 4, 0, 0xf3fff3ff},                            /* IDETIM of both channels */
	{0x44, 1, 0x00, 0xff},                               /* SIDETIM */
};

static void fill(struct pci_function *function, const struct row *rows, size_t count)
{
	*function = (struct pci_function){0};
	for (size_t i = 0; i < count; i++) {
		pci_put(function, rows[i].offset, rows[i].size_bytes, rows[i].value);
		for (uint8_t k = 0; k < rows[i].size_bytes; k++)
			function->writable[rows[i].offset + k] = (uint8_t)(rows[i].writable >> (8 * k));
	}
}

static void segment_changed(const struct i440fx *chipset, uint32_t gpa, uint32_t size_bytes, uint8_t before,
			    uint8_t now)
{
	const struct i440fx_config *config = &chipset->config;

	if (config->pam && ((before ^ now) & (PAM_RE | PAM_WE)))
		config->pam(config->pam_owner, gpa, size_bytes, now & PAM_RE, now & PAM_WE);
}

/* PAM0 has F0000 in its high half; PAM1 to PAM6 have two segments of 16 KiB each, the lower one low. */
static void pam_changed(const struct i440fx *chipset, uint8_t offset, uint8_t before, uint8_t now)
{
	uint32_t gpa = 0xc0000 + (uint32_t)(offset - HOST_PAM0 - 1) * 0x8000;

	if (offset == HOST_PAM0) {
		segment_changed(chipset, 0xf0000, 0x10000, before >> 4, now >> 4);
		return;
	}
	segment_changed(chipset, gpa, 0x4000, before & 0xf, now & 0xf);
	segment_changed(chipset, gpa + 0x4000, 0x4000, before >> 4, now >> 4);
}

/* Once DLCK is set it stays, and DOPEN is 0, until power-on. */
static void smram_changed(struct i440fx *chipset, uint8_t before)
{
	uint8_t *smram = &chipset->host.config[HOST_SMRAM];

	*smram |= before & SMRAM_DLCK;
	if (*smram & SMRAM_DLCK)
		*smram &= (uint8_t)~SMRAM_DOPEN;
}

static void host_changed(void *owner, uint8_t offset, uint8_t before)
{
	struct i440fx *chipset = owner;
	uint8_t now = chipset->host.config[offset];

	if (offset >= HOST_PAM0 && offset <= HOST_PAM6)
		pam_changed(chipset, offset, before, now);
	if (offset == HOST_SMRAM)
		smram_changed(chipset, before);
	if (offset == HOST_TRC && (now & ~before & PCI_RESET_RCPU)) {
		line_set(&chipset->config.reset, true);
		line_set(&chipset->config.reset, false);
	}
}

int i440fx_attach(struct i440fx *chipset, struct bus *bus, const struct i440fx_config *config,
		  struct err *err)
{
	chipset->config = *config;
	fill(&chipset->host, host_rows, sizeof host_rows / sizeof *host_rows);
	fill(&chipset->isa, isa_rows, sizeof isa_rows / sizeof *isa_rows);
	fill(&chipset->ide, ide_rows, sizeof ide_rows / sizeof *ide_rows);
	chipset->host.changed = host_changed;
	chipset->host.owner = chipset;
	if (pci_attach(&chipset->pci, bus, config->reset, err) < 0 ||
	    pci_add(&chipset->pci, 0, 0, &chipset->host, err) < 0 ||
	    pci_add(&chipset->pci, 1, 0, &chipset->isa, err) < 0)
		return -1;
	return config->has_disk ? pci_add(&chipset->pci, 1, 1, &chipset->ide, err) : 0;
}
