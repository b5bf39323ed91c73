/* What the files of the ATA disk share: ata.c (registers, interrupt, reset), ata_command.c, ata_transfer.c
 * (PIO data) and ata_identify.c. Nobody else includes this. */
#ifndef DEV_ATA_IMPL_H
#define DEV_ATA_IMPL_H

#include "dev/ata.h"

#define STATUS_BSY  0x80
#define STATUS_DRDY 0x40
#define STATUS_DSC  0x10 /* seek complete; obsolete since ATA-4, and still set by disks */
#define STATUS_DRQ  0x08
#define STATUS_ERR  0x01
#define STATUS_IDLE (STATUS_DRDY | STATUS_DSC)

#define ERROR_IDNF 0x10
#define ERROR_ABRT 0x04

#define DEVICE_LBA   0x40
#define DEVICE_DEV   0x10
#define DEVICE_HEADS 0x0f /* head, or LBA bits 27 to 24 */

/* Diagnostic code 1 and the signature of a disk (9.12), in the registers of device 0. */
void ata_put_signature(struct ata *ata);

/* The translation and the settings of power-on. */
void ata_default_settings(struct ata *ata);

/* Status changes and, with `interrupt`, asks for one. */
void ata_set_status(struct ata *ata, uint8_t status, bool interrupt);

/* The command ends: well, or with bits of the Error register. Both ask for an interrupt. */
void ata_done(struct ata *ata);
void ata_fail(struct ata *ata, uint8_t error);

/* Run a command. */
void ata_command(struct ata *ata, uint8_t opcode);

/*
 * Take the address (and count) of the registers into the transfer. False: the command has ended with IDNF, as
 * no such address exists.
 */
bool ata_transfer_address(struct ata *ata, bool ext);

/* Start to transfer from there, or check the range. */
void ata_transfer_read(struct ata *ata, uint32_t block_sectors);
void ata_transfer_write(struct ata *ata, uint32_t block_sectors);
void ata_transfer_verify(struct ata *ata);

/* Give the guest the 512 bytes that are in the buffer. */
void ata_transfer_buffer(struct ata *ata);

/* Put an address into the registers. */
void ata_put_address(struct ata *ata, enum ata_address address, uint64_t lba);

/* A word through the data port. */
uint16_t ata_transfer_in(struct ata *ata);
void ata_transfer_out(struct ata *ata, uint16_t word);

/* Sectors that 28-bit commands reach. */
uint32_t ata_lba28_sectors(const struct ata *ata);

/* The answer to IDENTIFY DEVICE. */
void ata_identify(const struct ata *ata, uint8_t bytes[DISK_SECTOR]);

#endif
