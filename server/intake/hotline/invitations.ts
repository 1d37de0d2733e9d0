// Colleagues who are asked to join one call. They ring again and again, as every telephone does: a console that is loaded
// anew, changes its page or was offline for a moment hears of it all the same.

/** So long a colleague may think: as long as a contact that is offered. */
export const invitationRingS = 20;
export const invitationRingEveryMs = 2_000;

/**
 * How an invitation ended without the colleague. `gone`: on a break, or without a page; `withdrawn`: whoever asked thought
 * better of it, or the call is over.
 */
export type InvitationEnd = 'declined' | 'no_answer' | 'gone' | 'withdrawn';

interface Options {
  /** Tells the colleague's console, again and again. */
  ring: (agentId: string, inviterId: string, until: Date) => void;
  /** `undefined`: the colleague is on the line. */
  onEnd: (agentId: string, end: InvitationEnd | undefined) => void;
  /** The list is another one. */
  onChange: () => void;
}

export class Invitations {
  readonly #options: Options;
  /** What stops the ringing, by colleague. */
  readonly #asked = new Map<string, () => void>();

  constructor(options: Options) {
    this.#options = options;
  }

  get agentIds(): readonly string[] {
    return [...this.#asked.keys()];
  }

  has(agentId: string): boolean {
    return this.#asked.has(agentId);
  }

  /** Rings a colleague. One who is rung already is rung from the beginning. */
  ask(agentId: string, inviterId: string): void {
    this.#asked.get(agentId)?.();
    const until = new Date(Date.now() + invitationRingS * 1_000);
    const ring = (): void => {
      if (Date.now() >= until.getTime()) this.end(agentId, 'no_answer');
      else this.#options.ring(agentId, inviterId, until);
    };
    const again = setInterval(ring, invitationRingEveryMs);
    this.#asked.set(agentId, () => clearInterval(again));
    ring();
    this.#options.onChange();
  }

  /** @returns whether the colleague was being asked */
  end(agentId: string, end: InvitationEnd | undefined): boolean {
    const stop = this.#asked.get(agentId);
    if (!stop) return false;
    stop();
    this.#asked.delete(agentId);
    this.#options.onEnd(agentId, end);
    this.#options.onChange();
    return true;
  }

  /** Nobody is wanted any more. */
  endAll(): void {
    for (const agentId of this.agentIds) this.end(agentId, 'withdrawn');
  }
}
