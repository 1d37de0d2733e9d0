// sipp over a trunk: callers at a rate, each with a key, all of them told with their times. A load of its own: it has the
// machine to itself (vitest.config.ts), or others' load would be what is measured.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aptInstall, canInstall } from '../../scripts/bootstrap/apt.mjs';
import { findProgram } from '../../scripts/bootstrap/commands.mjs';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { callsFrom } from '../harness/fields.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';
import { callBySipp } from '../harness/sipp/callers.ts';

const calls = 100;
/** How long a caller stays behind its key. */
const staysMs = 8_000;

const noSipp = await whyNoSipp();
if (noSipp) console.warn(`skipped: ${noSipp}`);

/** @returns why sipp cannot run here; undefined when it can */
async function whyNoSipp(): Promise<string | undefined> {
  if (findProgram(['sipp'])) return process.getuid?.() === 0 ? undefined : 'sipp plays keys as root only';
  if (!canInstall()) return 'sipp is not installed, and only root on Debian or Ubuntu can install it';
  try {
    await aptInstall(['sip-tester'], join(tmpdir(), 'onecall-sipp-apt.log'));
  } catch (error) {
    return `sipp cannot be installed: ${error instanceof Error ? error.message : String(error)}`;
  }
  return findProgram(['sipp']) ? undefined : 'the package sip-tester brought no sipp';
}

const toldSchema = z.array(
  z.object({
    language: z.string(),
    isQueued: z.boolean(),
    seconds: z.number(),
    state: z.string().nullable(),
  }),
);

describe.skipIf(noSipp)('sipp', () => {
  let app: App;
  let database: pg.Client;
  let sipPort: number;

  beforeAll(async () => {
    const databaseUrl = await demoDatabase();
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    sipPort = await freePort();
    app = await startApp({
      databaseUrl,
      redisUrl: await testRedis(),
      env: { SIP_LISTEN: `udp:${sipPort}`, SIP_TRUNK: 'sip:127.0.0.1:1', SIP_NUMBER: '+8675512345' },
    });
  }, 120_000);
  afterAll(async () => {
    await app?.stop();
    await database?.end();
  }, 30_000);

  async function told(numbersBeginWith: string) {
    const { rows } = await database.query(
      `SELECT c.session ->> 'language' AS language, (c.session -> 'path') ? 'queue' AS "isQueued", i.state,
              extract(epoch FROM c."endedAt" - c."startedAt")::float AS seconds
         FROM "CallSession" c LEFT JOIN "Interaction" i ON i.id = c."interactionId"
        WHERE c."callRef" = ANY ($1) AND c."endedAt" IS NOT NULL`,
      [await callsFrom(database, numbersBeginWith)],
    );
    return toldSchema.parse(rows);
  }

  it('makes 100 calls at 10 a second: all are answered, all keys are heard, all are told with their times', async ({
    task,
  }) => {
    const prefix = `139${task.result?.retryCount ?? 0}`;
    const numbers = Array.from(
      { length: calls },
      (_none, index) => `${prefix}${String(index).padStart(7, '0')}`,
    );
    const outcome = await callBySipp(sipPort, numbers, { staysMs, soundPort: 23_000, withinS: 60 });
    expect(outcome).toEqual({ code: 0, ok: '100', failed: '0', errors: [] });
    const tally = async () => {
      const all = await told(`+86${prefix}`);
      const count = (is: (one: (typeof all)[number]) => boolean): number => all.filter(is).length;
      return {
        ended: all.length,
        inCantonese: count(({ language }) => language === 'yue'),
        queued: count(({ isQueued }) => isQueued),
        abandoned: count(({ state }) => state === 'abandoned'),
        // A busy house writes the beginning down a little later.
        ofRightLength: count(({ seconds }) => seconds > staysMs / 1_000 - 2 && seconds < staysMs / 1_000 + 9),
      };
    };
    // What the end of a call means for its contact is done right behind it.
    await expect.poll(tally, { timeout: 20_000 }).toEqual({
      ended: calls,
      inCantonese: calls,
      queued: calls,
      abandoned: calls,
      ofRightLength: calls,
    });
  }, 90_000);
});
