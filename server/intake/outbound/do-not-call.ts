// Numbers that do not want to be called: marked and lifted at the citizen's word, each time written down.
import type { Prisma } from '#database';
import { staffNames } from '../../admin/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Fields } from '../../platform/fields.ts';
import { numberSubject, veilNumber } from '../../platform/privacy.ts';
import { normalisePhone } from '../core.ts';
import { readCitizen } from '../people.ts';
import type { DoNotCall } from './contract.ts';

const shown = 200;
/** Opened in one go, while somebody looks for digits: a millisecond or two in which nobody else is served. */
const openedAtOnce = 250;

/** As numbers are kept: E.164 where it can be, a browser's name as it is. */
export function calledNumber(number: string): string {
  return number.startsWith('client:') ? number : normalisePhone(number);
}

/** Rows of these numbers. What an older version wrote has no mark yet. */
const ofNumbers = (fields: Fields, numbers: readonly string[]) => ({
  OR: [
    { numberMark: { in: numbers.map((number) => fields.mark(number)) } },
    { numberKey: { in: [...numbers] } },
  ],
});

const numberIn = (
  fields: Fields,
  row: Pick<Prisma.DoNotCallModel, 'numberKey' | 'numberSealed' | 'numberMark'>,
) =>
  fields.readKey('DoNotCall.number', { key: row.numberKey, sealed: row.numberSealed, mark: row.numberMark });

/** The same again changes nothing. */
export async function markDoNotCall(
  { tx, fields }: Pick<Change, 'tx' | 'fields'>,
  mark: {
    number: string;
    source: 'voice' | 'sms' | 'console';
    by: { id: string; ip: string } | null;
    note?: string | undefined;
  },
): Promise<void> {
  const number = calledNumber(mark.number);
  const { source, by, note = null } = mark;
  if ((await tx.doNotCall.count({ where: ofNumbers(fields, [number]) })) > 0) return;
  const { sealed, mark: numberMark } = fields.sealKey('DoNotCall.number', number);
  const { count } = await tx.doNotCall.createMany({
    data: [{ numberKey: number, numberSealed: sealed, numberMark, source, byId: by?.id ?? null, note }],
    skipDuplicates: true,
  });
  if (count === 0) return;
  await audit(tx, {
    actorId: by?.id ?? null,
    action: 'do_not_call.mark',
    ...numberSubject(fields, number, { source, note: note ?? '' }),
    ...(by ? { ip: by.ip } : {}),
  });
}

/** The citizen may be called again, by their own text message. Without a mark it changes nothing. */
export async function liftOwnMark(
  { tx, fields }: Pick<Change, 'tx' | 'fields'>,
  phone: string,
): Promise<void> {
  const number = calledNumber(phone);
  const { count } = await tx.doNotCall.deleteMany({ where: ofNumbers(fields, [number]) });
  if (count === 0) return;
  const subject = numberSubject(fields, number, { source: 'sms' });
  await audit(tx, { actorId: null, action: 'do_not_call.lift', ...subject });
}

function viewOf(
  fields: Fields,
  row: Prisma.DoNotCallModel,
  names: ReadonlyMap<string, Bilingual>,
): DoNotCall {
  const { source, byId, note, since } = row;
  const by = names.get(byId ?? '') ?? null;
  return { number: numberIn(fields, row), source, by, note, since: since.toISOString() };
}

export class DoNotCallList {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those whose number has these digits, the latest first. */
  async list(part: string): Promise<{ items: DoNotCall[]; total: number }> {
    const { doNotCall } = this.#database.read;
    const orderBy = [
      { since: 'desc' },
      { numberKey: 'asc' },
    ] satisfies Prisma.DoNotCallOrderByWithRelationInput[];
    if (part === '') {
      const [rows, total] = await Promise.all([
        doNotCall.findMany({ orderBy, take: shown }),
        doNotCall.count(),
      ]);
      return { total, items: await this.#views(rows) };
    }
    const found: Prisma.DoNotCallModel[] = [];
    let total = 0;
    for await (const rows of this.#having(part, orderBy)) {
      found.push(...rows.slice(0, shown - found.length));
      total += rows.length;
    }
    return { total, items: await this.#views(found) };
  }

  /**
   * A page of those behind a key, with the digits; for who has the list as a file.
   * @returns `next`: the key to go on behind; null at the end
   */
  async after(
    key: string,
    part: string,
    limit: number,
  ): Promise<{ items: DoNotCall[]; next: string | null }> {
    const rows = await this.#database.read.doNotCall.findMany({
      where: { numberKey: { gt: key } },
      orderBy: { numberKey: 'asc' },
      take: limit,
    });
    const having = rows.filter((row) => numberIn(this.#database.fields, row).includes(part));
    const next = rows.length < limit ? null : (rows.at(-1)?.numberKey ?? null);
    return { items: await this.#views(having), next };
  }

  /** Those of some numbers, as they are kept. */
  async of(numbers: readonly string[]): Promise<DoNotCall[]> {
    const { read, fields } = this.#database;
    const rows = await read.doNotCall.findMany({ where: ofNumbers(fields, numbers.map(calledNumber)) });
    return rows.map((row) => viewOf(fields, row, new Map()));
  }

  /** Rows whose number has these digits, in parts. Sealed numbers are opened one by one, for no mark tells of parts. */
  async *#having(part: string, orderBy: Prisma.DoNotCallOrderByWithRelationInput[]) {
    const { read, fields } = this.#database;
    for (let skip = 0; ; skip += openedAtOnce) {
      const rows = await read.doNotCall.findMany({ orderBy, skip, take: openedAtOnce });
      yield rows.filter((row) => numberIn(fields, row).includes(part));
      if (rows.length < openedAtOnce) return;
    }
  }

  async #views(rows: readonly Prisma.DoNotCallModel[]): Promise<DoNotCall[]> {
    const names = await staffNames(
      this.#database,
      rows.flatMap(({ byId }) => byId ?? []),
    );
    return rows.map((row) => viewOf(this.#database.fields, row, names));
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
        const where = ofNumbers(change.fields, [calledNumber(number)]);
        await change.tx.doNotCall.updateMany({ where, data });
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
    return (await this.of(numbers)).map(({ number }) => number);
  }

  mark(mark: Parameters<typeof markDoNotCall>[1]): Promise<void> {
    return this.#database.change((change) => markDoNotCall(change, mark));
  }

  /** @throws AppError `not_found` when the number has no mark */
  lift(number: string, reason: string, by: { id: string; ip: string }): Promise<void> {
    const kept = calledNumber(number);
    return this.#database.change(async ({ tx, fields }) => {
      const { count } = await tx.doNotCall.deleteMany({ where: ofNumbers(fields, [kept]) });
      if (count === 0) throw new AppError('not_found');
      await audit(tx, {
        actorId: by.id,
        action: 'do_not_call.lift',
        ...numberSubject(fields, kept, { reason }),
        ip: by.ip,
      });
    });
  }
}
