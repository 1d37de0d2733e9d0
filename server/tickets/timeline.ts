// The hash chain of a ticket's timeline: each event's hash covers the one before it, so that no edit goes unseen.
import { createHash } from 'node:crypto';

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
  const { ticketId, seq, at, command, fromState, toState, actorId, actorKind, reason, payload } = event;
  const content = {
    ticketId,
    seq,
    at: at.toISOString(),
    command,
    fromState,
    toState,
    actorId,
    actorKind,
    reason,
    payload,
  };
  return createHash('sha256').update(prevHash).update(canonical(content)).digest('hex');
}

/** @returns the first number at which the chain is broken (a gap, a changed or moved event), or null. */
export function findBreak(
  events: readonly (ChainedEvent & { prevHash: string; hash: string })[],
): number | null {
  let prevHash = chainStart;
  let expected = 1;
  for (const event of events) {
    const intact =
      event.seq === expected && event.prevHash === prevHash && event.hash === eventHash(prevHash, event);
    if (!intact) return expected;
    prevHash = event.hash;
    expected += 1;
  }
  return null;
}

/** JSON with sorted keys: Postgres keeps no order of keys in jsonb. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}
