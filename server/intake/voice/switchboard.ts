// Finds who carries a call, and passes on what those of ours do with it.
import type { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Routing } from '../../routing/index.ts';
import type { PhoneCommand, PhoneRole, reachSchema } from '../hotline/contract.ts';
import type { Carrier, LineActor } from './carrier.ts';

export class Switchboard {
  readonly #database: Database;
  /** Carries what no line of ours does. */
  readonly #outside: Carrier;
  readonly #routing: Pick<Routing, 'noteHold' | 'notePassOn' | 'interaction'>;
  readonly #ownLines = new Map<string, Carrier>();
  #trunk: Carrier | undefined;

  constructor(deps: {
    database: Database;
    routing: Pick<Routing, 'noteHold' | 'notePassOn' | 'interaction'>;
    outside: Carrier;
  }) {
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#outside = deps.outside;
  }

  /** Lines of our own: calls whose reference begins with `kind-` are moved by this carrier. */
  addLines(kind: string, carrier: Carrier): void {
    this.#ownLines.set(kind, carrier);
  }

  /** Calls to telephone numbers go out here, whatever else there is. */
  setTrunk(carrier: Carrier): void {
    this.#trunk = carrier;
  }

  carrierOf(callRef: string): Carrier {
    return this.#ownLines.get(callRef.split('-', 1)[0] ?? '') ?? this.#outside;
  }

  /** A browser is called on our own lines, a telephone over the trunk where there is one. */
  carrierTo(number: string): Carrier {
    const own = number.startsWith('client:') ? this.#ownLines.values().next().value : this.#trunk;
    return own ?? this.#outside;
  }

  /** The call of a voice interaction while it runs; null for other channels. */
  async openCallOf(interactionId: string): Promise<string | null> {
    const row = await this.#database.read.callSession.findUnique({
      where: { interactionId, endedAt: null },
      select: { callRef: true },
    });
    return row?.callRef ?? null;
  }

  /** @throws AppError `not_found` when it is over */
  async callOf(interactionId: string): Promise<string> {
    const callRef = await this.openCallOf(interactionId);
    if (callRef === null) throw new AppError('not_found');
    return callRef;
  }

  async reach(actor: LineActor, interactionId: string): Promise<z.infer<typeof reachSchema>> {
    const callRef = await this.openCallOf(interactionId);
    if (callRef === null) return { via: 'none' };
    const via = await this.carrierOf(callRef).reach(callRef, actor);
    if (via !== 'none' || !actor.maySupervise) return { via };
    const { state } = await this.#routing.interaction(interactionId);
    return { via, isGoingOn: state === 'waiting' || state === 'offered' || state === 'active' };
  }

  async ringMe(actor: LineActor, interactionId: string, role: PhoneRole): Promise<void> {
    const callRef = await this.callOf(interactionId);
    await this.carrierOf(callRef).ringMe(callRef, actor, role);
  }

  async command(actor: LineActor, interactionId: string, command: PhoneCommand): Promise<void> {
    const callRef = await this.callOf(interactionId);
    // Before the line moves: the next agent may be rung at once.
    if ('note' in command) await this.#routing.notePassOn(interactionId, actor.id, command.note || null);
    await this.carrierOf(callRef).command(callRef, actor, command);
    if (command.do === 'hold') await this.#routing.noteHold(interactionId, command.on, actor.id);
  }
}
