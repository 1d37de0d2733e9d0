// How good a line sounds, from what the browser counts.

/** What has come in and how, counted from the beginning of the line. */
export interface Counts {
  received: number;
  lost: number;
  jitterS: number;
  /** Null until the network has measured it. */
  roundTripS: number | null;
}

export interface Quality {
  /** Mean opinion score, 1 (unusable) to 4.5. */
  score: number;
  level: 'good' | 'fair' | 'poor';
  /** Of the last stretch. */
  lossShare: number;
  jitterMs: number;
  roundTripMs: number | null;
}

/** From here on listeners are satisfied, and many of them still are (ITU-T G.107, annex B, table B.1). */
const goodFrom = 4.03;
const fairFrom = 3.6;
/** G.711 with packet loss concealment: how much a lost share of speech impairs it (ITU-T G.113, appendix I). */
const lossRobustness = 25.1;

/**
 * The E-model of ITU-T G.107 with everything but delay and loss at its default, for G.711: R from the delay of the mouth
 * to ear way (half the round trip, the jitter buffer, packetisation) and the share lost, then R to MOS by its annex B.
 * @param before the counts of the last time; null at the beginning of a line
 */
export function qualityOf(now: Counts, before: Counts | null): Quality {
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  const received = Math.max(0, now.received - (before?.received ?? 0));
  const lossShare = lost + received > 0 ? lost / (lost + received) : 0;
  const delayMs = ((now.roundTripS ?? 0) * 1_000) / 2 + now.jitterS * 2_000 + 20;
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const lossImpairment = (95 * lossShare * 100) / (lossShare * 100 + lossRobustness);
  const r = Math.min(100, Math.max(0, 93.2 - delayImpairment - lossImpairment));
  const score = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return {
    score,
    level: score >= goodFrom ? 'good' : score >= fairFrom ? 'fair' : 'poor',
    lossShare,
    jitterMs: now.jitterS * 1_000,
    roundTripMs: now.roundTripS === null ? null : now.roundTripS * 1_000,
  };
}

/** Reads the counts of a connection. Null while nothing has come in. */
export async function countsOf(peer: RTCPeerConnection): Promise<Counts | null> {
  let inbound: { packetsReceived?: number; packetsLost?: number; jitter?: number } | undefined;
  let roundTripS: number | null = null;
  for (const report of (await peer.getStats()).values()) {
    if (report.type === 'inbound-rtp') inbound = report;
    if (report.type === 'candidate-pair' && report.nominated)
      roundTripS = report.currentRoundTripTime ?? null;
  }
  if (!inbound) return null;
  return {
    received: inbound.packetsReceived ?? 0,
    lost: inbound.packetsLost ?? 0,
    jitterS: inbound.jitter ?? 0,
    roundTripS,
  };
}
