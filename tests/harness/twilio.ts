// The server with Twilio as its carrier: its own library signs what comes in, a small double stands in for its REST API.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { DOMParser } from '@xmldom/xmldom';
import pg from 'pg';
import twilio from 'twilio';
import { afterAll } from 'vitest';
import { type App, freePort, startApp } from './app.ts';
import { testDatabase } from './database.ts';
import { testRedis } from './redis.ts';

const authToken = 'the-token-that-only-twilio-and-we-know';

export interface Carried {
  app: App;
  databaseUrl: string;
  /** While true the double takes requests and never answers. */
  isSilent: boolean;
  /** Kills the server without a word and starts it again on the same data, at the same address. */
  killAndStart(): Promise<void>;
  /** What the double was asked for. */
  asked: { path: string; body: URLSearchParams; at: number }[];
  /** Posts a form as Twilio does; with a signature given, with that one. */
  send(path: string, form: Record<string, string>, signature?: string): Promise<Response>;
  /** Twilio's signature of a form. */
  sign(path: string, form: Record<string, string>): string;
  /** Rows of a table. */
  count(table: string, where?: string): Promise<number>;
  run(sql: string): Promise<void>;
}

/** Call it at the top of a test file: it ends what it starts when the file is over. */
export async function startWithTwilio(): Promise<Carried> {
  const databaseUrl = await testDatabase();
  const asked: Carried['asked'] = [];
  const double = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = new URLSearchParams(Buffer.concat(chunks).toString());
      asked.push({ path: request.url ?? '', body, at: Date.now() });
      if (carried.isSilent) return;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ sid: `SM${asked.length}`, status: 'queued' }));
    });
  });
  const port = await freePort();
  double.listen(port, '127.0.0.1');
  await once(double, 'listening');
  const options = {
    databaseUrl,
    redisUrl: await testRedis(),
    port: await freePort(),
    env: {
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_NUMBER: '+8675512345',
      TWILIO_API_BASE: `http://127.0.0.1:${port}`,
      TWILIO_API_KEY: `SK${'0'.repeat(32)}`,
      TWILIO_API_SECRET: 'a-secret-for-access-tokens',
      TWILIO_TWIML_APP_SID: `AP${'0'.repeat(32)}`,
    },
  };
  const app = await startApp(options);
  afterAll(async () => {
    await carried.app.stop();
    double.closeAllConnections();
    double.close();
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
  const sign: Carried['sign'] = (path, form) =>
    twilio.getExpectedTwilioSignature(authToken, `${app.base}${path}`, form);
  const carried: Carried = {
    app,
    databaseUrl,
    isSilent: false,
    async killAndStart() {
      await carried.app.kill();
      carried.app = await startApp(options);
    },
    asked,
    sign,
    send: (path, form, signature = sign(path, form)) =>
      fetch(`${app.base}${path}`, {
        method: 'POST',
        headers: { 'x-twilio-signature': signature },
        body: new URLSearchParams(form),
      }),
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
