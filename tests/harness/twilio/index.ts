// The server with Twilio as its carrier: its own library signs what comes in, a double stands in for its REST API.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import pg from 'pg';
import { afterAll, expect } from 'vitest';
import { type App, startApp } from '../app.ts';
import { demoDatabase } from '../database.ts';
import { testSecret } from '../fields.ts';
import { freePort } from '../ports.ts';
import { testRedis } from '../redis.ts';
import { type Asked, TwilioDouble } from './double.ts';

const authToken = 'the-token-that-only-twilio-and-we-know';

export interface Carried {
  app: App;
  databaseUrl: string;
  double: TwilioDouble;
  /** Kills the server without a word and starts it again on the same data, at the same address. */
  killAndStart(): Promise<void>;
  /** What the double was asked for. */
  asked: Asked[];
  /** Posts a form as Twilio does; with a signature given, with that one. */
  send(path: string, form: Record<string, string>, signature?: string): Promise<Response>;
  /** Twilio's signature of a form. */
  sign(path: string, form: Record<string, string>): string;
  /** Rows of a table. */
  count(table: string, where?: string): Promise<number>;
  run(sql: string): Promise<void>;
}

/** Call it at the top of a test file: it ends what it starts when the file is over. */
export async function startWithTwilio(env: Record<string, string> = {}): Promise<Carried> {
  const databaseUrl = await demoDatabase();
  const double = new TwilioDouble(authToken);
  const port = await freePort();
  await double.listen(port);
  const options = {
    databaseUrl,
    redisUrl: await testRedis(),
    port: await freePort(),
    // Recordings outlive a process that is killed.
    dataDir: mkdtempSync(join(tmpdir(), 'onecall-twilio-')),
    env: {
      ONECALL_SECRET: testSecret,
      TWILIO_ACCOUNT_SID: double.accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_NUMBER: '+8675512345',
      TWILIO_API_BASE: `http://127.0.0.1:${port}`,
      TWILIO_API_KEY: `SK${'0'.repeat(32)}`,
      TWILIO_API_SECRET: 'a-secret-for-access-tokens',
      TWILIO_TWIML_APP_SID: `AP${'0'.repeat(32)}`,
      ...env,
    },
  };
  const app = await startApp(options);
  double.appBase = app.base;
  afterAll(async () => {
    double.close();
    await carried.app.stop();
    rmSync(options.dataDir, { recursive: true, force: true });
    expect(double.faults).toEqual([]);
  });

  async function query(sql: string): Promise<pg.QueryResult<{ n: number }>> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return await client.query<{ n: number }>(sql);
    } finally {
      await client.end();
    }
  }
  const carried: Carried = {
    app,
    databaseUrl,
    double,
    async killAndStart() {
      await carried.app.kill();
      carried.app = await startApp(options);
    },
    asked: double.asked,
    sign: (path, form) => double.sign(`${app.base}${path}`, form),
    send: (path, form, signature) => double.post(`${app.base}${path}`, form, signature),
    async count(table, where = 'true') {
      const { rows } = await query(`SELECT count(*)::int AS n FROM "${table}" WHERE ${where}`);
      return rows[0]?.n ?? -1;
    },
    run: async (sql) => void (await query(sql)),
  };
  return carried;
}

/** The elements of an answer in TwiML. */
export const tags = (twiml: string, name: string) => [
  ...new DOMParser().parseFromString(twiml, 'text/xml').getElementsByTagName(name),
];
