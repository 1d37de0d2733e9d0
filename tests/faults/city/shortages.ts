// What a house runs short of while people go on: room on the disk of Postgres, room for files, an answer in time, memory
// of Redis, the right time. Each returns what was said meanwhile; whether anything was lost is judged afterwards.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { chatSessionSchema, sentSchema } from '../../../server/intake/contract.ts';
import { failureSchema } from '../../../server/platform/contract.ts';
import type { ShiftedClock } from '../../harness/shifted-clock.ts';
import type { House } from './house.ts';
import { ask, type Load } from './load.ts';

const patienceMs = 60_000;
const askWithinMs = 40_000;
/** Random characters: Postgres finds nothing to press together, and a page is soon full. */
const bulk = (): string =>
  String.fromCodePoint(...Array.from({ length: 1_900 }, () => randomInt(0x4e00, 0x9fa5)));

/** Where it happens, and to whom. */
export interface Scene {
  house: House;
  load: Load;
}

interface Said {
  status: number;
  code: string | undefined;
  message: string | undefined;
  ms: number;
}

/** Somebody who writes one message after the other, and says each again under its id until it is taken. */
class Writer {
  readonly #house: House;
  readonly #load: Load;
  readonly #token: string;
  #conversationId = '';

  private constructor({ house, load }: Scene, token: string) {
    this.#house = house;
    this.#load = load;
    this.#token = token;
  }

  /** Somebody who has said a first word. */
  static async open(scene: Scene): Promise<Writer> {
    const { answer, said } = await ask(`${scene.house.base}/api/chat/session`, askWithinMs, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ browserId: randomUUID(), lang: 'zh' }),
    });
    if (!answer?.ok) throw new Error(`nobody is let in: ${answer?.status}`);
    const writer = new Writer(scene, chatSessionSchema.parse(said).token);
    await insist(writer, randomUUID());
    return writer;
  }

  async say(id: string, lang = 'zh'): Promise<Said> {
    const { answer, ...rest } = await this.#ask('/api/chat/messages', lang, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, text: bulk() }),
    });
    const before = this.#load.unordered.find((one) => one.id === id);
    const one = before ?? { id, from: this.#token, isAcknowledged: false };
    if (!before) this.#load.unordered.push(one);
    if (rest.status === 200) {
      one.isAcknowledged = true;
      this.#conversationId = sentSchema.parse(answer).message.conversationId;
    }
    return rest;
  }

  async attach(lang = 'zh'): Promise<Said> {
    const path = `/api/chat/conversations/${this.#conversationId}/files`;
    const form = new FormData();
    form.set('file', new Blob([bulk(), bulk()]), 'note.txt');
    const { answer: _, ...said } = await this.#ask(path, lang, { body: form });
    return said;
  }

  async #ask(
    path: string,
    lang: string,
    { headers, body }: { headers?: Record<string, string>; body: string | FormData },
  ): Promise<Said & { answer: unknown }> {
    const since = performance.now();
    const { answer, said } = await ask(this.#house.base + path, askWithinMs, {
      method: 'POST',
      headers: { ...headers, authorization: `Citizen ${this.#token}`, 'accept-language': lang },
      body,
    });
    const failure = failureSchema.safeParse(said).data?.error;
    const { code, message } = failure ?? {};
    return { status: answer?.status ?? 0, code, message, ms: performance.now() - since, answer: said };
  }
}

const readySchema = z.object({ ready: z.boolean(), why: z.array(z.string()) });

