// How a line of a carrier's telephone sounds, by the same measure as our own lines.
import type { Call } from '@twilio/voice-sdk';
import { type Counts, type Quality, qualityOf } from '../../../ivr/media/browser/quality.ts';

/** What voice-sdk measures once a second. Its times are milliseconds. */
interface Sample {
  jitter: number;
  rtt: number;
  totals: { packetsReceived: number; packetsLost: number };
}

export function countsOfSample({ jitter, rtt, totals }: Sample): Counts {
  return {
    received: totals.packetsReceived,
    lost: totals.packetsLost,
    jitterS: jitter / 1_000,
    roundTripS: rtt > 0 ? rtt / 1_000 : null,
  };
}

/** Worse than good while the carrier warns of the line, whatever the last second was like. */
export function underWarning(quality: Quality, isWarned: boolean): Quality {
  return isWarned && quality.level === 'good' ? { ...quality, level: 'fair' } : quality;
}

/** Tells how a call sounds, each second. */
export function followQuality(call: Call, tell: (quality: Quality) => void): void {
  const warnings = new Set<string>();
  let before: Counts | null = null;
  // A muted or silent microphone is no fault of the line.
  call.on('warning', (name) => name !== 'constant-audio-input-level' && warnings.add(name));
  call.on('warning-cleared', (name) => warnings.delete(name));
  call.on('sample', (sample) => {
    const now = countsOfSample(sample);
    tell(underWarning(qualityOf(now, before), warnings.size > 0));
    before = now;
  });
}
