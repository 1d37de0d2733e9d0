// Dead letters as administrators handle them: read, tried again, or given up with a reason. Each deed is written down.
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import { countDead, holdWaiting, putBack, settle, type WaitingLetter } from '../platform/dead-letters.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { veilNumber, veilText } from '../platform/privacy.ts';
import type { DeadLetterView, deadQuerySchema } from './contract.ts';
import { deadStateSchema } from './contract.ts';

/** Replayed in one change: a thousand events are a busy second of a large city. */
const replayBatch = 200;
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

export class DeadLetters {
  readonly #database: Database;
  readonly #jobs: Jobs;

  constructor(database: Database, jobs: Jobs) {
    this.#database = database;
    this.#jobs = jobs;
  }

  async read({ state, queue, cursor, limit }: z.infer<typeof deadQuerySchema>) {
    const [at, id] = cursor === undefined ? [undefined, undefined] : decodeCursor(cursor, cursorSchema);
    const rows = await this.#database.read.deadLetter.findMany({
      where: {
        outcome: state === 'waiting' ? null : state,
        ...(queue === undefined ? {} : { queue }),
        ...(at === undefined ? {} : { OR: [{ lastAt: { lt: at } }, { lastAt: at, id: { lt: id } }] }),
      },
      orderBy: [{ lastAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = toPage(rows, limit, (row) => [row.lastAt.toISOString(), row.id]);
    const names = await this.#names(page.items.flatMap(({ settledBy }) => settledBy ?? []));
    const items = page.items.map(
      (row): DeadLetterView => ({
        id: row.id,
        queue: row.queue,
        kind: row.kind,
        payload: JSON.stringify(veiled(row.payload), null, 2),
        error: veilText(row.error, 'numbers'),
        attempts: row.attempts,
        times: row.times,
        firstAt: row.firstAt.toISOString(),
        lastAt: row.lastAt.toISOString(),
        state: deadStateSchema.catch('waiting').parse(row.outcome),
        settledAt: row.settledAt?.toISOString() ?? null,
        settledBy: (row.settledBy && names.get(row.settledBy)) || null,
        reason: row.reason,
      }),
    );
    return { items, nextCursor: page.nextCursor };
  }

  async #names(ids: readonly string[]) {
    const users = await this.#database.read.user.findMany({
      where: { id: { in: [...new Set(ids)] } },
      select: { id: true, nameZh: true, nameEn: true },
    });
    return new Map(users.map(({ id, nameZh, nameEn }) => [id, { zh: nameZh, en: nameEn }]));
  }

  /** Tries one more time. @throws AppError `not_found` when it does not wait (any more) */
  async replay(actorId: string, id: string): Promise<void> {
    const count = await this.#database.change((change) => this.#replay(change, actorId, { id }, 1));
    if (count === 0) throw new AppError('not_found');
  }

  /** Tries all that wait, or those of one queue. @returns how many */
  async replayAll(actorId: string, queue: string | null): Promise<number> {
    // What dies again meanwhile is not tried a second time.
    const waiting = (await countDead(this.#database)).filter((row) => queue === null || row.queue === queue);
    const most = waiting.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    while (done < most) {
      const batch = Math.min(replayBatch, most - done);
      const count = await this.#database.change((change) => this.#replay(change, actorId, { queue }, batch));
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  async #replay(
    change: Change,
    actorId: string,
    which: Parameters<typeof holdWaiting>[1],
    most: number,
  ): Promise<number> {
    const letters = await holdWaiting(change, which, most);
    for (const letter of letters) {
      // A timer bears being called twice: a crash between here and the commit repeats it.
      if (letter.eventId === null) await this.#jobs.replayTimer(letter.kind, letter.payload);
      else await putBack(change, letter);
      await settle(change.tx, letter.id, { outcome: 'replayed', actorId, reason: null });
      await noteDeed(change, actorId, 'dead_letter.replay', letter);
    }
    return letters.length;
  }

  /** Gives one up. @throws AppError `not_found` when it does not wait (any more) */
  async discard(actorId: string, id: string, reason: string): Promise<void> {
    await this.#database.change(async (change) => {
      const [letter] = await holdWaiting(change, { id }, 1);
      if (!letter) throw new AppError('not_found');
      await settle(change.tx, id, { outcome: 'discarded', actorId, reason });
      await audit(change.tx, {
        actorId,
        action: 'dead_letter.discard',
        subjectType: 'dead_letter',
        subjectId: id,
        detail: { queue: letter.queue, kind: letter.kind, reason },
      });
    });
  }
}

async function noteDeed(
  { tx }: Change,
  actorId: string,
  action: 'dead_letter.replay',
  letter: WaitingLetter,
) {
  const { id: subjectId, queue, kind } = letter;
  await audit(tx, { actorId, action, subjectType: 'dead_letter', subjectId, detail: { queue, kind } });
}

/** Every text in it as it may be read by somebody who keeps machines. */
function veiled(value: unknown): unknown {
  if (typeof value === 'string') return /^[0-9a-f-]{36}$/.test(value) ? value : veilNumber(value);
  if (Array.isArray(value)) return value.map(veiled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, veiled(held)]));
}
