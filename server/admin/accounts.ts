// Accounts of staff, made by whoever runs the installation (scripts/account-create.ts).
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import { passwordFaultsOf, passwordLength } from '../platform/auth/password.ts';
import { hashPassword } from '../platform/auth/sessions.ts';
import { roleSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { makeAgent } from './store.ts';

export const newAccountSchema = z
  .object({
    username: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/),
    nameZh: z.string().trim().min(1).max(60),
    nameEn: z.string().trim().min(1).max(60),
    roles: z.array(roleSchema).min(1),
    departmentCode: z.string().optional(),
    /** What an agent takes on. */
    queues: z.array(z.string()).default([]),
    /** Skill code → level. */
    skills: z.record(z.string(), z.number().int().min(1).max(10)).default({}),
    capacity: z.number().int().min(1).max(20).default(3),
    password: z.string().min(passwordLength.least).max(passwordLength.most),
  })
  .refine((account) => passwordFaultsOf(account.password, account).length === 0, {
    path: ['password'],
    message: 'contains the user name or the name of the service',
  });
export type NewAccount = z.output<typeof newAccountSchema>;

/**
 * Makes an account.
 * @throws AppError `conflict` when the name is taken, `bad_request` with `field` for an unknown department or queue
 */
export async function createAccount(
  database: Database,
  { password, queues, skills, capacity, departmentCode, ...person }: NewAccount,
): Promise<{ id: string }> {
  const passwordHash = await hashPassword(password);
  return database.change(async ({ tx }) => {
    if (await tx.user.findUnique({ where: { username: person.username } })) throw new AppError('conflict');
    if (departmentCode && !(await tx.department.findUnique({ where: { code: departmentCode } })))
      throw new AppError('bad_request', { field: 'department' });
    if ((await tx.queue.count({ where: { code: { in: queues } } })) !== new Set(queues).size)
      throw new AppError('bad_request', { field: 'queues' });
    const user = await tx.user.create({
      data: { ...person, passwordHash, departmentCode: departmentCode ?? null },
      select: { id: true },
    });
    if (person.roles.includes('agent')) {
      await makeAgent(tx, user.id, { queues, skills, capacity });
    }
    await audit(tx, {
      actorId: null,
      action: 'account_create',
      subjectType: 'user',
      subjectId: user.id,
      detail: { username: person.username, roles: person.roles },
    });
    return user;
  });
}
