// A wire that can be cut and that can be slow: a TCP proxy between our processes and a server, which may move meanwhile.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export class Wire {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #port: number;
  #isCut = false;
  /** What each piece takes on its way to the server. */
  delayMs = 0;

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((near) => this.#join(near));
  }

  /** @param port where the server listens now */
  static async open(port: number): Promise<Wire> {
    const wire = new Wire(port);
    wire.#server.listen(0, '127.0.0.1');
    await once(wire.#server, 'listening');
    return wire;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the wire has no port');
    return address.port;
  }

  leadTo(port: number): void {
    this.#port = port;
  }

  /** From now on nothing passes and nothing ends, as on a network that swallows: both sides wait. */
  cut(): void {
    this.#isCut = true;
    for (const pair of this.#pairs) for (const end of pair) end.pause();
  }

  /** Passes again. Connections of before the cut are gone: their far ends have given them up. */
  mend(): void {
    this.#isCut = false;
    for (const pair of this.#pairs) for (const end of pair) end.destroy();
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const end of pair) end.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    near.on('error', () => undefined);
    const far = connect(this.#port, '127.0.0.1');
    far.on('error', () => undefined);
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on('close', end);
    far.on('close', end);
    // What was given first arrives first, also when the wire is quick again meanwhile.
    let sending: Promise<unknown> | undefined;
    near.on('data', (piece) => {
      if (this.delayMs === 0 && sending === undefined) return void far.write(piece);
      const arrival = pause(this.delayMs);
      const sent = Promise.all([sending, arrival]).then(() => {
        far.write(piece);
        if (sending === sent) sending = undefined;
      });
      sending = sent;
    });
    far.on('data', (piece) => near.write(piece));
    if (!this.#isCut) return;
    near.pause();
    far.pause();
  }
}
