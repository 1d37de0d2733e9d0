// What happened, counted from outside: every figure comes from what the people saw, not from the server's counters.

/** Time-stamped life of one citizen's message, by the id that the citizen made. */
export interface Life {
  channel: 'chat' | 'sms' | 'voice';
  sentAt: number;
  acknowledgedAt?: number;
  offeredAt?: number;
  answeredAt?: number;
  agentsFreeAtArrival: boolean;
  /** How often the agent's answer reached the citizen: once is right. */
  answersSeen: number;
  ticketId?: string;
}

export class Tally {
  readonly lives = new Map<string, Life>();
  readonly crossingMs: number[] = [];
  /** Telephone number → the life of its call. */
  readonly callers = new Map<string, string>();
  readonly faults: string[] = [];
  readonly tickets = new Map<
    string,
    { number: string; code: string; dispatched: boolean; closed: boolean }
  >();

  fault(what: string): void {
    this.faults.push(what);
  }

  count(test: (life: Life) => boolean): number {
    let count = 0;
    for (const life of this.lives.values()) if (test(life)) count += 1;
    return count;
  }

  offerDelaysMs(onlyWhileFree: boolean): number[] {
    const delays: number[] = [];
    for (const life of this.lives.values()) {
      if (life.offeredAt === undefined || (onlyWhileFree && !life.agentsFreeAtArrival)) continue;
      delays.push(life.offeredAt - life.sentAt);
    }
    return delays;
  }
}

/** The value below which a share of the samples lies; NaN when there are none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
