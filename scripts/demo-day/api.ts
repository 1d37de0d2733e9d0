// The server as the demo's people reach it: the same HTTP routes and sockets as the pages use, answers parsed.
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { ackSchema } from '../../server/protocol.ts';

/** A refusal with the server's stable code. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const failureSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const actedEveryMs = 60_000;

/** One person's (or no one's) HTTP client. */
export class Api {
  readonly base: string;
  readonly #address: string | undefined;
  readonly #token: string | undefined;
  #cookie: string | undefined;
  #acting: NodeJS.Timeout | undefined;

  /**
   * `address`: where the person's requests come from, as a proxy on the server's own machine says it; `token`: a
   * citizen's, from their chat session.
   */
  constructor(base: string, address?: string, token?: string) {
    this.base = base;
    this.#address = address;
    this.#token = token;
  }

  get cookie(): string {
    return this.#cookie ?? '';
  }

  async signIn(username: string, password: string): Promise<{ id: string; departmentCode: string | null }> {
    const answer = await this.#fetch('POST', '/api/session', { username, password });
    this.#cookie = answer.headers.get('set-cookie')?.split(';')[0];
    // A script acts as a person does at a page: by itself the server would take it for a desk that was left.
    this.#acting = setInterval(
      () => void this.#fetch('POST', '/api/session/acted').catch(() => undefined),
      actedEveryMs,
    ).unref();
    const schema = z.object({ user: z.object({ id: z.uuid(), departmentCode: z.string().nullable() }) });
    return schema.parse(await answer.json()).user;
  }

  async signOut(): Promise<void> {
    clearInterval(this.#acting);
    await this.#fetch('DELETE', '/api/session');
    this.#cookie = undefined;
  }

  async get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
    const answer = await this.#fetch('GET', path);
    return schema.parse(await answer.json());
  }

  async post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>> {
    const answer = await this.#fetch('POST', path, body);
    return schema.parse(await answer.json());
  }

  async put<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>> {
    const answer = await this.#fetch('PUT', path, body);
    return schema.parse(await answer.json());
  }

  /** Form fields in, text out: how a carrier's webhooks speak. */
  async form(path: string, fields: Record<string, string>): Promise<string> {
    const answer = await fetch(new URL(path, this.base), {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    if (!answer.ok) throw new Refusal(String(answer.status), await answer.text());
    return answer.text();
  }

  async #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(new URL(path, this.base), {
      method,
      headers: {
        'x-onecall': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(this.#token ? { authorization: `Citizen ${this.#token}` } : {}),
        ...(this.#address ? { 'x-forwarded-for': this.#address } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer;
    const failure = failureSchema.safeParse(await answer.json().catch(() => undefined));
    throw failure.success
      ? new Refusal(failure.data.error.code, failure.data.error.message)
      : new Refusal(String(answer.status), path);
  }
}

/** Opens a namespace and waits until it is connected. */
export async function connect(
  base: string,
  namespace: string,
  options: { cookie?: string; token?: string },
): Promise<Socket> {
  const socket = io(`${base}${namespace}`, {
    transports: ['websocket'],
    forceNew: true,
    ...(options.cookie ? { extraHeaders: { cookie: options.cookie } } : {}),
    ...(options.token ? { auth: { token: options.token } } : {}),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** Makes a call and parses its answer. @throws Refusal */
export async function call<S extends z.ZodType>(
  socket: Socket,
  name: string,
  request: unknown,
  answer: S,
): Promise<z.infer<S>> {
  const ack = ackSchema.parse(await socket.timeout(30_000).emitWithAck(name, request));
  if (!ack.ok) throw new Refusal(ack.error.code, ack.error.message);
  return answer.parse(ack.value);
}
