// Sessions end by themselves: after their hours, and when nobody acts in them. What counts is a person's hand, as their
// page says it: what pages and sockets ask by themselves does not. Whoever talks with a citizen acts.
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { Log } from '../log.ts';
import { audit } from '../audit.ts';
import type { Sessions } from './sessions.ts';

const lookEveryMs = 5_000;
/** So long before the end its page says so. */
export const idleWarningMs = 60_000;

const standing = z.object({ tokenHash: z.string(), userId: z.string(), actedAt: z.date() });
const ended = standing.pick({ tokenHash: true, userId: true });

export interface IdleDeps {
  database: Database;
  sessions: Sessions;
  /** After how long a session ends; 0: never. */
  idleMs: number;
  /** Who of these people is in a talk with a citizen. */
  talking: (userIds: readonly string[]) => Promise<readonly string[]>;
  /** Tells the pages of a session when it ends; null: it goes on. */
  warn: (credential: string, endsAt: Date | null) => void;
  onEnd: (credentials: readonly string[]) => void;
  log: Log;
}

export class Idle {
  readonly #deps: IdleDeps;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: IdleDeps) {
    this.#deps = deps;
  }

  /** Somebody has pressed a key at a page of this session. */
  async noteAct(credential: string, now: Date): Promise<void> {
    const { idleMs, database, warn } = this.#deps;
    if (idleMs === 0) return;
    const before = await database.sql.first(
      z.object({ actedAt: z.date() }),
      `UPDATE "Session" s SET "actedAt" = $2 FROM "Session" was
       WHERE s."tokenHash" = $1 AND was."tokenHash" = s."tokenHash" RETURNING was."actedAt" AS "actedAt"`,
      [credential, now],
    );
    if (before && this.#endOf(before.actedAt).getTime() - idleWarningMs <= now.getTime())
      warn(credential, null);
  }

  /** When a session ends unless somebody acts; null: it does not. */
  endsAt(actedAt: Date): Date | null {
    return this.#deps.idleMs === 0 ? null : this.#endOf(actedAt);
  }

  /** Ends what is over, and warns where that is near. */
  async look(now: Date): Promise<void> {
    const { database, idleMs, talking, warn } = this.#deps;
    await this.#endExpired(now);
    await this.#deps.sessions.lockout.forgetOld(now);
    if (idleMs === 0) return;
    const warnFrom = new Date(now.getTime() - idleMs + idleWarningMs);
    const quiet = await database.sql.rows(
      standing,
      'SELECT "tokenHash", "userId", "actedAt" FROM "Session" WHERE "actedAt" <= $1',
      [warnFrom],
    );
    if (quiet.length === 0) return;
    const atWork = new Set(await talking([...new Set(quiet.map(({ userId }) => userId))]));
    await database.sql.run(
      'UPDATE "Session" SET "actedAt" = $2 WHERE "actedAt" <= $3 AND "userId" = ANY ($1::uuid[])',
      [[...atWork], now, warnFrom],
    );
    await this.#end(
      quiet.filter(({ userId }) => !atWork.has(userId)).map(({ tokenHash }) => tokenHash),
      now,
    );
    for (const { tokenHash, userId, actedAt } of quiet) {
      const endsAt = this.#endOf(actedAt);
      if (endsAt > now && !atWork.has(userId)) warn(tokenHash, endsAt);
    }
  }

  start(): void {
    const { log } = this.#deps;
    const look = (): void => {
      this.#running = this.look(new Date()).catch((error: unknown) =>
        log.warn({ err: error }, 'idle sessions are looked for again'),
      );
    };
    this.#timer = setInterval(look, lookEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Requests know by themselves that it is over; sockets that are open do not. */
  async #endExpired(now: Date): Promise<void> {
    const rows = await this.#deps.database.sql.rows(
      ended,
      'DELETE FROM "Session" WHERE "expiresAt" <= $1 RETURNING "tokenHash", "userId"',
      [now],
    );
    if (rows.length > 0) this.#deps.onEnd(rows.map(({ tokenHash }) => tokenHash));
  }

  #endOf(actedAt: Date): Date {
    return new Date(actedAt.getTime() + this.#deps.idleMs);
  }

  /** Only what is still quiet: a key may be pressed at this moment. */
  async #end(credentials: readonly string[], now: Date): Promise<void> {
    const { database, sessions, idleMs, onEnd } = this.#deps;
    const rows = await database.change(async ({ sql, tx }) => {
      const gone = await sql.rows(
        ended,
        'DELETE FROM "Session" WHERE "tokenHash" = ANY ($1) AND "actedAt" <= $2 RETURNING "tokenHash", "userId"',
        [credentials, new Date(now.getTime() - idleMs)],
      );
      for (const { userId } of gone) {
        const whose = { subjectType: 'user', subjectId: userId };
        await audit(tx, {
          actorId: null,
          action: 'session.idle',
          ...whose,
          detail: { minutes: idleMs / 60_000 },
        });
      }
      return gone.map(({ tokenHash }) => tokenHash);
    });
    sessions.forget(({ credential }) => rows.includes(credential));
    onEnd(rows);
  }
}
