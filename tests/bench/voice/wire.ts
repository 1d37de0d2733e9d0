// What the processes of the measurement tell each other over their IPC channels.
import { z } from 'zod';

export const fromMainSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('answer'), id: z.string(), pair: z.number().int(), sdp: z.string() }),
  /** To callers: open so many pairs of telephones that talk, or so many that listen to the menu and wait. */
  z.object({ do: z.literal('ring'), kind: z.enum(['bridged', 'ivr']), calls: z.number().int() }),
  z.object({ do: z.literal('answered'), id: z.string(), sdp: z.string() }),
  /** Begin to count. */
  z.object({ do: z.literal('measure') }),
  z.object({ do: z.literal('report') }),
]);
export type FromMain = z.infer<typeof fromMainSchema>;

export const toMainSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready') }),
  /** Two legs of the same pair are one call. */
  z.object({ say: z.literal('offer'), id: z.string(), pair: z.number().int(), sdp: z.string() }),
  z.object({ say: z.literal('answer'), id: z.string(), sdp: z.string() }),
  z.object({ say: z.literal('all_talk') }),
  z.object({ say: z.literal('used'), cpuMs: z.number(), wallMs: z.number(), rssMb: z.number() }),
  z.object({
    say: z.literal('heard'),
    /** Share of packets that came, of those that should have. */
    complete: z.number(),
    delayMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
    /** Distance of packets from their beat of 20 ms. */
    jitterMs: z.object({ p95: z.number().nullable() }),
  }),
]);
export type ToMain = z.infer<typeof toMainSchema>;

export function tell(message: ToMain): void {
  process.send?.(message);
}

/** Null of nothing. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}
