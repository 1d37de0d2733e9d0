// Numbers that do not want to be called: marked and lifted at the citizen's word, each time written down.
import type { Prisma } from '#database';
import { staffNames } from '../../admin/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { veilNumber } from '../../platform/privacy.ts';
import { normalisePhone } from '../core.ts';
import { readCitizen } from '../people.ts';
import type { DoNotCall } from './contract.ts';

const shown = 200;

/** As numbers are kept: E.164 where it can be, a browser's name as it is. */
export function calledNumber(number: string): string {
  return number.startsWith('client:') ? number : normalisePhone(number);
}

/** The same again changes nothing. */
export async function markDoNotCall(
  { tx }: Pick<Change, 'tx'>,
  mark: {
    number: string;
    source: 'voice' | 'sms' | 'console';
    by: { id: string; ip: string } | null;
    note?: string | undefined;
  },
): Promise<void> {
  const number = calledNumber(mark.number);
  const { source, by, note = null } = mark;
  const { count } = await tx.doNotCall.createMany({
    data: [{ number, source, byId: by?.id ?? null, note }],
    skipDuplicates: true,
  });
  if (count === 0) return;
  await audit(tx, {
    actorId: by?.id ?? null,
    action: 'do_not_call.mark',
    subjectType: 'number',
    subjectId: number,
    detail: { source, note: note ?? '' },
    ...(by ? { ip: by.ip } : {}),
  });
}

/** The citizen may be called again, by their own text message. Without a mark it changes nothing. */
export async function liftOwnMark({ tx }: Pick<Change, 'tx'>, phone: string): Promise<void> {
  const number = calledNumber(phone);
  const { count } = await tx.doNotCall.deleteMany({ where: { number } });
  if (count === 0) return;
  const subject = { subjectType: 'number', subjectId: number };
  await audit(tx, { actorId: null, action: 'do_not_call.lift', ...subject, detail: { source: 'sms' } });
}

function viewOf(
  { number, source, byId, note, since }: Prisma.DoNotCallModel,
  names: ReadonlyMap<string, Bilingual>,
): DoNotCall {
  return { number, source, by: names.get(byId ?? '') ?? null, note, since: since.toISOString() };
}

export class DoNotCallList {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those whose number has these digits, the latest first. */
  async list(part: string): Promise<{ items: DoNotCall[]; total: number }> {
    const where = part === '' ? {} : { number: { contains: part } };
    const { doNotCall } = this.#database.read;
    const [rows, total] = await Promise.all([
      doNotCall.findMany({ where, orderBy: { since: 'desc' }, take: shown }),
      doNotCall.count({ where }),
    ]);
    const names = await staffNames(
      this.#database,
      rows.flatMap(({ byId }) => byId ?? []),
    );
    return {
      total,
      items: rows.map((row) => viewOf(row, names)),
    };
  }

  /** A page of those after a number, by number, with the digits; for who has the list as a file. */
  async after(number: string, part: string, limit: number): Promise<DoNotCall[]> {
    const rows = await this.#database.read.doNotCall.findMany({
      where: { AND: [{ number: { gt: number } }, part === '' ? {} : { number: { contains: part } }] },
      orderBy: { number: 'asc' },
      take: limit,
    });
    const names = await staffNames(
      this.#database,
      rows.flatMap(({ byId }) => byId ?? []),
    );
    return rows.map((row) => viewOf(row, names));
  }

  /** Those of some numbers, as they are kept. */
  async of(numbers: readonly string[]): Promise<DoNotCall[]> {
    const rows = await this.#database.read.doNotCall.findMany({
      where: { number: { in: numbers.map(calledNumber) } },
    });
    return rows.map((row) => viewOf(row, new Map()));
  }

  /** Numbers of a list from elsewhere, in one change: new ones are marked, of others the note and the way are mended. */
  async bring(
    marks: readonly { number: string; source: DoNotCall['source']; note: string | null }[],
    by: { id: string; ip: string },
  ): Promise<void> {
    await this.#database.change(async (change) => {
      for (const { number, source, note } of marks) {
        await markDoNotCall(change, { number, source, by, ...(note !== null && { note }) });
        const data = { source, note };
        await change.tx.doNotCall.update({ where: { number: calledNumber(number) }, data });
      }
    });
  }

  /** The number that a page shows of a citizen. @throws AppError `not_found` when it is none of theirs */
  async numberOf(shown: string, citizenId: string | undefined): Promise<string> {
    if (!shown.includes('*')) return shown;
    if (citizenId === undefined) throw new AppError('not_found');
    const { contactPoints } = await readCitizen(this.#database, citizenId);
    const found = contactPoints.find(({ kind, value }) => kind === 'phone' && veilNumber(value) === shown);
    if (!found) throw new AppError('not_found');
    return found.value;
  }

  /** Which of these numbers are marked. */
  async marked(numbers: readonly string[]): Promise<string[]> {
    const rows = await this.#database.read.doNotCall.findMany({
      where: { number: { in: numbers.map(calledNumber) } },
      select: { number: true },
    });
    return rows.map(({ number }) => number);
  }

  mark(mark: Parameters<typeof markDoNotCall>[1]): Promise<void> {
    return this.#database.change((change) => markDoNotCall(change, mark));
  }

  /** @throws AppError `not_found` when the number has no mark */
  lift(number: string, reason: string, by: { id: string; ip: string }): Promise<void> {
    const subjectId = calledNumber(number);
    return this.#database.change(async ({ tx }) => {
      const { count } = await tx.doNotCall.deleteMany({ where: { number: subjectId } });
      if (count === 0) throw new AppError('not_found');
      await audit(tx, {
        actorId: by.id,
        action: 'do_not_call.lift',
        subjectType: 'number',
        subjectId,
        detail: { reason },
        ip: by.ip,
      });
    });
  }
}
