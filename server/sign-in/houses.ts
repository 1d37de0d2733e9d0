// Providers as the client library knows them: asked for what they are, and remembered for a while.
import { createRemoteJWKSet, customFetch as keysFetch, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import type { Prisma } from '#database';
import type { Secrets } from '../platform/auth/secret.ts';
import { providerDefinitionSchema, type ProviderDefinition } from './contract.ts';
import { outwardFetch } from './line.ts';

/** What a provider's address and keys are may change; a new version of ours is asked for anew at once. */
const knownForMs = 10 * 60_000;
const answerWithinS = 8;
/** Clocks of two houses may be apart by so much. */
export const clockToleranceS = 60;

/** What a client's secret is sealed for. */
export const sealedFor = (code: string): string => `sign-in:${code}`;

type Row = Pick<Prisma.SignInProviderModel, 'code' | 'version' | 'definition' | 'secret'>;

export interface House {
  definition: ProviderDefinition;
  configuration: client.Configuration;
  /** What its word is signed with. @throws where it names no keys */
  keys: () => JWTVerifyGetKey;
}

export class Houses {
  readonly #secrets: Secrets;
  readonly #fetch: client.CustomFetch;
  readonly #known = new Map<string, { version: number; until: number; house: House }>();

  constructor(secrets: Secrets, networks: readonly string[]) {
    this.#secrets = secrets;
    this.#fetch = outwardFetch(networks);
  }

  /**
   * @param may.isOld nobody waits where something is known at all: at signing out
   * @throws what the network or the library says: see `faultOf`
   */
  async of(row: Row, may: { isOld?: boolean } = {}): Promise<House> {
    const known = this.#known.get(row.code);
    if (known?.version === row.version && (may.isOld || known.until > performance.now())) return known.house;
    const house = await this.discover(row);
    this.#known.set(row.code, { version: row.version, until: performance.now() + knownForMs, house });
    return house;
  }

  /** The same asked anew. */
  async discover(row: Row): Promise<House> {
    const definition = providerDefinitionSchema.parse(row.definition);
    const issuer = new URL(definition.issuer);
    const configuration = await client.discovery(
      issuer,
      definition.clientId,
      { [client.clockTolerance]: clockToleranceS },
      this.#proofOf(row, definition),
      {
        timeout: answerWithinS,
        [client.customFetch]: this.#fetch,
        execute: [
          // Its word is checked by its signature, too, not by where it came from alone.
          client.enableNonRepudiationChecks,
          ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
        ],
      },
    );
    return { definition, configuration, keys: this.#keysOf(configuration) };
  }

  /** How many keys its word may be signed with. */
  async countKeys({ configuration }: House): Promise<number> {
    const { jwks_uri: address } = configuration.serverMetadata();
    if (address === undefined) return 0;
    const signal = AbortSignal.timeout(answerWithinS * 1_000);
    const headers = { accept: 'application/json' };
    const options = { method: 'GET', redirect: 'manual', headers, body: undefined, signal } as const;
    const told: unknown = await (await this.#fetch(address, options)).json();
    return typeof told === 'object' && told !== null && 'keys' in told && Array.isArray(told.keys)
      ? told.keys.length
      : 0;
  }

  #proofOf({ code, secret }: Row, { clientAuth }: ProviderDefinition): client.ClientAuth {
    if (clientAuth === 'none' || secret === null) return client.None();
    const bare = this.#secrets.unseal(secret, sealedFor(code));
    return clientAuth === 'client_secret_post'
      ? client.ClientSecretPost(bare)
      : client.ClientSecretBasic(bare);
  }

  #keysOf(configuration: client.Configuration): () => JWTVerifyGetKey {
    let keys: JWTVerifyGetKey | undefined;
    return () => {
      const { jwks_uri: address } = configuration.serverMetadata();
      if (address === undefined) throw new TypeError('the provider names no keys');
      keys ??= createRemoteJWKSet(new URL(address), {
        [keysFetch]: (url, { headers, method, signal }) =>
          this.#fetch(url, {
            method,
            redirect: 'manual',
            headers: Object.fromEntries(headers),
            body: undefined,
            signal,
          }),
      });
      return keys;
    };
  }
}
