// Brings a list of staff in: says what would become of it, then does it in one change.
import { isDeepStrictEqual } from 'node:util';
import { latinName } from '../../../knowledge/text/index.ts';
import {
  blankAccount,
  readLists,
  readStaffAccounts,
  type StaffAccount,
  writeStaffAccount,
} from '../../admin/index.ts';
import { may } from '../../platform/auth/roles.ts';
import type { Sessions } from '../../platform/auth/sessions.ts';
import { type TemporaryPassword, temporaryPassword } from '../../platform/auth/temporary-password.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import type { ImportFault } from '../contract.ts';
import { faultView } from '../fault-view.ts';
import { rowsOf } from '../reading.ts';
import { mostStaffRows, type StaffField, type StaffImport, staffFieldSchema } from './contract.ts';
import { faultsOfAccount, readStaff, type StaffNames, type StaffRow, staffFault } from './core.ts';

/** A thousand accounts with their queues and skills, on a slow machine. */
const patienceMs = 120_000;

interface Plan {
  row: number;
  id: string | undefined;
  next: StaffAccount;
  changes: StaffField[];
}

function namesOf(rows: readonly { code: string; name: Bilingual }[]): Map<string, string> {
  return new Map(
    rows.flatMap(({ code, name }): [string, string][] => [
      [name.en, code],
      [name.zh, code],
      [code, code],
    ]),
  );
}

const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.toSorted() : value);

function planOf(
  { row, ...said }: StaffRow,
  known: (StaffAccount & { id: string }) | undefined,
  actorId: string,
): Plan | ImportFault[] {
  const { id, ...before } = known ?? { id: undefined, ...blankAccount };
  const names = { nameZh: said.nameZh ?? '', nameEn: said.nameEn ?? latinName(said.nameZh ?? '') };
  const next: StaffAccount = { ...names, ...before, ...said };
  const faults = faultsOfAccount(next).map(({ field, rule }) => staffFault(row, field, rule));
  const isAgent = may(next.roles, 'desk.work');
  const abilities = [said.queues?.length, Object.keys(said.skills ?? {}).length, said.capacity];
  if (!isAgent && abilities.some(Boolean)) faults.push(staffFault(row, 'queues', 'agent_only'));
  if (id === actorId && !(next.isActive && next.roles.includes('admin')))
    faults.push(staffFault(row, 'isActive', 'own_account'));
  if (faults.length > 0) return faults;
  const now: Partial<StaffAccount> = before;
  const changes = staffFieldSchema.options.filter(
    (field) => !known || !isDeepStrictEqual(sorted(now[field]), sorted(next[field])),
  );
  return { row, id, next, changes: known ? changes : [] };
}

interface Deps {
  database: Database;
  sessions: Sessions;
  /** Closes what ended sessions still hold open. */
  onEnd: (credentials: readonly string[]) => void;
}

export class StaffImports {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async bring(bytes: Buffer, isDryRun: boolean, by: { id: string; ip: string }): Promise<StaffImport> {
    const { database } = this.#deps;
    const file = await rowsOf(bytes);
    if (file.rows.length > mostStaffRows) {
      const fault = staffFault(0, '', 'file_rows', String(file.rows.length));
      return { ...nothing, rows: file.rows.length, leftOut: file.rows.length, faults: [fault] };
    }
    const lists = await readLists(database);
    const names: StaffNames = {
      departments: namesOf(lists.departments),
      queues: namesOf(lists.queues),
      skills: namesOf(lists.skills),
    };
    const { staff, faults } = readStaff(file.rows, names);
    const usernames = staff.map(({ username }) => username);
    const found = { rows: file.rows.length, faults: [...file.faults.map(faultView), ...faults] };
    const plansOf = (known: Awaited<ReturnType<typeof readStaffAccounts>>) =>
      staff.map((row) => planOf(row, known.get(row.username), by.id));
    const seen = plansOf(await readStaffAccounts(database.read, usernames));
    if (isDryRun) return reportOf(found, seen, new Map());

    const now = new Date();
    const passwords = new Map<string, TemporaryPassword>();
    await Promise.all(
      seen.map(async (plan) => {
        if ('next' in plan && !plan.id) passwords.set(plan.next.username, await temporaryPassword(now));
      }),
    );
    const { plans, ids } = await database.change(
      async (change) => {
        const plans = plansOf(await readStaffAccounts(change.tx, usernames));
        const ids = new Map<string, string>();
        for (const plan of plans) {
          if (!('next' in plan) || (plan.id && plan.changes.length === 0)) continue;
          const password = passwords.get(plan.next.username) ?? (await temporaryPassword(now));
          if (!plan.id) passwords.set(plan.next.username, password);
          const account = { ...plan.next, id: plan.id };
          ids.set(plan.next.username, await writeStaffAccount(change, account, by, { ...plan, password }));
        }
        return { plans, ids };
      },
      { patienceMs },
    );
    await this.#endOld(plans);
    return reportOf(found, plans, passwords, ids);
  }

  /** Who may do something else from now on signs in anew. */
  async #endOld(plans: readonly (Plan | ImportFault[])[]): Promise<void> {
    const decisive: readonly StaffField[] = ['roles', 'departmentCode', 'isActive'];
    for (const plan of plans) {
      if (!('next' in plan) || !plan.id || !plan.changes.some((field) => decisive.includes(field))) continue;
      this.#deps.onEnd(await this.#deps.sessions.end(plan.id));
    }
  }
}

const nothing: StaffImport = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  leftOut: 0,
  faults: [],
  people: [],
  passwordsUntil: null,
};

function reportOf(
  found: { rows: number; faults: ImportFault[] },
  plans: readonly (Plan | ImportFault[])[],
  passwords: ReadonlyMap<string, TemporaryPassword>,
  ids: ReadonlyMap<string, string> = new Map(),
): StaffImport {
  const faults = [...found.faults, ...plans.flatMap((plan) => ('next' in plan ? [] : plan))];
  const people = plans.flatMap((plan): StaffImport['people'] => {
    if (!('next' in plan)) return [];
    const { row, id, next, changes } = plan;
    const outcome = !id ? 'created' : changes.length > 0 ? 'updated' : 'unchanged';
    const password = (!id && passwords.get(next.username)?.password) || null;
    const name = next.nameZh;
    return [
      {
        row,
        id: id ?? ids.get(next.username) ?? null,
        username: next.username,
        name,
        outcome,
        changes,
        password,
      },
    ];
  });
  const count = (outcome: StaffImport['people'][number]['outcome']): number =>
    people.filter((one) => one.outcome === outcome).length;
  const until = people.some(({ password }) => password)
    ? [...passwords.values()][0]?.passwordUntil
    : undefined;
  return {
    rows: found.rows,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    leftOut: found.rows - people.length,
    faults: faults.sort((a, b) => a.row - b.row),
    people,
    passwordsUntil: until?.toISOString() ?? null,
  };
}
