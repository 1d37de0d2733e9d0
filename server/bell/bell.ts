// Lines are written in the transaction of what they tell of, so each is told once, and read with what the reader may see
// of it now: who has lost sight of a ticket since loses the line, too.
import { staffNames } from '../admin/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Bilingual } from '../platform/contract.ts';
import type { Change, Database } from '../platform/database.ts';
import { type BellKind, bellKindSchema, type BellLine, type BellSubject, subjectOf } from './contract.ts';

const shown = 60;
const shownMs = 30 * 86_400_000;
const shownSince = (now: Date): Date => new Date(now.getTime() - shownMs);

/** What a line is about, as its reader may see it. */
export interface Named {
  number: string | null;
  title: Bilingual;
}
/** What a reader may see of some subjects; ids that they may not see are left out. */
type Names = (actor: Actor, ids: readonly string[]) => Promise<ReadonlyMap<string, Named>>;

/**
 * Writes a line for each of these people, but for whoever did it. What they have not seen yet of the same thing is told
 * anew and not twice.
 */
export async function ring(
  { tx, emit }: Change,
  {
    kind,
    subjectId,
    to,
    byId,
  }: { kind: BellKind; subjectId: string; to: readonly string[]; byId: string | null },
): Promise<void> {
  const userIds = [...new Set(to)].filter((id) => id !== byId);
  if (userIds.length === 0) return;
  await tx.bellLine.deleteMany({ where: { userId: { in: userIds }, kind, subjectId, seenAt: null } });
  await tx.bellLine.createMany({ data: userIds.map((userId) => ({ userId, kind, subjectId, byId })) });
  emit('bell.rung', { userIds });
}

export class Bell {
  readonly #database: Database;
  readonly #names: Readonly<Record<BellSubject, Names>>;

  constructor(database: Database, names: Readonly<Record<BellSubject, Names>>) {
    this.#database = database;
    this.#names = names;
  }

  /** What somebody was told in the last weeks, the latest first. */
  async read(actor: Actor, now: Date): Promise<BellLine[]> {
    const stored = await this.#database.read.bellLine.findMany({
      where: { userId: actor.id, at: { gt: shownSince(now) } },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: shown,
    });
    const rows = stored.flatMap((row) => {
      const kind = bellKindSchema.safeParse(row.kind);
      return kind.success ? [{ ...row, kind: kind.data }] : [];
    });
    const idsOf = (subject: BellSubject): string[] =>
      rows.flatMap(({ kind, subjectId }) => (subjectOf(kind) === subject ? [subjectId] : []));
    const [tickets, reviews, people] = await Promise.all([
      this.#names.ticket(actor, idsOf('ticket')),
      this.#names.review(actor, idsOf('review')),
      staffNames(
        this.#database,
        rows.flatMap(({ byId }) => byId ?? []),
      ),
    ]);
    const named = { ticket: tickets, review: reviews };
    return rows.flatMap(({ id, kind, subjectId, byId, at, seenAt }) => {
      const about = named[subjectOf(kind)].get(subjectId);
      if (!about) return [];
      const by = (byId && people.get(byId)) || null;
      return [{ id, kind, subjectId, ...about, by, at: at.toISOString(), isSeen: seenAt !== null }];
    });
  }

  /** Marks all as seen, and lets go what is too old to be shown. */
  async see(actor: Actor, now: Date): Promise<void> {
    await this.#database.change(async ({ tx }) => {
      const mine = { userId: actor.id };
      await tx.bellLine.deleteMany({ where: { ...mine, at: { lte: shownSince(now) } } });
      await tx.bellLine.updateMany({ where: { ...mine, seenAt: null }, data: { seenAt: now } });
    });
  }
}
