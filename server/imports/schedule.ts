// When an address is pulled next.
import { cityMidnight, cityDay } from '../calendar/index.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The next moment after `now` at which the city's clock shows the hour. */
export function nextPull(hour: number, now: Date): Date {
  const today = cityMidnight(cityDay(now)) + hour * hourMs;
  return new Date(today > now.getTime() ? today : today + dayMs);
}