async function readiness(house: House): Promise<z.infer<typeof readySchema> | undefined> {
  return readySchema.safeParse((await ask(`${house.base}/ready`, askWithinMs)).said).data;
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await pause(150)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what}: not within ${patienceMs} ms`);
}

const whenReady = (house: House): Promise<true> =>
  until('ready', async () => ((await readiness(house))?.ready ? true : undefined));

const whenTold = (house: House, reason: RegExp): Promise<string> =>
  until(`ready says ${reason}`, async () => (await readiness(house))?.why.find((one) => reason.test(one)));

/** Says it again until it is taken. @returns how often it was refused */
async function insist(writer: Writer, id: string): Promise<number> {
  let refused = 0;
  await until('acknowledged', async () => {
    const { status } = await writer.say(id);
    if (status !== 200) refused += 1;
    return status === 200 ? true : undefined;
  });
  return refused;
}

export interface Told {
  /** The code of `/ready`. */
  why: string;
  /** Codes and texts of the first refusal, in both languages. */
  code: string | undefined;
  zh: string | undefined;
  en: string | undefined;
}

/** No room on the disk of Postgres: what is refused says so, and goes through when there is room again. */
export async function fillDatabase(scene: Scene, forMs: number): Promise<Told> {
  const { house } = scene;
  const writer = await Writer.open(scene);
  house.disks.database.fill();
  try {
    const id = randomUUID();
    let next = id;
    const zh = await until('a refusal', async () => {
      const said = await writer.say(next);
      if (said.code === 'no_room') return said;
      next = randomUUID();
      return undefined;
    });
    const en = await writer.say(next, 'en');
    const why = await whenTold(house, /^database/);
    await pause(forMs);
    house.disks.database.makeRoom();
    await insist(writer, next);
    await whenReady(house);
    return { why, code: zh.code, zh: zh.message, en: en.message };
  } finally {
    house.disks.database.makeRoom();
  }
}

/** No room for files: who sends one is told; everything else goes on. */
export async function fillFiles(scene: Scene, forMs: number): Promise<Told & { saidMeanwhile: number }> {
  const { house } = scene;
  const writer = await Writer.open(scene);
  house.disks.files.fill();
  try {
    const [zh, en] = [await writer.attach(), await writer.attach('en')];
    const why = await whenTold(house, /^files/);
    const { status } = await writer.say(randomUUID());
    await pause(forMs);
    house.disks.files.makeRoom();
    await until('the file is taken', async () => ((await writer.attach()).status === 200 ? true : undefined));
    await whenReady(house);
    return { why, code: zh.code, zh: zh.message, en: en.message, saidMeanwhile: status };
  } finally {
    house.disks.files.makeRoom();
  }
}

/** Postgres takes seconds for everything: everybody gets an answer, or is told not now, in time. */
export async function slowDatabase(
  scene: Scene,
  forMs: number,
  delayMs: number,
): Promise<{ why: string; answers: Record<string, number>; slowestMs: number }> {
  const { house } = scene;
  const writers = [];
  for (let count = 0; count < 4; count += 1)
    writers.push({ writer: await Writer.open(scene), id: randomUUID() });
  house.wires.postgres.delayMs = delayMs;
  try {
    // The same message twice is one message, however late the first one was.
    const asked = writers.flatMap(({ writer, id }) => [writer.say(id), writer.say(id)]);
    const why = await whenTold(house, /^database/);
    await pause(forMs);
    const said = await Promise.all(asked);
    house.wires.postgres.delayMs = 0;
    for (const { writer, id } of writers) await insist(writer, id);
    await whenReady(house);
    const answers: Record<string, number> = {};
    for (const { status, code } of said) {
      const name = `${status} ${code ?? ''}`.trim();
      answers[name] = (answers[name] ?? 0) + 1;
    }
    return { why, answers, slowestMs: Math.max(...said.map(({ ms }) => ms)) };
  } finally {
    house.wires.postgres.delayMs = 0;
  }
}

/** Redis may hold nothing more: what lies in Postgres goes on being taken, and finds its way when there is memory. */
export async function fillRedis(scene: Scene, forMs: number): Promise<{ why: string; saidMeanwhile: Said }> {
  const { house } = scene;
  const writer = await Writer.open(scene);
  await house.onRedis((redis) => redis.config('SET', 'maxmemory', '1mb'));
  try {
    const why = await whenTold(house, /^redis/);
    const saidMeanwhile = await writer.say(randomUUID());
    await pause(forMs);
    return { why, saidMeanwhile };
  } finally {
    await house.onRedis((redis) => redis.config('SET', 'maxmemory', '0'));
    await whenReady(house);
  }
}

/** The machines' clock jumps an hour ahead, then an hour behind. @returns the jumps as a process saw them, in seconds */
export async function jumpClock({ house }: Scene, clock: ShiftedClock, forMs: number): Promise<number[]> {
  const seen: number[] = [];
  try {
    for (const seconds of [3_600, -3_600]) {
      clock.shift(seconds);
      seen.push(
        await until(`a clock ${seconds} s off`, async () => {
          const ahead = await wallAhead(house);
          return Math.abs(ahead - seconds) < 60 ? ahead : undefined;
        }),
      );
      await pause(forMs);
    }
  } finally {
    clock.shift(0);
  }
  await until('the true time', async () => (Math.abs(await wallAhead(house)) < 60 ? true : undefined));
  return seen;
}

/** So far ahead of the machines' clocks. */
export const databaseJumpS = 7_200;

/**
 * The clock of Postgres' machine jumps two hours ahead, and back: all processes go with it, and with each other.
 * @returns how far ahead of their machines a process saw the house; what somebody was told who wrote meanwhile
 */
export async function jumpDatabase(
  scene: Scene,
  clock: ShiftedClock,
  forMs: number,
): Promise<{ seen: number[]; said: string[] }> {
  const { house } = scene;
  const writer = await Writer.open(scene);
  const seen: number[] = [];
  const said = new Set<string>();
  try {
    for (const seconds of [databaseJumpS, 0]) {
      clock.shift(seconds);
      seen.push(
        await until(`a house ${seconds} s ahead`, async () => {
          const { status, code } = await writer.say(randomUUID());
          said.add(`${status} ${code ?? ''}`.trim());
          const ahead = -(await wallAhead(house));
          return Math.abs(ahead - seconds) < 60 ? ahead : undefined;
        }),
      );
      for (const end = performance.now() + forMs; performance.now() < end; await pause(200)) {
        const { status, code } = await writer.say(randomUUID());
        said.add(`${status} ${code ?? ''}`.trim());
      }
    }
  } finally {
    clock.shift(0);
  }
  await whenReady(house);
  return { seen, said: [...said] };
}

/** Settings of a Postgres in which commits take long enough to be caught at it. */
export const slowCommits = { commit_delay: '20000', commit_siblings: '0' };

const pidRow = z.object({ pid: z.number() });
const committing = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND state = 'active'
  AND query ~* '^commit' AND pid <> pg_backend_pid() LIMIT 1`;

