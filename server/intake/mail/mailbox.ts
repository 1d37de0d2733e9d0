// Reads the mailbox: whatever lies in its folder is not taken yet; what is taken is moved away after the commit. A flag
// would not do: whoever opens the mailbox with a mail program marks letters as read.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { isThisMachine, type MailConfig } from '../../platform/mail-settings.ts';
import type { Letters } from './incoming.ts';
import { readLetter } from './letter.ts';

/** Folders that are made in the mailbox. */
const takenFolder = 'OneCall';
const troubleFolder = 'OneCall-unreadable';

const leaseS = 90;
/** A server that tells nothing by itself is asked so often. */
const lookEveryMs = 20_000;
const againAfterMs = 10_000;
/** Octets of a letter; longer ones are read that far, and lose what is cut. */
const mostBytes = 30 * 1024 * 1024;
/** A letter that fails so often is set aside: it holds up no other. */
const mostAttempts = 5;

export class Mailbox {
  readonly #config: MailConfig;
  readonly #database: Database;
  readonly #letters: Letters;
  readonly #log: Log;
  readonly #holder = randomUUID();
  readonly #failed = new Map<number, number>();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #isUp = false;

  constructor(deps: { config: MailConfig; database: Database; letters: Letters; log: Log }) {
    this.#config = deps.config;
    this.#database = deps.database;
    this.#letters = deps.letters;
    this.#log = deps.log;
  }

  /** Whether this process reads the mailbox now. */
  get isUp(): boolean {
    return this.#isUp;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Finishes the letter in hand. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        if (await this.#lease()) await this.#read();
      } catch (error) {
        if (!this.#stop.signal.aborted) this.#log.warn({ err: error }, 'the mailbox cannot be read now');
      }
      this.#isUp = false;
      await this.#wait(againAfterMs);
    }
    await this.#database.sql.run('DELETE FROM "MailReader" WHERE mailbox = $1 AND holder = $2', [
      this.#name,
      this.#holder,
    ]);
  }

  /** One process at a time has the mailbox; whoever had it and died has it no longer after the lease. */
  async #lease(): Promise<boolean> {
    const held = await this.#database.sql.run(
      `INSERT INTO "MailReader" (mailbox, holder, "leasedUntil") VALUES ($1, $2, now() + interval '${leaseS} s')
       ON CONFLICT (mailbox) DO UPDATE SET holder = excluded.holder, "leasedUntil" = excluded."leasedUntil"
       WHERE "MailReader".holder = excluded.holder OR "MailReader"."leasedUntil" < now()`,
      [this.#name, this.#holder],
    );
    return held > 0;
  }

  get #name(): string {
    const { user, host, folder } = this.#config.imap;
    return `${user}@${host}/${folder}`;
  }

  async #read(): Promise<void> {
    const { host, port, isSecure, user, password, folder } = this.#config.imap;
    const client = new ImapFlow({
      host,
      port,
      secure: isSecure,
      ...(isSecure || isThisMachine(host) ? {} : { doSTARTTLS: true }),
      auth: { user, pass: password },
      logger: false,
    });
    // Without a listener a broken line would end the process; the command in hand fails with it anyway.
    client.on('error', (error: Error) => this.#log.warn({ err: error }, 'the line to the mailbox broke'));
    let news: (() => void) | undefined;
    client.on('exists', () => news?.());
    await client.connect();
    try {
      for (const path of [takenFolder, troubleFolder]) await client.mailboxCreate(path);
      await client.mailboxOpen(folder);
      this.#isUp = true;
      while (!this.#stop.signal.aborted && client.usable && (await this.#lease())) {
        let hasNews = false;
        const told = new Promise<void>((resolve) => {
          news = () => {
            hasNews = true;
            resolve();
          };
        });
        await this.#takeAll(client);
        if (hasNews) continue;
        // Ends with the next command; a server without IDLE is asked again after the wait.
        const idling = client.idle();
        await Promise.race([told, this.#wait(lookEveryMs)]);
        await Promise.all([client.noop(), idling]);
      }
    } finally {
      this.#isUp = false;
      await client.logout().catch(() => client.close());
    }
  }

  async #takeAll(client: ImapFlow): Promise<void> {
    const uids = (await client.search({ all: true }, { uid: true })) || [];
    for (const uid of uids) {
      if (this.#stop.signal.aborted || !(await this.#lease())) return;
      await this.#takeOne(client, uid);
    }
  }

  async #takeOne(client: ImapFlow, uid: number): Promise<void> {
    const message = await client.fetchOne(
      String(uid),
      { source: { start: 0, maxLength: mostBytes } },
      { uid: true },
    );
    const source = message ? message.source : undefined;
    if (!source) return;
    try {
      await this.#letters.take(await readLetter(source, this.#config.from.address));
    } catch (error) {
      const attempts = (this.#failed.get(uid) ?? 0) + 1;
      this.#failed.set(uid, attempts);
      this.#log.error({ err: error, uid, attempts }, 'a letter could not be taken');
      if (attempts < mostAttempts) return;
      await this.#move(client, uid, troubleFolder);
      return;
    }
    await this.#move(client, uid, takenFolder);
  }

  async #move(client: ImapFlow, uid: number, folder: string): Promise<void> {
    await client.messageMove(String(uid), folder, { uid: true });
    this.#failed.delete(uid);
  }

  async #wait(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
