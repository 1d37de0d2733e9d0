// Moments as a field of date and time holds them: the city's clock, wherever the browser stands.
import { cityOffsetMs } from '../../server/calendar/city.ts';

/** `2026-11-27T09:30` */
export function fieldOf(moment: string | number): string {
  return new Date(new Date(moment).getTime() + cityOffsetMs).toISOString().slice(0, 16);
}

/** ISO 8601; empty for an unfinished time. */
export function momentOf(field: string): string {
  const at = Date.parse(`${field}:00+08:00`);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}
