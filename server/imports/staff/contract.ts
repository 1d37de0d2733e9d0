// Accounts of staff out of a file.
import { z } from 'zod';
import { idSchema, timeSchema } from '../../platform/contract.ts';
import { importFaultSchema } from '../contract.ts';

export const mostStaffBytes = 4 * 1024 * 1024;
/** Rows of one file: each new account costs a slow hash. */
export const mostStaffRows = 1_000;

export const staffFieldSchema = z.enum([
  'username',
  'nameZh',
  'nameEn',
  'roles',
  'departmentCode',
  'queues',
  'skills',
  'capacity',
  'isActive',
]);
export type StaffField = z.infer<typeof staffFieldSchema>;

/** POST /api/admin/users/import?dryRun=true (multipart, one file). With `dryRun` nothing is changed. */
export const staffImportQuerySchema = z.object({ dryRun: z.stringbool().default(true) });
export const staffImportSchema = z.object({
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  leftOut: z.number().int(),
  faults: z.array(importFaultSchema),
  /** In the order of the file; rows that were left out are in `faults` alone. */
  people: z.array(
    z.object({
      row: z.number().int(),
      id: idSchema.nullable(),
      username: z.string(),
      name: z.string(),
      outcome: z.enum(['created', 'updated', 'unchanged']),
      changes: z.array(staffFieldSchema),
      /** Of a new account, told once: to be changed at the first sign-in. */
      password: z.string().nullable(),
    }),
  ),
  /** How long the new passwords open the door; null without any. */
  passwordsUntil: timeSchema.nullable(),
});
export type StaffImport = z.infer<typeof staffImportSchema>;
