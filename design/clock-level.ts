// How near a deadline is. Pure: the screen and its tests share it.

export interface ClockFace {
  state: 'running' | 'paused' | 'met' | 'breached' | 'cancelled';
  /** ISO 8601. Rows of a list know only the due time and the alarm. */
  startedAt?: string;
  dueAt: string;
  endedAt?: string | null;
  /** When the policy warns; on a working calendar these are not even shares of the span. */
  warnings?: readonly { share: number; at: string }[];
  /** Highest share that has fired, 0…1; goes before `warnings`. */
  alarm?: number;
}

export type ClockLevel = 'calm' | 'watch' | 'urgent' | 'over' | 'paused' | 'met' | 'breached' | 'cancelled';

const watchShare = 0.5;
const urgentShare = 0.8;

/** Share of the time used, 0…1: straight from start to due, or the alarm where the start is not known. */
export function shareUsed(clock: ClockFace, nowMs: number): number {
  if (clock.startedAt === undefined) return clock.alarm ?? 0;
  const start = Date.parse(clock.startedAt);
  const span = Date.parse(clock.dueAt) - start;
  return span <= 0 ? 1 : Math.min(1, Math.max(0, (nowMs - start) / span));
}

/** Share by which the policy has warned; without a policy at hand, the share used. */
function shareWarned(clock: ClockFace, nowMs: number): number {
  if (clock.alarm !== undefined) return clock.alarm;
  if (!clock.warnings) return shareUsed(clock, nowMs);
  return Math.max(0, ...clock.warnings.filter(({ at }) => Date.parse(at) <= nowMs).map(({ share }) => share));
}

/** The level of a clock: the policy's own warnings decide (50 % and 80 % by default, DESIGN §6). */
export function clockLevel(clock: ClockFace, nowMs: number): ClockLevel {
  if (clock.state === 'breached') return clock.endedAt ? 'breached' : 'over';
  if (clock.state !== 'running') return clock.state;
  if (nowMs >= Date.parse(clock.dueAt)) return 'over';
  const share = shareWarned(clock, nowMs);
  if (share >= urgentShare) return 'urgent';
  return share >= watchShare ? 'watch' : 'calm';
}

/** A span of milliseconds in days, hours, minutes and seconds. */
export function splitSpan(ms: number): { days: number; hours: number; minutes: number; seconds: number } {
  const seconds = Math.floor(Math.abs(ms) / 1_000);
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3_600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
}
