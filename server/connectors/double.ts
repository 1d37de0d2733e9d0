// The demonstration's own double of the city's systems: answers for addresses under .example, on this machine only.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { set } from '@sagold/json-pointer';
import { type ConnectorDefinition, connectorDefinitionSchema } from './contract.ts';
import type { Database } from '../platform/database.ts';

/** What opens every matter of the double. The pages say so. */
export const demoProof = '1234';

export class Double {
  readonly #database: Database;
  #server: Server | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  get port(): number | undefined {
    const address = this.#server?.address();
    return address && typeof address === 'object' ? address.port : undefined;
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.#answer(new URL(request.url ?? '/', 'http://double'))
        .then((found) => {
          response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
          response.end(JSON.stringify(found ?? {}));
        })
        .catch(() => response.writeHead(500).end());
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Each number stands somewhere, and always there; a wrong proof opens nothing. */
  async #answer(url: URL): Promise<unknown> {
    const [, host = '', folder = '', number = ''] = url.pathname.split('/').map(decodeURIComponent);
    const definition = await this.#connectorAt(`https://${host}/${folder}/`);
    if (!definition || number.length < 4) return null;
    const isProved =
      definition.asks.every(({ isSecret }) => !isSecret) ||
      [...url.searchParams.values()].includes(demoProof);
    if (!isProved) return null;
    const { status, at, states } = definition.answer;
    const sum = [...number].reduce((total, sign) => total + (sign.codePointAt(0) ?? 0), 0);
    const answer = set({}, status, states[sum % states.length]?.value);
    return at === null ? answer : set(answer, at, '2026-11-20T09:30:00+08:00');
  }

  async #connectorAt(start: string): Promise<ConnectorDefinition | undefined> {
    const rows = await this.#database.read.connector.findMany({ select: { definition: true } });
    return rows
      .map((row) => connectorDefinitionSchema.parse(row.definition))
      .find(({ request }) => request.url.startsWith(start));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
