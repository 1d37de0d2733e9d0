// The consoles of the bench: ours take what the routing engine brings them, as agents do, and then have it open; the other
// side has no engine, so its consoles open what is given to them in turn.
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { call, connect } from '../../../scripts/demo-day/api.ts';
import { openConsole } from '../agents.ts';

const heardSchema = z.object({ id: z.string(), conversationId: z.string(), seq: z.number() });
type Heard = z.infer<typeof heardSchema>;

export class Consoles {
  readonly #lines: readonly Socket[];
  readonly #isRouted: boolean;
  readonly #open = new Set<string>();
  readonly #expected = new Map<string, () => void>();
  #given = 0;
  /** Told of each message. */
  onHeard: (message: Heard) => void = () => undefined;

  private constructor(lines: readonly Socket[], isRouted: boolean) {
    this.#lines = lines;
    this.#isRouted = isRouted;
    for (const line of lines) this.#hear(line);
  }

  #hear(line: Socket): void {
    line.on('message', (raw: unknown) => this.onHeard(heardSchema.parse(raw)));
  }

  /** One console for each agent, who is there to take contacts. */
  static async ofAgents(base: string, usernames: readonly string[]): Promise<Consoles> {
    const lines: Socket[] = [];
    const consoles = new Consoles(lines, true);
    for (const username of usernames) {
      const line = await openConsole(
        base,
        username,
        ({ conversationId }, taker) => void consoles.#opens(taker, conversationId),
      );
      consoles.#hear(line);
      lines.push(line);
    }
    return consoles;
  }

  static async withoutRouting(base: string, count: number): Promise<Consoles> {
    const lines = Array.from({ length: count }, () => connect(base, '/staff', {}));
    return new Consoles(await Promise.all(lines), false);
  }

  /** Resolves when a console has the conversation open, of which a first message has been sent. */
  async has(conversationId: string): Promise<void> {
    if (this.#open.has(conversationId)) return;
    if (this.#isRouted)
      return new Promise((resolve) => {
        this.#expected.set(conversationId, resolve);
      });
    const line = this.#lines[this.#given % this.#lines.length];
    this.#given += 1;
    if (line) await this.#opens(line, conversationId);
  }

  async #opens(line: Socket, conversationId: string): Promise<void> {
    await call(line, 'conversation:open', { conversationId, lastSeq: 0 }, z.unknown());
    this.#open.add(conversationId);
    this.#expected.get(conversationId)?.();
    this.#expected.delete(conversationId);
  }

  close(): void {
    for (const line of this.#lines) line.disconnect();
  }
}
