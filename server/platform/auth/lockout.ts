// Guessing passwords: so many wrong ones for a user name, or from an address, and the door stays shut for a while.
import type { Database } from '../database.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { networkOf } from '../network.ts';

const minuteMs = 60_000;

export interface GuardRule {
  /** Wrong ones within `withinMs` that shut the door. */
  most: number;
  withinMs: number;
  lockedMs: number;
}

/** Behind one address a whole department may sit. */
export const guardRules = {
  account: { most: 5, withinMs: 15 * minuteMs, lockedMs: 15 * minuteMs },
  address: { most: 50, withinMs: 15 * minuteMs, lockedMs: 15 * minuteMs },
} as const satisfies Record<string, GuardRule>;

export interface Guard {
  failures: number;
  since: Date;
  lockedUntil: Date | null;
}

/** What is known after one more wrong one. Pure. */
export function afterFailure(before: Guard | null, rule: GuardRule, now: Date): Guard {
  const isRecent = before !== null && now.getTime() - before.since.getTime() < rule.withinMs;
  const wasLocked = before?.lockedUntil != null && before.lockedUntil <= now;
  const known = isRecent && !wasLocked ? before : { failures: 0, since: now, lockedUntil: null };
  const failures = known.failures + 1;
  const lockedUntil =
    failures >= rule.most ? new Date(now.getTime() + rule.lockedMs) : (known.lockedUntil ?? null);
  return { failures, since: known.since, lockedUntil };
}

/** Who stands at the door. */
export interface Comer {
  username: string;
  ip: string;
  /** Where they are known from, a browser or a session of theirs: what others guess elsewhere does not count there. */
  known: string | undefined;
}

/** What a wrong one counts for. */
const countersOf = ({ username, ip, known }: Comer): readonly (readonly [string, GuardRule])[] =>
  known === undefined
    ? [
        [accountKey(username), guardRules.account],
        [addressKey(ip), guardRules.address],
      ]
    : [[knownKey(known), guardRules.account]];

export class Lockout {
  readonly #database: Database;
  /** The last guess under way, by user name. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * What is tried under one name is tried one after the other: of many guesses at one moment all would come in before the
   * first was counted.
   */
  async inTurn<T>(username: string, tried: () => Promise<T>): Promise<T> {
    const key = accountKey(username);
    const before = this.#turns.get(key);
    const turn = (async () => {
      await before?.catch(() => undefined);
      return tried();
    })();
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }

  /** Until when they do not get in; undefined: now. */
  async lockedUntil(who: Comer, now: Date): Promise<Date | undefined> {
    const rows = await this.#database.read.signInGuard.findMany({
      where: { key: { in: countersOf(who).map(([key]) => key) }, lockedUntil: { gt: now } },
    });
    return rows.flatMap(({ lockedUntil }) => lockedUntil ?? []).sort((a, b) => b.getTime() - a.getTime())[0];
  }

  /** @throws AppError `locked_out` (details: `until`) while nobody gets in */
  async demandOpen(who: Comer, now: Date): Promise<void> {
    const until = await this.lockedUntil(who, now);
    if (until) throw new AppError('locked_out', { until: until.toISOString() });
  }

  /** Counts a wrong one. @throws AppError `wrong`, or `locked_out` where that was one too many */
  async refuse(who: Comer, now: Date, wrong: ErrorCode): Promise<never> {
    const until = await this.fail(who, now);
    throw until ? new AppError('locked_out', { until: until.toISOString() }) : new AppError(wrong);
  }

  /** Counts a wrong one. @returns until when the door is shut now */
  async fail(who: Comer, now: Date): Promise<Date | undefined> {
    return this.#database.change(async ({ tx, sql }) => {
      let shut: Date | undefined;
      for (const [key, rule] of countersOf(who)) {
        // Wrong ones at the same moment are counted one after the other.
        await sql.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
        const after = afterFailure(await tx.signInGuard.findUnique({ where: { key } }), rule, now);
        await tx.signInGuard.upsert({ where: { key }, create: { key, ...after }, update: after });
        if (after.lockedUntil && after.lockedUntil > now) shut = after.lockedUntil;
      }
      return shut;
    });
  }

  /**
   * The right password makes the wrong ones before it forgotten, those of its own counter; so does an administrator. The
   * address stays counted.
   */
  async forget({ username, known }: Omit<Comer, 'ip'>): Promise<void> {
    const key = known === undefined ? accountKey(username) : knownKey(known);
    await this.#database.read.signInGuard.deleteMany({ where: { key } });
  }

  /** Which of these names are shut now, and until when. */
  async locked(usernames: readonly string[], now: Date): Promise<Map<string, Date>> {
    const nameOf = new Map(usernames.map((username) => [accountKey(username), username]));
    const rows = await this.#database.read.signInGuard.findMany({
      where: { key: { in: [...nameOf.keys()] }, lockedUntil: { gt: now } },
    });
    return new Map(
      rows.flatMap(({ key, lockedUntil }) => {
        const username = nameOf.get(key);
        return username !== undefined && lockedUntil ? [[username, lockedUntil] as const] : [];
      }),
    );
  }
}

const knownKey = (known: string): string => `known:${known}`;
const accountKey = (username: string): string => `user:${username.toLowerCase()}`;
const addressKey = (ip: string): string => `ip:${networkOf(ip)}`;
