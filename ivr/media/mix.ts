// Who hears whom on a bridge, and the sum of it. No clock, no lines: plain frames in, plain frames out.
import { clip, frameSamples, type Samples } from './sound.ts';

/**
 * `party` talks with all; `monitor` only hears (a supervisor who listens); `whisper` hears all and is heard by
 * those on our side only, never by the citizen or anybody outside (a supervisor who prompts an agent).
 */
export type Role = 'party' | 'monitor' | 'whisper';

export interface Member {
  role: Role;
  /** `outside`: somebody whom we have rung for the citizen, at 110 or in a department. */
  side: 'citizen' | 'ours' | 'outside';
  isMuted: boolean;
  /** On hold: hears the music and nobody, is heard by nobody. */
  isHeld: boolean;
}

/** Whether what `speaker` says reaches `listener`. Nobody hears themselves. */
export function isHeardBy(speaker: Member, listener: Member): boolean {
  if (speaker === listener || speaker.isMuted || speaker.isHeld || listener.isHeld) return false;
  if (speaker.role === 'monitor') return false;
  return speaker.role === 'party' || listener.side === 'ours';
}

/** The sum of frames, kept within range. */
export function mixed(frames: readonly Samples[]): Samples {
  const only = frames[0];
  if (only && frames.length === 1) return only;
  const sum = new Int16Array(frameSamples);
  for (let at = 0; at < frameSamples; at += 1) {
    let value = 0;
    for (const frame of frames) value += frame[at] ?? 0;
    sum[at] = clip(value);
  }
  return sum;
}
