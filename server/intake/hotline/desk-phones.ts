// Desk telephones of the staff: the account that each registers with, and whether calls ring there.
import { randomInt } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Binding, type DigestAlgorithm, passwordHash } from '../../../ivr/sip/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { SipConfig } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { DeskPhoneView, NewDeskPassword } from './contract.ts';

/** Without what is mistaken for something else: it is typed on a telephone. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const passwordLength = 16;

const bindingSchema = z.object({
  uri: z.string(),
  flow: z.object({ protocol: z.enum(['udp', 'tcp']), address: z.string(), port: z.number().int() }),
});
/** Where a telephone is rung. */
export type DeskContact = z.infer<typeof bindingSchema>;

const keyOf = (account: string): string => `{sip}:phone:${account}`;

export class DeskPhones {
  readonly #database: Database;
  readonly #redis: Redis;
  readonly #config: SipConfig | undefined;

  constructor({ database, redis, sip }: { database: Database; redis: Redis; sip: SipConfig | undefined }) {
    this.#database = database;
    this.#redis = redis;
    this.#config = sip;
  }

  async view(actor: Actor): Promise<DeskPhoneView> {
    const config = this.#config;
    const row = config && (await this.#database.read.deskPhone.findUnique({ where: { userId: actor.id } }));
    return {
      isOffered: config !== undefined,
      account: row?.account ?? null,
      domain: config?.domain ?? null,
      servers: config?.listen.map(({ protocol, host, port }) => `${protocol}:${host}:${port}`) ?? [],
      isRegistered: row ? (await this.contacts(row.account)).length > 0 : false,
      isChosen: row?.isChosen ?? false,
    };
  }

  /** A new password, told once. A telephone with the old one is out when it registers next. */
  async makePassword(actor: Actor, ip: string): Promise<NewDeskPassword> {
    const realm = this.#config?.domain;
    if (realm === undefined) throw new AppError('not_configured');
    const password = Array.from({ length: passwordLength }, () => letters[randomInt(letters.length)]).join(
      '',
    );
    return this.#database.change(async ({ tx }) => {
      const { username: account } = await tx.user.findUniqueOrThrow({ where: { id: actor.id } });
      const credentials = { user: account, password };
      const kept = {
        account,
        realm,
        md5: passwordHash('MD5', credentials, realm),
        sha256: passwordHash('SHA-256', credentials, realm),
        changedAt: new Date(),
      };
      await tx.deskPhone.upsert({
        where: { userId: actor.id },
        create: { userId: actor.id, ...kept },
        update: kept,
      });
      await audit(tx, {
        actorId: actor.id,
        action: 'desk_phone_password',
        subjectType: 'user',
        subjectId: actor.id,
        ip,
      });
      return { account, password };
    });
  }

  /** Calls ring on the desk telephone, or in the browser. @throws AppError `not_found` before there is an account */
  async choose(actor: Actor, isChosen: boolean): Promise<void> {
    const { count } = await this.#database.read.deskPhone.updateMany({
      where: { userId: actor.id },
      data: { isChosen },
    });
    if (count === 0) throw new AppError('not_found');
  }

  /** What is kept in place of the password of an account that may be used. */
  async passwordHash(account: string, algorithm: DigestAlgorithm): Promise<string | undefined> {
    const row = await this.#database.read.deskPhone.findUnique({
      where: { account, realm: this.#config?.domain ?? '', user: { isActive: true } },
    });
    return (algorithm === 'MD5' ? row?.md5 : row?.sha256) ?? undefined;
  }

  /** The telephones on which this person's calls ring; none: the browser rings. */
  async ringingAt(userId: string): Promise<DeskContact[]> {
    if (!this.#config) return [];
    const row = await this.#database.read.deskPhone.findUnique({ where: { userId } });
    return row?.isChosen ? this.contacts(row.account) : [];
  }

  /** Known to every process, and past a restart of the one that a telephone registered with. */
  async noteContacts(account: string, bindings: readonly Binding[]): Promise<void> {
    const until = Math.max(0, ...bindings.map(({ expiresAt }) => expiresAt));
    const contacts = bindings.map(({ uri, flow }) => ({ uri, flow }));
    if (contacts.length === 0) await this.#redis.del(keyOf(account));
    else await this.#redis.set(keyOf(account), JSON.stringify(contacts), 'PXAT', until);
  }

  async contacts(account: string): Promise<DeskContact[]> {
    const text = await this.#redis.get(keyOf(account));
    return text === null ? [] : z.array(bindingSchema).parse(JSON.parse(text));
  }
}
