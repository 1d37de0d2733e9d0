// Signing out at the provider, too; and here, when the provider says so.
import { jwtVerify } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { clockToleranceS, type Houses } from './houses.ts';
import type { Providers } from './providers.ts';

/** Only signatures that a provider alone can make. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const newestFor = '10 min';

/** OpenID Connect Back-Channel Logout 1.0, 2.4. */
const logoutSchema = z
  .object({
    sub: z.string().min(1).optional(),
    sid: z.string().min(1).optional(),
    events: z.looseObject({ 'http://schemas.openid.net/event/backchannel-logout': z.looseObject({}) }),
    nonce: z.never().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined);

interface Deps {
  database: Database;
  sessions: Sessions;
  houses: Houses;
  providers: Providers;
  log: Log;
  onEnd: (credentials: readonly string[]) => void;
}

export class SignOut {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Where the browser goes to sign out at the provider of this session; null where it need not, or cannot. */
  async farewell(credential: string): Promise<string | null> {
    const { sessions, providers, houses, log } = this.#deps;
    const provided = await sessions.providedOf(credential);
    if (!provided) return null;
    try {
      const row = await providers.active(provided.provider);
      const { definition, configuration } = await houses.of(row, { isOld: true });
      const { end_session_endpoint: endpoint } = configuration.serverMetadata();
      if (!definition.endsThere || endpoint === undefined) return null;
      return client.buildEndSessionUrl(configuration, {
        id_token_hint: provided.idToken,
        post_logout_redirect_uri: providers.addresses(provided.provider).signOut,
      }).href;
    } catch (error) {
      // Whoever leaves, leaves: here it is over in any case.
      log.warn({ err: error, provider: provided.provider }, 'signing out at the provider is not possible');
      return null;
    }
  }

  /** Ends what a provider's logout token names. It may come twice. @throws AppError `bad_request` for one that is none */
  async takeToken(code: string, token: string, ip: string): Promise<void> {
    const { sessions, providers, houses, database, onEnd } = this.#deps;
    const { definition, configuration, keys } = await houses.of(await providers.active(code));
    const { issuer } = configuration.serverMetadata();
    const read = await jwtVerify(token, keys(), {
      issuer,
      audience: definition.clientId,
      algorithms,
      clockTolerance: clockToleranceS,
      maxTokenAge: newestFor,
    }).catch(() => undefined);
    const named = logoutSchema.safeParse(read?.payload).data;
    if (!named) throw new AppError('bad_request');
    const { sub, sid } = named;
    const ended = await sessions.endProvided({
      issuer,
      ...(sub !== undefined && { subject: sub }),
      ...(sid !== undefined && { sid }),
    });
    onEnd(ended.map(({ credential }) => credential));
    for (const userId of new Set(ended.map((one) => one.userId))) {
      const count = ended.filter((one) => one.userId === userId).length;
      await audit(database.read, {
        actorId: null,
        action: 'session.end',
        subjectType: 'user',
        subjectId: userId,
        detail: { sessions: count, source: code },
        ip,
      });
    }
  }
}
