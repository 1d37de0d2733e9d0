// Sign-in, sessions and API keys. Only hashes are stored: a stolen database opens no door.
import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { roleSchema } from '../contract.ts';
import type { Database } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Actor } from './actor.ts';

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
  };
}

/** Somebody of ours in whose name work is done that they began before; undefined once the account is closed. */
export async function readActor({ read }: Database, id: string): Promise<Actor | undefined> {
  const user = await read.user.findUnique({ where: { id } });
  return user?.isActive ? actorFrom(user, '') : undefined;
}

export class Sessions {
  readonly #database: Database;
  readonly #recent = new Map<string, { actor: Actor; until: number }>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws AppError `wrong_credentials`, the same for an unknown name, a wrong password and a closed account. */
  async signIn(
    username: string,
    password: string,
    origin: { ip: string; userAgent: string },
  ): Promise<{ token: string; actor: Actor }> {
    const user = await this.#database.read.user.findUnique({ where: { username } });
    const matches = await verify(user?.passwordHash ?? (await nobody), password);
    if (!user?.isActive || !matches) throw new AppError('wrong_credentials');
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + sessionHours * 3_600_000);
    await this.#database.read.session.create({
      data: {
        tokenHash: sha256(token),
        userId: user.id,
        expiresAt,
        ip: origin.ip,
        userAgent: origin.userAgent.slice(0, 300),
      },
    });
    return { token, actor: actorFrom(user, sha256(token)) };
  }

  /** The actor of a session cookie; undefined when it is unknown, expired or the account is closed. */
  async bySessionToken(token: string): Promise<Actor | undefined> {
    const known = this.#recent.get(token);
    if (known && known.until > Date.now()) return known.actor;
    const actor = await this.#readSession(token);
    if (this.#recent.size >= recentLimit) this.#recent.clear();
    if (actor) this.#recent.set(token, { actor, until: Date.now() + recentMs });
    else this.#recent.delete(token);
    return actor;
  }

  async #readSession(token: string): Promise<Actor | undefined> {
    const session = await this.#database.read.session.findUnique({
      where: { tokenHash: sha256(token) },
      include: { user: true },
    });
    if (!session || session.expiresAt <= new Date() || !session.user.isActive) return undefined;
    return actorFrom(session.user, session.tokenHash);
  }

  async signOut(actor: Actor): Promise<void> {
    for (const [token, recent] of this.#recent) {
      if (recent.actor.credential === actor.credential) this.#recent.delete(token);
    }
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

  /** Makes an API key. The key is returned once and never stored. */
  async createApiKey(input: {
    name: string;
    roles: Actor['roles'];
    departmentCode: string | null;
    createdById: string;
  }) {
    const key = `oc_${randomBytes(30).toString('base64url')}`;
    const row = await this.#database.read.apiKey.create({
      data: { ...input, roles: [...input.roles], keyHash: sha256(key), prefix: key.slice(0, 9) },
    });
    return { key, row };
  }
}
