// What of the machinery's figures somebody should look at. Pure.
import type { Operations, ProcessView, QueueView } from '../../server/operations/contract.ts';

export type Verdict = 'ok' | 'warn' | 'danger';

/** The gravest of several. */
export function worst(...verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((one) => one === 'danger') ?? verdicts.find((one) => one === 'warn') ?? 'ok';
}

/** An event waits milliseconds; the sweep finds what was lost within ten seconds. */
const slowMs = 15_000;
const stuckMs = 60_000;

export function ofQueue({ oldestMs, dead }: QueueView): Verdict {
  if (dead > 0 || (oldestMs ?? 0) > stuckMs) return 'danger';
  return (oldestMs ?? 0) > slowMs ? 'warn' : 'ok';
}

/** Beyond it, offers and calls stutter. */
const stutterMs = 250;

export function ofProcess(one: ProcessView): Verdict {
  if (!one.isAlive) return 'danger';
  const isFull = one.disk !== null && one.disk.freeBytes < one.disk.totalBytes * 0.05;
  if (isFull) return 'danger';
  return one.loopDelayMs > stutterMs || one.heapBytes > one.heapLimitBytes * 0.9 ? 'warn' : 'ok';
}

export function ofDatabase({
  state,
  connections,
  mostConnections,
  answerMs,
}: Operations['database']): Verdict {
  if (state === 'down') return 'danger';
  const isCrowded = (connections ?? 0) > (mostConnections ?? Number.POSITIVE_INFINITY) * 0.85;
  return isCrowded || (answerMs ?? 0) > 500 ? 'warn' : 'ok';
}

/** The models of the living: a file that is not taken, and processes that do not ask the same. */
export function ofModels(processes: readonly ProcessView[]) {
  const told = processes.flatMap(({ isAlive, host, pid, model }) =>
    isAlive && model ? [{ host, pid, ...model }] : [],
  );
  const faults = told.flatMap(({ host, pid, fault }) => (fault === null ? [] : [{ host, pid, fault }]));
  const isMixed = new Set(told.map(({ madeAt }) => madeAt)).size > 1;
  const verdict: Verdict = faults.length > 0 ? 'danger' : isMixed ? 'warn' : 'ok';
  return { verdict, faults, isMixed };
}

/** Reports are right without it, and cost the database more. */
export function ofReplica(replica: Operations['replica']): Verdict {
  return replica === null || replica.state === 'up' ? 'ok' : 'warn';
}

export function ofRedis({ state, usedBytes, mostBytes, evictsNothing }: Operations['redis']): Verdict {
  if (state === 'down') return 'danger';
  const isFull = mostBytes !== null && (usedBytes ?? 0) > mostBytes * 0.85;
  return isFull || evictsNothing === false ? 'warn' : 'ok';
}

export function ofClocks({ overdue, latestMs }: Operations['clocks']): Verdict {
  if ((latestMs ?? 0) > stuckMs) return 'danger';
  return overdue > 0 && (latestMs ?? 0) > 5_000 ? 'warn' : 'ok';
}

export function ofSms({ oldestMs }: Operations['sms']): Verdict {
  return (oldestMs ?? 0) > stuckMs ? 'warn' : 'ok';
}

export const ofDoors = (doors: Operations['doors']): Verdict =>
  doors.some(({ floodedSince }) => floodedSince !== null) ? 'danger' : 'ok';

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 1,234,567 → 1.2 MB */
export function bytesText(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step] ?? ''}`;
}

/** 90,061,000 → 1 d 1 h; 62,000 → 1 min 2 s; 42 → 42 ms */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const parts: [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ];
  let rest = Math.round(ms / 1_000);
  const said: string[] = [];
  for (const [unit, seconds] of parts) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0 || said.length > 0) said.push(`${count} ${unit}`);
    if (said.length === 2) break;
  }
  return said.join(' ');
}
