// Accounts of staff, made by whoever runs the installation (scripts/account-create.ts) or by an identity provider's word.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import { isCommonPassword } from '../platform/auth/common-passwords.ts';
import { passwordFaultsOf, passwordLength } from '../platform/auth/password.ts';
import { hashPassword } from '../platform/auth/sessions.ts';
import { type Role, roleSchema } from '../platform/contract.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { blankAccount } from './staff.ts';
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
  })
  .refine((account) => !isCommonPassword(account.password), {
    path: ['password'],
    message: 'is one of the most common passwords',
  });
export type NewAccount = z.output<typeof newAccountSchema>;

/** A queue of which nothing reaches an agent: it asks for skills that they do not have, or not so well. */
export interface IdleQueue {
  queue: string;
  skills: Record<string, number>;
}
const skillsSchema = z.record(z.string(), z.number());

/**
 * Makes an account.
 * @throws AppError `conflict` when the name is taken, `bad_request` with `field` for an unknown department or queue
 */
export async function createAccount(
  database: Database,
  { password, queues, skills, capacity, departmentCode, ...person }: NewAccount,
): Promise<{ id: string; idle: IdleQueue[] }> {
  const passwordHash = await hashPassword(password);
  return database.change(async ({ tx }) => {
    const known = await tx.queue.findMany({
      where: { code: { in: queues } },
      select: { code: true, requiredSkills: true },
      orderBy: { code: 'asc' },
    });
    if (known.length !== new Set(queues).size) throw new AppError('bad_request', { field: 'queues' });
    const { id } = await insertAccount(
      tx,
      { ...person, departmentCode: departmentCode ?? null },
      { passwordHash, agent: { queues, skills, capacity }, detail: {} },
    );
    const idle = known.flatMap(({ code, requiredSkills }) => {
      const wanted = Object.entries(skillsSchema.parse(requiredSkills));
      const missing = wanted.filter(([skill, level]) => (skills[skill] ?? 0) < level);
      return missing.length > 0 ? [{ queue: code, skills: Object.fromEntries(missing) }] : [];
    });
    return { id, idle };
  });
}

interface Person {
  username: string;
  nameZh: string;
  nameEn: string;
  roles: Role[];
  departmentCode: string | null;
}

/**
 * Makes the account of somebody whom an identity provider has made known. No password opens it before an administrator
 * gives one; an agent takes on nothing before a queue is theirs.
 * @param provider its code, for the audit trail
 * @throws AppError as `createAccount`
 */
export async function createProvidedAccount(
  tx: Tx,
  person: Person,
  provider: string,
): Promise<{ id: string }> {
  const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
  const { queues, skills, capacity } = blankAccount;
  return insertAccount(tx, person, {
    passwordHash,
    agent: { queues, skills, capacity },
    detail: { source: provider },
  });
}

async function insertAccount(
  tx: Tx,
  person: Person,
  made: { passwordHash: string; agent: Parameters<typeof makeAgent>[2]; detail: object },
): Promise<{ id: string }> {
  const { username, roles, departmentCode } = person;
  if (await tx.user.findUnique({ where: { username } })) throw new AppError('conflict');
  if (departmentCode && !(await tx.department.findUnique({ where: { code: departmentCode } })))
    throw new AppError('bad_request', { field: 'department' });
  const user = await tx.user.create({
    data: { ...person, passwordHash: made.passwordHash },
    select: { id: true },
  });
  if (roles.includes('agent')) await makeAgent(tx, user.id, made.agent);
  await audit(tx, {
    actorId: null,
    action: 'account_create',
    subjectType: 'user',
    subjectId: user.id,
    detail: { username, roles, ...made.detail },
  });
  return user;
}
