// Accounts of staff as a list has them: read and written in place by user name.
import { audit } from '../platform/audit.ts';
import { may } from '../platform/auth/roles.ts';
import type { TemporaryPassword } from '../platform/auth/temporary-password.ts';
import { type Role, roleSchema } from '../platform/contract.ts';
import type { Change, Tx } from '../platform/database.ts';
import { makeAgent } from './store.ts';

export interface StaffAccount {
  username: string;
  nameZh: string;
  nameEn: string;
  roles: Role[];
  departmentCode: string | null;
  isActive: boolean;
  queues: string[];
  /** Code → level. */
  skills: Record<string, number>;
  capacity: number;
}

/** What an account is like that a list does not say more about. */
export const blankAccount: Omit<StaffAccount, 'username' | 'nameZh' | 'nameEn'> = {
  roles: [],
  departmentCode: null,
  isActive: true,
  queues: [],
  skills: {},
  capacity: 3,
};

/** Accounts by user name; those that do not exist are missing. */
export async function readStaffAccounts(
  { user, agent }: Pick<Tx, 'user' | 'agent'>,
  usernames: readonly string[],
): Promise<Map<string, StaffAccount & { id: string }>> {
  const users = await user.findMany({ where: { username: { in: [...usernames] } } });
  const agents = await agent.findMany({
    where: { userId: { in: users.map(({ id }) => id) } },
    include: { skills: true, queues: true },
  });
  const agentOf = new Map(agents.map((one) => [one.userId, one]));
  return new Map(
    users.map(({ id, username, nameZh, nameEn, roles, departmentCode, isActive }) => {
      const ability = agentOf.get(id);
      const account = {
        id,
        username,
        nameZh,
        nameEn,
        roles: roles.map((role) => roleSchema.parse(role)),
        departmentCode,
        isActive,
        queues: ability?.queues.map(({ queueCode }) => queueCode) ?? [],
        skills: Object.fromEntries(ability?.skills.map(({ skillCode, level }) => [skillCode, level]) ?? []),
        capacity: ability?.capacity ?? blankAccount.capacity,
      };
      return [username, account];
    }),
  );
}

/**
 * Writes an account and who did it. Without `id` it is made, with the password given.
 * @param changes fields that differ, for the audit trail
 * @returns its id
 */
export async function writeStaffAccount(
  { tx, emit }: Change,
  account: StaffAccount & { id?: string | undefined },
  by: { id: string; ip: string },
  { changes, password }: { changes: readonly string[]; password?: TemporaryPassword | undefined },
): Promise<string> {
  const { username, nameZh, nameEn, roles, departmentCode, isActive, queues, skills, capacity } = account;
  const row = { nameZh, nameEn, roles, departmentCode, isActive };
  const { id } = account.id
    ? await tx.user.update({ where: { id: account.id }, data: row, select: { id: true } })
    : await tx.user.create({
        data: {
          ...row,
          username,
          passwordHash: password?.passwordHash ?? '',
          passwordUntil: password?.passwordUntil ?? null,
        },
        select: { id: true },
      });
  // Supervisors may take contacts, too, where somebody says which.
  const takesContacts = roles.includes('agent') || (may(roles, 'desk.work') && queues.length > 0);
  if (takesContacts) {
    await makeAgent(tx, id, { queues, skills, capacity });
    emit('presence.changed', { agentId: id });
  }
  const entry = { actorId: by.id, subjectType: 'user', subjectId: id, ip: by.ip };
  if (account.id) {
    await audit(tx, { ...entry, action: 'account_change', detail: { fields: changes.join(' ') } });
  } else {
    await audit(tx, { ...entry, action: 'account_create', detail: { username, roles } });
  }
  return id;
}
