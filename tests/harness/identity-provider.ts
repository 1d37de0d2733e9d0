// A real identity provider (oidc-provider) on loopback, with people of its own. A test may make it lie.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { freePort } from './ports.ts';

export const client = { id: 'onecall', secret: 'a secret: with/signs+and%more' } as const;

/** What the provider knows of somebody; `amr` says how they signed in. */
export interface Person {
  claims?: Record<string, unknown>;
  amr?: string[];
}

export interface IdentityProvider {
  issuer: string;
  people: Map<string, Person>;
  /** Changes what the next words about somebody say before they are signed; undefined: the truth. */
  lie: ((claims: JWTPayload) => JWTPayload) | undefined;
  /** Signs with a key that nobody knows. */
  isForged: boolean;
  /** A word signed with the provider's key. */
  sign: (claims: Record<string, unknown>, typ?: string) => Promise<string>;
  stop: () => Promise<void>;
}

const form = (action: string): string =>
  `<!doctype html><html lang="zh"><title>市统一认证</title><body style="font: 16px sans-serif; margin: 4rem auto; max-width: 20rem">
<h1>市统一认证</h1><form method="post" action="${action}"><label>账号 <input name="login" autofocus></label> <button>继续</button></form></body></html>`;

/** Starts one. `site` is the installation whose client it knows, under `code`. */
export async function startIdentityProvider(site: string, code: string): Promise<IdentityProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const own = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(own.privateKey)), kid: 'city', alg: 'RS256', use: 'sig' };
  const people = new Map<string, Person>();
  const provider = new Provider(issuer, {
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${site}/console/signed-in/${code}`],
        post_logout_redirect_uris: [`${site}/console/`],
        backchannel_logout_uri: `${site}/api/session/providers/${code}/ended`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: {
      openid: ['sub', 'amr'],
      profile: ['name', 'preferred_username', 'department'],
      email: ['email', 'email_verified'],
    },
    cookies: { keys: ['a key of the test'] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
    },
    interactions: { url: (_context, { uid }) => `/login/${uid}` },
    // What a city's own applications ask for is granted without asking.
    loadExistingGrant: async ({ oidc }) => {
      const { provider: house, client: asking, session, params } = oidc;
      if (!asking || !session?.accountId) return undefined;
      const grant = new house.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope(String(params?.scope ?? 'openid'));
      await grant.save();
      return grant;
    },
    findAccount: (_context, id) => {
      const person = people.get(id);
      return person ? { accountId: id, claims: async () => ({ ...person.claims, sub: id }) } : undefined;
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
  });
  const sign = (claims: Record<string, unknown>, typ = 'JWT', key = own.privateKey): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'city', typ }).sign(key);
  const house: IdentityProvider = {
    issuer,
    people,
    lie: undefined,
    isForged: false,
    sign,
    stop: () => stop(server),
  };
  provider.use(async (context, next) => {
    await next();
    const { body } = context;
    if (context.path !== '/token' || typeof body !== 'object' || body === null || !('id_token' in body))
      return;
    if (!house.lie && !house.isForged) return;
    const truth = decodeJwt(String(body.id_token));
    const said = house.lie?.(truth) ?? truth;
    context.body = {
      ...body,
      id_token: await sign(said, 'JWT', house.isForged ? foreign.privateKey : own.privateKey),
    };
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/login/')) void login(request, response);
    else void answer(request, response);
  });
  async function login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(form(request.url ?? ''));
      return;
    }
    let body = '';
    for await (const part of request) body += String(part);
    const accountId = new URLSearchParams(body).get('login') ?? '';
    const { amr } = people.get(accountId) ?? {};
    const result =
      accountId === 'nobody' ? { error: 'access_denied' } : { login: { accountId, ...(amr && { amr }) } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return house;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** A browser without a screen: cookies by site, redirects by hand. */
export class Visitor {
  readonly #jar = new Map<string, Map<string, string>>();

  async ask(address: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(address);
    const cookies = this.#jar.get(host) ?? new Map<string, string>();
    this.#jar.set(host, cookies);
    const answer = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: {
        'x-onecall': '1',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
        ...Object.fromEntries(new Headers(init.headers)),
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const isGone = /expires=Thu, 01 Jan 1970/i.test(line);
      if (isGone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  /** Signs in at the provider as `login`. @returns the query string that it sends the browser back with */
  async signInThere(address: string, login: string, until: string): Promise<string> {
    let next = address;
    for (let step = 0; step < 12; step += 1) {
      if (next.startsWith(until)) return new URL(next).search.slice(1);
      let answer = await this.ask(next);
      if (answer.status === 200 && next.includes('/login/')) {
        answer = await this.ask(next, {
          method: 'POST',
          body: new URLSearchParams({ login }).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
      }
      const location = answer.headers.get('location');
      if (!location) throw new Error(`no way on from ${next}: ${answer.status} ${await answer.text()}`);
      next = new URL(location, next).href;
    }
    throw new Error('the provider goes in circles');
  }
}
