// What a warning is to whom, and what text messages and callers are told of it. Decides over plain data.
import { cityOffsetMs } from '../calendar/index.ts';
import type { BroadcastKind, BroadcastLevel } from './contract.ts';

/** The gravest first. */
export const levelRank: Readonly<Record<BroadcastLevel, number>> = { red: 0, orange: 1, yellow: 2, blue: 3 };

interface Span {
  effectiveAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
}

export type BroadcastState = 'planned' | 'in_force' | 'expired' | 'ended';

/** A warning ends by itself: nothing has to happen for it. */
export function stateOf({ effectiveAt, expiresAt, endedAt }: Span, now: Date): BroadcastState {
  if (endedAt !== null && endedAt < expiresAt) return 'ended';
  if (expiresAt <= now) return 'expired';
  return effectiveAt > now ? 'planned' : 'in_force';
}

/** The gravest first, then the latest. */
export function byGravity<T extends { level: BroadcastLevel; sentAt: Date }>(rows: readonly T[]): T[] {
  return rows.toSorted(
    (a, b) => levelRank[a.level] - levelRank[b.level] || b.sentAt.getTime() - a.sentAt.getTime(),
  );
}

/**
 * Whether somebody who asked for some areas is meant. The code of an area begins with that of the one it lies in, so a
 * street hears of its district and a district of its streets. No code on either side is the whole city.
 */
export function concerns(areaCodes: readonly string[], wanted: readonly string[]): boolean {
  if (areaCodes.length === 0 || wanted.length === 0) return true;
  return areaCodes.some((code) => wanted.some((other) => within(code, other) || within(other, code)));
}

/** Whether divisions that a message names have anything to do with a city: parts of it, or what it is a part of. */
export function isAbout(cityCode: string, divisions: readonly string[]): boolean {
  return divisions.length === 0 || concerns(divisions, [cityCode]);
}

/** The codes of cities end in 00, those of provinces in 0000: what lies in them shares only what stands before. */
const stemOf = (code: string): string => (/^\d{4}00$/.test(code) ? code.replace(/(?:00)+$/, '') : code);
const within = (code: string, outer: string): boolean => code.startsWith(stemOf(outer));

/** Danger to life waits for no hour; everything else comes by day. */
export function ignoresHours({ kind, level }: { kind: BroadcastKind; level: BroadcastLevel }): boolean {
  return kind === 'emergency' || level === 'red';
}

/** What callers are told, the gravest first. A caller wants a person, no news: two are enough. */
const mostSpoken = 2;
export function spokenOf<T extends { level: BroadcastLevel; sentAt: Date; isSpoken: boolean }>(
  inForce: readonly T[],
): T[] {
  return byGravity(inForce.filter(({ isSpoken }) => isSpoken)).slice(0, mostSpoken);
}

/** What names a message among all that the protocol's senders ever sent, as its references are written. */
export function identityOf(message: { sender: string; identifier: string; sentAt: Date }): string {
  return `${message.sender},${message.identifier},${capTime(message.sentAt)}`;
}

/** A moment as CAP 1.2 writes it: no fractions, an offset and never Z. */
export function capTime(moment: Date): string {
  const inChina = new Date(moment.getTime() + cityOffsetMs);
  return `${inChina.toISOString().slice(0, 19)}+08:00`;
}
