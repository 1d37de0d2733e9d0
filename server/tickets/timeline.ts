// The hash chain of a ticket's timeline: each event's hash covers the one before it, so that no edit goes unseen.
import { hash } from 'node:crypto';
import { canonical } from '../platform/canonical.ts';

export interface ChainedEvent {
  ticketId: string;
  seq: number;
  at: Date;
  command: string;
  fromState: string | null;
  toState: string;
  actorId: string | null;
  actorKind: string;
  reason: string | null;
  payload: unknown;
}

/** Where every chain begins. */
export const chainStart = '0'.repeat(64);

/** Hash of an event: SHA-256 over the previous hash and the event with sorted keys. */
export function eventHash(prevHash: string, event: ChainedEvent): string {
  return chained(prevHash, event).hash;
}

/** The same, with the payload as the JSON that went into it: who writes very many writes it once. */
export function chained(prevHash: string, event: ChainedEvent): { hash: string; payload: string } {
  const { ticketId, seq, at, command, fromState, toState, actorId, actorKind, reason } = event;
  const payload = canonical(event.payload);
  const content = `{"actorId":${text(actorId)},"actorKind":${text(actorKind)},"at":"${at.toISOString()}","command":${text(command)},"fromState":${text(fromState)},"payload":${payload},"reason":${text(reason)},"seq":${seq},"ticketId":${text(ticketId)},"toState":${text(toState)}}`;
  return { hash: hash('sha256', prevHash + content, 'hex'), payload };
}

const text = (value: string | null): string => JSON.stringify(value);

/** An event as it is stored. `isErased`: its words were erased by law, and its hash stands for them. */
export type ChainLine = ChainedEvent & { prevHash: string; hash: string; isErased?: boolean };

/**
 * What is wrong with a line: `missing` from here on lines are gone · `edited` its content is not what was written ·
 * `foreign` it was written elsewhere or never: moved or inserted · `unchained` whole in itself, but it does not continue
 * the line before · `jump` it begins in another state than the line before led to.
 */
export type LineFault = 'missing' | 'edited' | 'foreign' | 'unchained' | 'jump';

/** Lines of one ticket without a gap that lie elsewhere: where they begin, and what they lead to. */
export interface ArchivedRun {
  firstSeq: number;
  lastSeq: number;
  fromState: string | null;
  toState: string;
  prevHash: string;
  hash: string;
}

/** Follows the chain of one ticket, line by line in the order of their numbers. */
export class ChainWalk {
  #prevHash: string;
  #seq: number;
  #state: string | null;

  /** @param first where to begin, when it is not at the first line */
  constructor(first: Pick<ChainLine, 'seq' | 'prevHash' | 'fromState'> | undefined = undefined) {
    this.#prevHash = first?.prevHash ?? chainStart;
    this.#seq = (first?.seq ?? 1) - 1;
    this.#state = first?.fromState ?? null;
  }

  /** Number of the last line; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** The state that the lines lead to. */
  get state(): string | null {
    return this.#state;
  }

  /** @returns what is wrong, by line number */
  follow(line: ChainLine): { seq: number; fault: LineFault }[] {
    const hasGap = line.seq > this.#seq + 1;
    const follows = line.prevHash === this.#prevHash;
    const isWhole = line.isErased || line.hash === eventHash(line.prevHash, line);
    const faults: { seq: number; fault: LineFault }[] = [];
    if (hasGap) faults.push({ seq: this.#seq + 1, fault: 'missing' });
    if (!isWhole) faults.push({ seq: line.seq, fault: follows ? 'edited' : 'foreign' });
    else if (!follows && !hasGap) faults.push({ seq: line.seq, fault: 'unchained' });
    if (line.fromState !== this.#state && !hasGap) faults.push({ seq: line.seq, fault: 'jump' });
    [this.#prevHash, this.#seq, this.#state] = [line.hash, line.seq, line.toState];
    return faults;
  }

  /** Goes on behind lines that lie elsewhere, where they continue the chain. @returns what is wrong, by line number */
  pass(run: ArchivedRun): { seq: number; fault: LineFault }[] {
    const faults: { seq: number; fault: LineFault }[] = [];
    const at = run.firstSeq;
    if (at > this.#seq + 1) faults.push({ seq: this.#seq + 1, fault: 'missing' });
    else if (at <= this.#seq || run.prevHash !== this.#prevHash) faults.push({ seq: at, fault: 'unchained' });
    else if (run.fromState !== this.#state) faults.push({ seq: at, fault: 'jump' });
    [this.#prevHash, this.#seq, this.#state] = [run.hash, run.lastSeq, run.toState];
    return faults;
  }
}

/** @returns the first number at which the chain is broken (a gap, a changed or moved event), or null. */
export function findBreak(events: readonly ChainLine[]): number | null {
  const walk = new ChainWalk();
  for (const event of events) {
    const [fault] = walk.follow(event);
    if (fault) return fault.seq;
  }
  return null;
}
