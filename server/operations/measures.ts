// The same figures for Prometheus, asked for when they are read. What cannot be asked keeps no old value.
import { countDead } from '../platform/dead-letters.ts';
import type { Metrics } from '../platform/metrics.ts';
import { readPending, type Sources } from './state.ts';

export function measureOperations(sources: Sources, metrics: Metrics): void {
  const { database } = sources;
  metrics.beforeReading(async () => {
    const now = Date.now();
    metrics.outboxPending.reset();
    metrics.outboxOldest.reset();
    for (const { name, pending, oldest } of await readPending(database.sql)) {
      metrics.outboxPending.set({ consumer: name }, pending);
      metrics.outboxOldest.set({ consumer: name }, Math.max(0, now - oldest.getTime()) / 1_000);
    }
  });
  metrics.beforeReading(async () => {
    metrics.deadLetters.reset();
    // A line without labels says that it was asked for, and that there is none.
    metrics.deadLetters.set({ queue: 'all' }, 0);
    let all = 0;
    for (const { queue, count } of await countDead(database)) {
      metrics.deadLetters.set({ queue }, count);
      all += count;
    }
    metrics.deadLetters.set({ queue: 'all' }, all);
  });
  metrics.beforeReading(async () => {
    const { open, overdue } = await sources.clocks(database.sql);
    metrics.clocks.set({ state: 'open' }, open);
    metrics.clocks.set({ state: 'overdue' }, overdue);
  });
  metrics.beforeReading(async () => {
    const { waiting } = await sources.sms(database.sql);
    metrics.smsWaiting.set(waiting);
  });
}
