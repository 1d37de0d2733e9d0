// The way through a provider: there with a challenge that only this browser can answer, back with its word, and in.
import { createHash, randomBytes } from 'node:crypto';
import * as client from 'openid-client';
import { z } from 'zod';
import { createProvidedAccount } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Provided, Sessions } from '../platform/auth/sessions.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type Claims, hadFactor, linkValue, newcomerOf } from './core.ts';
import type { ProviderDefinition } from './contract.ts';
import { refusalOf } from './fault.ts';
import type { House, Houses } from './houses.ts';
import type { Providers } from './providers.ts';

/** So long may somebody be at the provider, and then look for their telephone. */
export const goodForMs = 10 * 60_000;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const sealedFor = (key: string): string => `sign-in-flow:${key}`;
/** Where somebody stands who is known and owes a second factor: one in a browser. */
const provedKey = (browser: string): string => hash(`proved:${browser}`);

/** What an answer must fit. */
const askedSchema = z.object({ nonce: z.string(), verifier: z.string() });
/** Whom an answer proved. */
const provedSchema = z.object({
  userId: z.uuid(),
  provided: z.object({
    provider: z.string(),
    issuer: z.string(),
    subject: z.string(),
    sid: z.string().nullable(),
    idToken: z.string(),
    hadFactor: z.boolean(),
  }),
});

interface Deps {
  database: Database;
  secrets: Secrets;
  sessions: Sessions;
  houses: Houses;
  providers: Providers;
}

/** Who stands at the door: `browser` is what only this browser knows. */
export interface Caller {
  browser: string;
  ip: string;
  /** What the browser keeps of those who have signed in with it. */
  device: string | undefined;
  userAgent: string;
}

type Opened = { token: string; actor: Actor };

export const newBrowser = (): string => randomBytes(32).toString('base64url');

export class Door {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @returns where the browser goes @throws AppError `not_found`, `provider_away` */
  async begin(code: string, browser: string, now: Date): Promise<string> {
    const { database, houses, providers } = this.#deps;
    const row = await providers.active(code);
    const { configuration, definition } = await houses.of(row).catch(throwRefusal);
    const [state, nonce, verifier] = [
      client.randomState(),
      client.randomNonce(),
      client.randomPKCECodeVerifier(),
    ];
    await database.read.signInFlow.deleteMany({ where: { expiresAt: { lt: now } } });
    await this.#keep(hash(state), code, browser, { nonce, verifier }, now);
    const { acr } = definition.factor;
    return client.buildAuthorizationUrl(configuration, {
      redirect_uri: providers.addresses(code).signIn,
      scope: definition.scopes,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(acr.length > 0 && { acr_values: acr.join(' ') }),
    }).href;
  }

  /**
   * Takes the answer that a provider sent the browser back with, once.
   * @throws AppError `sign_in_stale`, `provider_refused` and `provider_away` (details: `fault`), `no_account`,
   * `account_closed`, `second_factor_required` (details: what they have; `takeCode` goes on)
   */
  async finish(code: string, answer: string, caller: Caller, now: Date): Promise<Opened> {
    const row = await this.#deps.providers.active(code);
    const from = new URLSearchParams(answer);
    let userId = '';
    try {
      const state = from.get('state') ?? '';
      const kept = askedSchema.parse(await this.#take(hash(state), code, caller.browser, now));
      const house = await this.#deps.houses.of(row).catch(throwRefusal);
      const { claims, provided } = await this.#prove(code, house, from, { ...kept, state }).catch(
        throwRefusal,
      );
      userId = await this.#accountOf(code, house.definition, claims, provided);
      const has = await this.#deps.sessions.guardsOf(userId);
      if (!provided.hadFactor && (has.code || has.passkey)) {
        await this.#keep(provedKey(caller.browser), code, caller.browser, { userId, provided }, now);
        throw new AppError('second_factor_required', has);
      }
      return await this.#admit(userId, provided, caller, {}, now);
    } catch (error) {
      throw await this.#noted(error, code, userId, caller);
    }
  }

