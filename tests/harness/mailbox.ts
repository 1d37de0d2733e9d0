// A mailbox of the city: Dovecot, another hand's IMAP server, holds it; a mail server takes what we send.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import type { ParsedMail } from 'mailparser';
import { aptInstall, canInstall } from '../../scripts/bootstrap/apt.mjs';
import { findProgram } from '../../scripts/bootstrap/commands.mjs';
import { TestMailServer } from './mail-server.ts';
import { freePort } from './ports.ts';

const program = () => findProgram(['dovecot']) ?? findProgram(['/usr/sbin/dovecot']);
const password = 'letters-of-this-run';

/** @returns why there can be no mailbox here; undefined when there can */
export async function whyNoMailbox(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'Dovecot is started as root only';
  if (program()) return undefined;
  if (!canInstall()) return 'Dovecot is not installed, and only root on Debian or Ubuntu can install it';
  try {
    // Runlevel 1: the package must not start a service of its own.
    process.env.RUNLEVEL = '1';
    await aptInstall(['dovecot-imapd'], join(tmpdir(), 'onecall-dovecot-apt.log'));
  } catch (error) {
    return `Dovecot cannot be installed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    delete process.env.RUNLEVEL;
  }
  return program() ? undefined : 'the package dovecot-imapd brought no dovecot';
}

export class TestMailbox {
  readonly env: Record<string, string>;
  readonly #client: ImapFlow;
  readonly #dovecot: ChildProcess;
  readonly smtp: TestMailServer;
  readonly #folder: string;

  private constructor(parts: {
    client: ImapFlow;
    dovecot: ChildProcess;
    folder: string;
    imapPort: number;
    smtp: TestMailServer;
  }) {
    this.#client = parts.client;
    this.#dovecot = parts.dovecot;
    this.#folder = parts.folder;
    this.env = {
      MAIL_IMAP: `imap://city:${password}@127.0.0.1:${parts.imapPort}`,
      MAIL_SMTP: parts.smtp.url,
      MAIL_FROM: '一号通 <city@12345.example>',
    };
    this.smtp = parts.smtp;
  }

  /** What the mail server has taken from us. */
  get sent(): ParsedMail[] {
    return this.smtp.sent;
  }

  static async open(): Promise<TestMailbox> {
    const folder = mkdtempSync(join(tmpdir(), 'onecall-mailbox-'));
    const imapPort = await freePort();
    const smtp = await TestMailServer.open();
    const mail = join(folder, 'mail');
    mkdirSync(mail, { mode: 0o777 });
    const config = join(folder, 'dovecot.conf');
    writeFileSync(join(folder, 'users'), `city:{PLAIN}${password}:8:8::${mail}::\n`);
    writeFileSync(
      config,
      `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${mail}/Maildir
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = passwd-file
  args = ${folder}/users
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
namespace inbox {
  inbox = yes
}
`,
    );
    // Whoever reads mail has another account than the one that starts the server.
    for (const path of [mail, folder]) chmodSync(path, 0o777);
    const found = program();
    if (!found) throw new Error('no dovecot');
    const dovecot = spawn(found, ['-F', '-c', config], { stdio: 'inherit' });
    await answers(imapPort);
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: imapPort,
      secure: false,
      auth: { user: 'city', pass: password },
      logger: false,
    });
    await client.connect();
    return new TestMailbox({ client, dovecot, folder, imapPort, smtp });
  }

  /** Puts a letter into the mailbox, as the city's mail server does. */
  async bring(source: string): Promise<void> {
    await this.#client.append('INBOX', Buffer.from(source.replaceAll('\n', '\r\n')));
  }

  async count(folder: string): Promise<number> {
    const status = await this.#client.status(folder, { messages: true });
    return status ? (status.messages ?? 0) : 0;
  }

  async close(): Promise<void> {
    await this.#client.logout().catch(() => undefined);
    this.smtp.close();
    if (this.#dovecot.exitCode === null) {
      const ended = once(this.#dovecot, 'exit');
      this.#dovecot.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isThere) return;
    await pause(50);
  }
  throw new Error('dovecot did not start');
}