/**
 * Postgres ends in the middle of a commit, as often: a session that is at it panics (`SIGABRT`, all others are thrown out
 * and what was written is recovered), is killed, or the server itself is.
 * @returns how often of each
 */
export async function breakCommits(scene: Scene, times: number): Promise<Record<string, number>> {
  const { house } = scene;
  const done: Record<string, number> = {};
  for (let time = 0; time < times; time += 1) {
    const how = (['panic', 'session', 'server'] as const)[time % 3] ?? 'panic';
    await until('a commit', () => breakOne(house, how));
    done[how] = (done[how] ?? 0) + 1;
    await until('Postgres answers', () => answers(house));
    await whenReady(house);
  }
  return done;
}

async function breakOne(house: House, how: 'panic' | 'session' | 'server'): Promise<true | undefined> {
  const client = new pg.Client({ connectionString: house.databaseUrl() });
  client.on('error', () => undefined);
  // Whoever is connected is thrown out with the session.
  const isOut = new Promise((resolve) => client.once('end', resolve));
  try {
    await client.connect();
    for (let looks = 0; looks < 2_000; looks += 1) {
      const [found] = z.array(pidRow).parse((await client.query(committing)).rows);
      if (!found) continue;
      if (how === 'server') house.killPostgres();
      else process.kill(found.pid, how === 'panic' ? 'SIGABRT' : 'SIGKILL');
      await isOut;
      return true;
    }
  } catch {
    // Still on its way back.
  } finally {
    await client.end().catch(() => undefined);
  }
  return undefined;
}

async function answers(house: House): Promise<true | undefined> {
  const client = new pg.Client({ connectionString: house.databaseUrl() });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function wallAhead(house: House): Promise<number> {
  const [{ port } = { port: 0 }] = house.processes.values();
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^onecall_wall_clock_ahead_seconds (\S+)/m.exec(text)?.[1]);
}
