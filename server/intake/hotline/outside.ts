// Numbers outside on a call: rung for the citizen by one of ours, heard by everybody, never by a whisper.
import { randomUUID } from 'node:crypto';
import type { Bridge, Leg, Ringing, Seat } from '../../../ivr/media/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { OutsideParty } from './contract.ts';

/** Rings a number outside over whatever line there is. @throws AppError `no_outside_line` where there is none */
export type Dial = (number: string, ringS: number) => Ringing;

/** How a number that was rung came out. */
export type OutsideOutcome = 'answered' | NonNullable<OutsideParty['failure']> | 'dropped';

/** Longer than a citizen is kept waiting with 110's own queue, shorter than a network's time-out. */
const ringS = 45;
/** So long the news says that somebody did not come. */
const failureShownS = 8;
/** A conference of more is a mistake. */
const mostParties = 5;

interface Party extends OutsideParty {
  ringing: Ringing | undefined;
  seat: Seat | undefined;
}

export class OutsideParties {
  readonly #bridge: Bridge;
  readonly #dial: Dial;
  readonly #onChange: () => void;
  readonly #onOutcome: (number: string, outcome: OutsideOutcome) => void;
  readonly #parties = new Map<string, Party>();

  constructor(options: {
    bridge: Bridge;
    dial: Dial;
    /** The list is another one. */
    onChange: () => void;
    onOutcome: (number: string, outcome: OutsideOutcome) => void;
  }) {
    this.#bridge = options.bridge;
    this.#dial = options.dial;
    this.#onChange = options.onChange;
    this.#onOutcome = options.onOutcome;
  }

  get list(): readonly OutsideParty[] {
    return [...this.#parties.values()].map(({ partyId, number, state, failure }) => ({
      partyId,
      number,
      state,
      ...(failure ? { failure } : {}),
    }));
  }

  /** The first number outside that talks with the citizen. */
  get talkingTo(): string | undefined {
    return [...this.#parties.values()].find(({ state }) => state === 'talking')?.number;
  }

  /**
   * Rings a number; whoever answers is on the line, and then `onAnswer` is told.
   * @throws AppError `no_outside_line`, `at_capacity` with too many on the line, `conflict` when it is there already
   */
  ring(number: string, onAnswer: () => void): void {
    const there = [...this.#parties.values()].filter(({ state }) => state !== 'failed');
    if (there.length >= mostParties) throw new AppError('at_capacity');
    if (there.some((party) => party.number === number)) throw new AppError('conflict');
    const ringing = this.#dial(number, ringS);
    const party: Party = { partyId: randomUUID(), number, state: 'ringing', ringing, seat: undefined };
    this.#parties.set(party.partyId, party);
    const stop = this.#bridge.after(ringS, () => this.#fail(party, 'no_answer'));
    ringing.answered.then(
      (answer) => {
        stop();
        if (typeof answer === 'string') this.#fail(party, answer === 'canceled' ? 'failed' : answer);
        else this.#seat(party, answer, onAnswer);
      },
      () => {
        stop();
        this.#fail(party, 'failed');
      },
    );
    this.#onChange();
  }

  /** Stops ringing a number, or takes it off the line. @throws AppError `not_found` */
  drop(partyId: string): void {
    const party = this.#parties.get(partyId);
    if (!party) throw new AppError('not_found');
    this.#remove(party);
  }

  /** Nobody outside is wanted any more. */
  dropAll(): void {
    for (const party of [...this.#parties.values()]) this.#remove(party);
  }

  #remove(party: Party): void {
    if (!this.#parties.delete(party.partyId)) return;
    if (party.state === 'ringing') this.#onOutcome(party.number, 'dropped');
    party.ringing?.cancel();
    party.seat?.leg.hangUp();
    this.#onChange();
  }

  #seat(party: Party, leg: Leg, onAnswer: () => void): void {
    // Dropped while it was answering.
    if (!this.#parties.has(party.partyId) || party.state !== 'ringing') {
      leg.hangUp();
      return;
    }
    if (leg.isOver) {
      this.#fail(party, 'failed');
      return;
    }
    Object.assign(party, { state: 'talking', ringing: undefined });
    const seat = this.#bridge.join(leg, { side: 'outside' });
    party.seat = seat;
    this.#onOutcome(party.number, 'answered');
    const stop = this.#bridge.onLeave((left) => {
      if (left !== seat) return;
      stop();
      if (this.#parties.delete(party.partyId)) this.#onChange();
    });
    onAnswer();
    this.#onChange();
  }

  #fail(party: Party, failure: NonNullable<OutsideParty['failure']>): void {
    if (party.state !== 'ringing' || !this.#parties.has(party.partyId)) return;
    party.ringing?.cancel();
    Object.assign(party, { state: 'failed', failure, ringing: undefined });
    this.#onOutcome(party.number, failure);
    this.#bridge.after(failureShownS, () => this.#parties.delete(party.partyId) && this.#onChange());
    this.#onChange();
  }
}
