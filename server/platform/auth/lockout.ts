// Guessing passwords: so many wrong ones for a user name, or from an address, and the door stays shut for a while.
import { z } from 'zod';
import type { Change, Database } from '../database.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { networkOf } from '../network.ts';
import { holdName, type Sql } from '../sql.ts';

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

const longestMs = Math.max(...Object.values(guardRules).map(({ withinMs }) => withinMs));

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
  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Asked before anything is compared: a shut door costs nothing. @throws AppError `locked_out` (details: `until`) while
   * nobody gets in
   */
  async demandOpen(who: Comer, now: Date): Promise<void> {
    throwShut(await this.#shutUntil(this.#database.sql, who, now));
  }

  /** Counts a wrong one. @throws AppError `wrong`, or `locked_out` where the door is shut now */
  async refuse(who: Comer, now: Date, wrong: ErrorCode): Promise<never> {
    const until = await this.#inTurn(who, async ({ tx, sql }) => {
      const shut = await this.#shutUntil(sql, who, now);
      if (shut) return shut;
      for (const [key, rule] of countersOf(who)) {
        const after = afterFailure(await tx.signInGuard.findUnique({ where: { key } }), rule, now);
        await tx.signInGuard.upsert({ where: { key }, create: { key, ...after }, update: after });
      }
      return this.#shutUntil(sql, who, now);
    });
    throwShut(until);
    throw new AppError(wrong);
  }

  /**
   * Asked when something was right, before anybody is told so: of many guesses at one moment, under one name or many, in
   * one process or several, those that were wrong and came first have been counted by then.
   * @throws AppError `locked_out` (details: `until`)
   */
  async admit(who: Comer, now: Date): Promise<void> {
    throwShut(await this.#inTurn(who, ({ sql }) => this.#shutUntil(sql, who, now)));
  }

  /** `admit`, and what was wrong before is forgotten, on their own counter; the address stays counted. */
  async admitAndForget(who: Comer, now: Date): Promise<void> {
    throwShut(
      await this.#inTurn(who, async ({ tx, sql }) => {
        const shut = await this.#shutUntil(sql, who, now);
        if (!shut) await tx.signInGuard.deleteMany({ where: { key: ownKey(who) } });
        return shut;
      }),
    );
  }

  /** An administrator opens somebody's door. */
  async forget(username: string): Promise<void> {
    await this.#database.read.signInGuard.deleteMany({ where: { key: accountKey(username) } });
  }

  /** What is too long ago to count goes: whoever guesses names would fill the table with them. */
  async forgetOld(now: Date): Promise<void> {
    const before = new Date(now.getTime() - longestMs);
    await this.#database.read.signInGuard.deleteMany({
      where: { since: { lt: before }, OR: [{ lockedUntil: null }, { lockedUntil: { lt: now } }] },
    });
  }

  /** One after the other, in all processes, as they come. */
  #inTurn<T>(who: Comer, work: (change: Change) => Promise<T>): Promise<T> {
    return this.#database.change(async (change) => {
      // The address last, everywhere: nobody waits in a circle.
      for (const [key] of countersOf(who)) await holdName(change.sql, key);
      return work(change);
    });
  }

  async #shutUntil(sql: Sql, who: Comer, now: Date): Promise<Date | undefined> {
    const row = await sql.first(
      z.object({ lockedUntil: z.date() }),
      `SELECT "lockedUntil" FROM "SignInGuard" WHERE key = ANY ($1) AND "lockedUntil" > $2
       ORDER BY "lockedUntil" DESC LIMIT 1`,
      [countersOf(who).map(([key]) => key), now],
    );
    return row?.lockedUntil;
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

function throwShut(until: Date | undefined): void {
  if (until) throw new AppError('locked_out', { until: until.toISOString() });
}

const ownKey = ({ username, known }: Comer): string =>
  known === undefined ? accountKey(username) : knownKey(known);
const knownKey = (known: string): string => `known:${known}`;
const accountKey = (username: string): string => `user:${username.toLowerCase()}`;
const addressKey = (ip: string): string => `ip:${networkOf(ip)}`;
