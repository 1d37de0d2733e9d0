// Sign-in, sessions and API keys. Only hashes are stored: a stolen database opens no door.
import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Prisma } from '#database';
import { type Role, roleSchema } from '../contract.ts';
import type { Database, Tx } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Actor } from './actor.ts';
import { Devices } from './devices.ts';
import { Lockout } from './lockout.ts';
import { Passkeys } from './passkeys.ts';
import { SecondFactor } from './second-factor.ts';
import type { Secrets } from './secret.ts';

export const sessionHours = 12;

/** A page asks many things at once: for this long an answer holds. A revoked session ends elsewhere within it. */
const recentMs = 3_000;
const recentLimit = 5_000;

/** Argon2id with the OWASP parameters (19 MiB, 2 passes, 1 lane). */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export async function hashPassword(password: string): Promise<string> {
  return hash(password, argon);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Compared against when the user name is unknown, so that the answer takes as long. */
const nobody = hashPassword(randomBytes(16).toString('hex'));

type Row = {
  id: string;
  username: string;
  nameZh: string;
  nameEn: string;
  roles: string[];
  departmentCode: string | null;
  locale: string;
  passwordUntil?: Date | null;
};

function actorFrom(row: Row, credential: string): Actor {
  return {
    id: row.id,
    username: row.username,
    name: { zh: row.nameZh, en: row.nameEn },
    roles: row.roles.map((role) => roleSchema.parse(role)),
    departmentCode: row.departmentCode,
    locale: row.locale === 'en' ? 'en' : 'zh',
    credential,
    ...(row.passwordUntil && { mustChangePassword: true }),
  };
}

/** Somebody of ours in whose name work is done that they began before; undefined once the account is closed. */
export async function readActor({ read }: Database, id: string): Promise<Actor | undefined> {
  const user = await read.user.findUnique({ where: { id } });
  return user?.isActive ? actorFrom(user, '') : undefined;
}

/** What an identity provider answers for. */
export interface Provided {
  provider: string;
  issuer: string;
  subject: string;
  /** The provider's own session, where it names one. */
  sid: string | null;
  idToken: string;
  /** It took a second factor that counts here. */
  hadFactor: boolean;
}

interface Origin {
  ip: string;
  userAgent: string;
  device?: string | undefined;
}
interface SignedIn {
  token: string;
  actor: Actor;
  by: 'password' | 'code' | 'recovery';
}

/** What a provider's word is sealed for in a session. */
const sealedFor = (tokenHash: string): string => `id-token:${tokenHash}`;

/** When a session was last used is written this often at most. */
const usedEveryMs = 60_000;

/** @returns the credentials of the sessions that ended */
async function removeSessions(tx: Tx, where: Prisma.SessionWhereInput): Promise<string[]> {
  const found = await tx.session.findMany({ where, select: { tokenHash: true } });
  const credentials = found.map(({ tokenHash }) => tokenHash);
  await tx.session.deleteMany({ where: { tokenHash: { in: credentials } } });
  return credentials;
}

export class Sessions {
  readonly lockout: Lockout;
  readonly secondFactor: SecondFactor;
  readonly passkeys: Passkeys;
  readonly devices: Devices;
  readonly #database: Database;
  readonly #secrets: Secrets;
  readonly #recent = new Map<string, { actor: Actor; until: number }>();
  #required: { roles: readonly Role[]; until: number } = { roles: [], until: 0 };

  constructor(database: Database, secrets: Secrets, publicUrl: string) {
    this.#database = database;
    this.#secrets = secrets;
    this.passkeys = new Passkeys(database, publicUrl);
    this.lockout = new Lockout(database);
    this.devices = new Devices(secrets);
    this.secondFactor = new SecondFactor(database, secrets);
  }

  /**
   * @param code of the second factor, where somebody has one
   * @throws AppError `wrong_credentials`, the same for an unknown name, a wrong password and a closed account;
   * `second_factor_required` (details: `code`, `passkey`: what they have), `wrong_code`; `locked_out` (details: `until`) after too many of these
   */
  async signIn(username: string, password: string, origin: Origin, code?: string): Promise<SignedIn> {
    const now = new Date();
    const who = { username, ip: origin.ip, known: this.devices.known(origin.device, username) };
    await this.lockout.demandOpen(who, now);
    const fail = (wrong: 'wrong_credentials' | 'wrong_code'): Promise<never> =>
      this.lockout.refuse(who, now, wrong);
    const user = await this.#database.read.user.findUnique({ where: { username } });
    const matches = await verify(user?.passwordHash ?? (await nobody), password);
    if (!user?.isActive || !matches) return fail('wrong_credentials');
    const isExpired = user.passwordUntil !== null && user.passwordUntil <= now;
    const has = await this.guardsOf(user.id);
    const isGuarded = has.code || has.passkey;
    if (isExpired || isGuarded) {
      // Either answer says that the password was right.
      await this.lockout.admit(who, now);
      if (isExpired) throw new AppError('password_expired');
      if (!code) throw new AppError('second_factor_required', has);
    }
    const by = isGuarded
      ? ((await this.secondFactor.take(user.id, code ?? '', now)) ?? (await fail('wrong_code')))
      : 'password';
    await this.lockout.admitAndForget(who, now);
    return { ...(await this.#open(user, origin, now)), by };
  }

  /**
   * Signs in with a passkey, which is both factors: it is there, and it knew its owner's finger, face or number. Wrong
   * passwords of others do not shut this door. @throws AppError `wrong_passkey`
   */
  async signInByPasskey(
    proof: Parameters<Passkeys['take']>[0],
    origin: { ip: string; userAgent: string },
  ): Promise<{ token: string; actor: Actor }> {
    const now = new Date();
    const userId = await this.passkeys.take(proof, now);
    const user = await this.#database.read.user.findUnique({ where: { id: userId } });
    if (!user?.isActive) throw new AppError('wrong_passkey');
    return this.#open(user, origin, now);
  }

  /**
   * Opens a session for somebody whom an identity provider has made known. A password that was given to them and never
   * changed does not matter then. @throws AppError `account_closed`
   */
  async openProvided(
    userId: string,
    provided: Provided,
    origin: { ip: string; userAgent: string },
  ): Promise<{ token: string; actor: Actor }> {
    const user = await this.#database.read.user.findUnique({ where: { id: userId } });
    if (!user?.isActive) throw new AppError('account_closed');
    return this.#open({ ...user, passwordUntil: null }, origin, new Date(), provided);
  }

  /** The provider that answers for a session, with its word; undefined where none does. */
  async providedOf(tokenHash: string): Promise<Provided | undefined> {
    const row = await this.#database.read.providedSession.findUnique({ where: { tokenHash } });
    if (!row) return undefined;
    return { ...row, idToken: this.#secrets.unseal(row.idToken, sealedFor(tokenHash)) };
  }

  /**
   * Ends what a provider says is over: one session of its own, or all of a person.
   * @returns whose they were, with their credentials
   */
  async endProvided({
    userId,
    ...where
  }: {
    issuer: string;
    subject?: string;
    sid?: string;
    userId?: string;
  }) {
    const rows = await this.#database.read.session.findMany({
      where: { provided: { is: where }, ...(userId !== undefined && { userId }) },
      select: { id: true, userId: true },
    });
    const ended: { userId: string; credential: string }[] = [];
    for (const { id, userId } of rows) {
      for (const credential of await this.end(userId, { id })) ended.push({ userId, credential });
    }
    return ended;
  }

  /** What somebody has beside a password. */
  async guardsOf(userId: string): Promise<{ code: boolean; passkey: boolean }> {
    const [code, passkeys] = await Promise.all([
      this.secondFactor.isOn(userId),
      this.#database.read.passkey.count({ where: { userId } }),
    ]);
    return { code, passkey: passkeys > 0 };
  }

  /** Whether somebody has a second factor of any kind. */
  async isGuarded(userId: string): Promise<boolean> {
    const has = await this.guardsOf(userId);
    return has.code || has.passkey;
  }

  async #open(
    user: Row,
    origin: { ip: string; userAgent: string },
    now: Date,
    provided?: Provided,
  ): Promise<{ token: string; actor: Actor }> {
    const token = randomBytes(32).toString('base64url');
    const tokenHash = sha256(token);
    const expiresAt = new Date(now.getTime() + sessionHours * 3_600_000);
    await this.#database.read.session.create({
      data: {
        tokenHash,
        userId: user.id,
        expiresAt,
        ip: origin.ip,
        userAgent: origin.userAgent.slice(0, 300),
        ...(provided && {
          provided: {
            create: {
              ...provided,
              idToken: this.#secrets.seal(provided.idToken, sealedFor(tokenHash)),
            },
          },
        }),
      },
    });
    return { token, actor: await this.#limited(actorFrom(user, tokenHash), provided?.hadFactor) };
  }

  /** Whether this is somebody's password; wrong ones count as at the door. @throws as signing in */
  async demandPassword(actor: Actor, password: string, ip: string): Promise<void> {
    const now = new Date();
    const who = { username: actor.username, ip, known: `inside:${actor.id}` };
    await this.lockout.demandOpen(who, now);
    const user = await this.#database.read.user.findUnique({ where: { id: actor.id } });
    // Not `wrong_credentials`: the session itself is good.
    if (!user || !(await verify(user.passwordHash, password)))
      return this.lockout.refuse(who, now, 'wrong_password');
    await this.lockout.admit(who, now);
  }

  /**
   * Nobody has a role before they have what it wants: a password of their own, then a second factor.
   * @param hadFactor a provider has asked for one that counts
   */
  async #limited(actor: Actor, hadFactor = false): Promise<Actor> {
    if (this.#required.until < performance.now()) {
      this.#required = {
        roles: await this.secondFactor.requiredRoles(),
        until: performance.now() + recentMs,
      };
    }
    if (actor.mustChangePassword) return { ...actor, roles: [] };
    const { roles } = this.#required;
    if (hadFactor || !actor.roles.some((role) => roles.includes(role)) || (await this.isGuarded(actor.id)))
      return actor;
    return { ...actor, roles: [], mustEnrol: true };
  }

  /** Somebody in whose sight work is done while they are away; undefined once the account is closed. */
  async absent(userId: string): Promise<Actor | undefined> {
    const actor = await readActor(this.#database, userId);
    if (!actor) return undefined;
    const { externalIdentity } = this.#database.read;
    const identities = await externalIdentity.count({ where: { userId, hadFactor: true } });
    return this.#limited(actor, identities > 0);
  }

  /** Somebody's open sessions, the latest used first. */
  async ofUser(userId: string) {
    return this.#database.read.session.findMany({
      where: { userId, expiresAt: { gt: new Date() } },
      orderBy: { lastUsedAt: 'desc' },
      take: 100,
    });
  }

  /** Ends sessions of somebody: one, all but one, or all. @returns the credentials that were theirs */
  async end(userId: string, which: { id?: string; except?: string } = {}): Promise<string[]> {
    const { id, except } = which;
    const where = {
      userId,
      ...(id === undefined ? {} : { id }),
      ...(except === undefined ? {} : { tokenHash: { not: except } }),
    };
    const rows = await this.#database.change(({ tx }) => removeSessions(tx, where));
    this.forget((actor) => rows.includes(actor.credential));
    return rows;
  }

  /**
   * Gives somebody a new password and ends their other sessions. `note` is written with it.
   * @returns the credentials that were theirs
   */
  async changePassword(actor: Actor, password: string, note: (tx: Tx) => Promise<void>) {
    const passwordHash = await hashPassword(password);
    const rows = await this.#database.change(async ({ tx }) => {
      await tx.user.update({ where: { id: actor.id }, data: { passwordHash, passwordUntil: null } });
      await note(tx);
      return removeSessions(tx, { userId: actor.id, tokenHash: { not: actor.credential } });
    });
    this.forget(({ id }) => id === actor.id);
    return rows;
  }

  /** What is known of these people's sessions is asked anew. */
  forget(whose: (actor: Actor) => boolean): void {
    this.#required.until = 0;
    for (const [token, { actor }] of this.#recent) if (whose(actor)) this.#recent.delete(token);
  }

  /** The actor of a session cookie; undefined when it is unknown, expired or the account is closed. */
  async bySessionToken(token: string): Promise<Actor | undefined> {
    const known = this.#recent.get(token);
    if (known && known.until > performance.now()) return known.actor;
    const actor = await this.#readSession(token);
    if (this.#recent.size >= recentLimit) this.#recent.clear();
    if (actor) this.#recent.set(token, { actor, until: performance.now() + recentMs });
    else this.#recent.delete(token);
    return actor;
  }

  /** The same asked anew: a socket that is let in stays for hours. */
  async freshBySessionToken(token: string): Promise<Actor | undefined> {
    this.#recent.delete(token);
    this.#required.until = 0;
    return this.bySessionToken(token);
  }

  /** The open sessions of those who have one of these roles and no second factor. */
  async withoutFactor(roles: readonly Role[]): Promise<string[]> {
    const rows = await this.#database.read.session.findMany({
      where: {
        expiresAt: { gt: new Date() },
        OR: [{ provided: null }, { provided: { is: { hadFactor: false } } }],
        user: {
          roles: { hasSome: [...roles] },
          passkeys: { none: {} },
          OR: [{ secondFactor: null }, { secondFactor: { confirmedAt: null } }],
        },
      },
      select: { tokenHash: true },
    });
    return rows.map(({ tokenHash }) => tokenHash);
  }

  async #readSession(token: string): Promise<Actor | undefined> {
    const session = await this.#database.read.session.findUnique({
      where: { tokenHash: sha256(token) },
      include: { user: true, provided: { select: { hadFactor: true } } },
    });
    if (!session || session.expiresAt <= new Date() || !session.user.isActive) return undefined;
    const before = new Date(Date.now() - usedEveryMs);
    if (session.lastUsedAt < before) {
      await this.#database.read.session.updateMany({
        where: { tokenHash: session.tokenHash, lastUsedAt: { lt: before } },
        data: { lastUsedAt: new Date() },
      });
    }
    const { user, provided } = session;
    const known = provided ? { ...user, passwordUntil: null } : user;
    return this.#limited(actorFrom(known, session.tokenHash), provided?.hadFactor);
  }

  async signOut(actor: Actor): Promise<void> {
    this.forget(({ credential }) => credential === actor.credential);
    await this.#database.read.session.deleteMany({ where: { tokenHash: actor.credential } });
  }

  /** The actor of a bearer key; undefined when it is unknown or revoked. */
  async byApiKey(key: string): Promise<Actor | undefined> {
    const row = await this.#database.read.apiKey.findUnique({ where: { keyHash: sha256(key) } });
    if (!row || row.revokedAt) return undefined;
    return actorFrom(
      { ...row, username: `key:${row.prefix}`, nameZh: row.name, nameEn: row.name, locale: 'zh' },
      row.keyHash,
    );
  }

  /**
   * Makes an API key. It is shown to whoever made it and never stored; the same wish again is the same key.
   * @param input.commandId names the wish; by chance and with the caller alone
   * @returns `isNew` false: it was made before
   * @throws AppError `conflict` when that wish made another one, or one that is revoked
   */
  async createApiKey({
    commandId,
    ...input
  }: {
    commandId: string;
    name: string;
    roles: Actor['roles'];
    departmentCode: string | null;
    createdById: string;
  }) {
    const { id, octets } = this.#secrets.madeBy(input.createdById, commandId, 'api-key');
    const key = `oc_${octets.subarray(0, 30).toString('base64url')}`;
    const data = { id, ...input, roles: [...input.roles], keyHash: sha256(key), prefix: key.slice(0, 9) };
    const { count } = await this.#database.read.apiKey.createMany({ data: [data], skipDuplicates: true });
    const row = await this.#database.read.apiKey.findUniqueOrThrow({ where: { id } });
    const { name, roles, departmentCode } = input;
    const isSame =
      row.name === name && row.departmentCode === departmentCode && row.roles.join() === roles.join();
    if (!isSame || row.revokedAt !== null) throw new AppError('conflict');
    return { key, row, isNew: count > 0 };
  }
}
