// When an address is pulled next.
import { cityDay } from '../platform/city-day.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The next moment after `now` at which the city's clock shows the hour. China keeps one time all year. */
export function nextPull(hour: number, now: Date): Date {
  const today = Date.parse(`${cityDay(now)}T00:00:00+08:00`) + hour * hourMs;
  return new Date(today > now.getTime() ? today : today + dayMs);
}
