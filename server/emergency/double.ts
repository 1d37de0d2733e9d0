// The demonstration's own emergency command, for addresses under .example: takes cases on this machine and confirms them
// by signed callbacks, as a real one does.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { signedHeaders } from '../webhooks/index.ts';
import { handOffBodySchema } from './contract.ts';

const firstNumber = 1_001;

export class Double {
  readonly #answer: (headers: Readonly<Record<string, string>>, body: string) => Promise<void>;
  readonly #key: () => Promise<string | null>;
  readonly #numbers = new Map<string, string>();
  #server: Server | undefined;

  /** @param options.answer takes the callback; @param options.key what signs it */
  constructor(options: {
    answer: (headers: Readonly<Record<string, string>>, body: string) => Promise<void>;
    key: () => Promise<string | null>;
  }) {
    this.#answer = options.answer;
    this.#key = options.key;
  }

  get port(): number | undefined {
    const address = this.#server?.address();
    return address && typeof address === 'object' ? address.port : undefined;
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      let body = '';
      request
        .on('data', (part: Buffer) => {
          body += part.toString();
        })
        .on('end', () => {
          response.writeHead(204).end();
          if (request.headers['content-type'] === 'application/json')
            this.#confirm(body).catch(() => undefined);
        });
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async #confirm(body: string): Promise<void> {
    const { data } = handOffBodySchema.parse(JSON.parse(body));
    const key = await this.#key();
    if (key === null) return;
    const theirNumber = this.#numbers.get(data.number) ?? `YJ-${firstNumber + this.#numbers.size}`;
    this.#numbers.set(data.number, theirNumber);
    const text = JSON.stringify({ type: 'acknowledged', handOffId: data.handOffId, theirNumber });
    await this.#answer(signedHeaders([key], { id: randomUUID(), body: text }, new Date()), text);
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