  /** The second factor of ours. @throws AppError `sign_in_stale`, `wrong_code`, `locked_out`, `account_closed` */
  async takeCode(code: string, digits: string, caller: Caller, now: Date): Promise<Opened> {
    const { database, sessions } = this.#deps;
    const key = provedKey(caller.browser);
    let userId = '';
    try {
      const proved = provedSchema.parse(await this.#read(database.read, key, code, caller.browser, now));
      ({ userId } = proved);
      const user = await database.read.user.findUniqueOrThrow({ where: { id: userId } });
      const { username } = user;
      const who = { username, ip: caller.ip, known: sessions.devices.known(caller.device, username) };
      await sessions.lockout.demandOpen(who, now);
      const by = await sessions.secondFactor.take(userId, digits, now);
      if (!by) await sessions.lockout.refuse(who, now, 'wrong_code');
      await sessions.lockout.admitAndForget(who, now);
      await this.#take(key, code, caller.browser, now);
      return await this.#admit(userId, proved.provided, caller, { what: by }, now);
    } catch (error) {
      throw await this.#noted(error, code, userId, caller);
    }
  }

  async #prove(
    code: string,
    { configuration, definition }: House,
    from: URLSearchParams,
    { nonce, verifier, state }: { nonce: string; verifier: string; state: string },
  ): Promise<{ claims: Claims; provided: Provided }> {
    const here = new URL(this.#deps.providers.addresses(code).signIn);
    here.search = from.toString();
    const tokens = await client.authorizationCodeGrant(configuration, here, {
      pkceCodeVerifier: verifier,
      expectedNonce: nonce,
      expectedState: state,
      idTokenExpected: true,
    });
    const said = tokens.claims();
    const { id_token: idToken, access_token: accessToken } = tokens;
    if (!said || !idToken) throw new TypeError('a provider said nothing of the person');
    const more = configuration.serverMetadata().userinfo_endpoint
      ? await client.fetchUserInfo(configuration, accessToken, said.sub)
      : {};
    const claims = { ...more, ...said };
    return {
      claims,
      provided: {
        provider: code,
        issuer: said.iss,
        subject: said.sub,
        sid: typeof said.sid === 'string' ? said.sid : null,
        idToken,
        hadFactor: hadFactor(definition, claims),
      },
    };
  }

  /** Whose account that is: linked before, found by the chosen claim, or made. @throws AppError `no_account`, `account_closed` */
  async #accountOf(
    code: string,
    definition: ProviderDefinition,
    claims: Claims,
    { issuer, subject }: Provided,
  ): Promise<string> {
    return this.#deps.database.change(async ({ tx }) => {
      const linked = await tx.externalIdentity.findUnique({
        where: { issuer_subject: { issuer, subject } },
        include: { user: true },
      });
      const value = linkValue(definition, claims);
      const found = linked?.user ?? (value === null ? null : await this.#find(tx, definition, value, issuer));
      if (found) {
        if (!found.isActive) throw new AppError('account_closed');
        return found.id;
      }
      const newcomer = newcomerOf(definition, claims);
      if (!newcomer) throw new AppError('no_account', { value });
      return (await createProvidedAccount(tx, newcomer, code)).id;
    });
  }

  /** Exactly one account has that name or address, and nobody else of this provider is it already. */
  async #find(tx: Tx, { link }: ProviderDefinition, value: string, issuer: string) {
    const is = { equals: value, mode: 'insensitive' } as const;
    const users = await tx.user.findMany({
      where: link?.to === 'email' ? { email: is } : { username: is },
      include: { identities: { where: { issuer } } },
      take: 2,
    });
    const [user] = users;
    if (!user) return null;
    if (users.length > 1 || user.identities.length > 0) throw new AppError('no_account', { value });
    return user;
  }

  async #admit(
    userId: string,
    provided: Provided,
    caller: Caller,
    detail: { what?: string | undefined },
    now: Date,
  ): Promise<Opened> {
    const { database, sessions } = this.#deps;
    const { issuer, subject, provider } = provided;
    const opened = await sessions.openProvided(userId, provided, caller);
    const entry = { actorId: userId, subjectType: 'user', subjectId: userId, ip: caller.ip };
    await database.change(async ({ tx }) => {
      const used = { lastUsedAt: now, hadFactor: provided.hadFactor };
      const { count } = await tx.externalIdentity.updateMany({
        where: { issuer, subject, userId },
        data: used,
      });
      if (count === 0) {
        await tx.externalIdentity.create({ data: { issuer, subject, userId, linkedAt: now, ...used } });
        await audit(tx, { ...entry, action: 'identity.link', detail: { source: provider } });
      }
      await audit(tx, {
        ...entry,
        action: 'sign_in',
        detail: { by: 'provider', source: provider, ...detail },
      });
    });
    return opened;
  }

  /** Writes a refusal down. That a second step is next is none. */
  async #noted(error: unknown, code: string, userId: string, { ip }: Caller): Promise<unknown> {
    if (!(error instanceof AppError) || error.code === 'second_factor_required') return error;
    const { fault, value } = error.details ?? {};
    await audit(this.#deps.database.read, {
      actorId: null,
      action: 'sign_in_refused',
      subjectType: 'user',
      subjectId: userId,
      detail: {
        reason: error.code,
        source: code,
        ...(typeof fault === 'string' && { note: fault }),
        ...(typeof value === 'string' && { title: value }),
      },
      ip,
    });
    return error;
  }

  async #keep(key: string, provider: string, browser: string, kept: object, now: Date): Promise<void> {
    const row = {
      provider,
      browserHash: hash(browser),
      kept: this.#deps.secrets.seal(JSON.stringify(kept), sealedFor(key)),
      expiresAt: new Date(now.getTime() + goodForMs),
    };
    await this.#deps.database.read.signInFlow.upsert({
      where: { key },
      create: { key, ...row },
      update: row,
    });
  }

  async #read(
    { signInFlow }: Pick<Tx, 'signInFlow'>,
    key: string,
    provider: string,
    browser: string,
    now: Date,
  ): Promise<unknown> {
    const where = { key, provider, browserHash: hash(browser), expiresAt: { gt: now } };
    const row = await signInFlow.findFirst({ where });
    if (!row) throw new AppError('sign_in_stale');
    return JSON.parse(this.#deps.secrets.unseal(row.kept, sealedFor(key)));
  }

  /** The same, once: of two at the same moment one finds nothing. */
  async #take(key: string, provider: string, browser: string, now: Date): Promise<unknown> {
    const { read } = this.#deps.database;
    const kept = await this.#read(read, key, provider, browser, now);
    if ((await read.signInFlow.deleteMany({ where: { key } })).count === 0)
      throw new AppError('sign_in_stale');
    return kept;
  }
}

/** Refusals of ours stay what they are; what the library or the network says becomes one. */
function throwRefusal(error: unknown): never {
  throw error instanceof AppError ? error : refusalOf(error);
}
