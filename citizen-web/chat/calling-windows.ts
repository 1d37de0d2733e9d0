// When a citizen may ask to be called: parts of days, by the city's clock.
import { cityDay, cityMidnight } from '../../server/calendar/city.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What has less left than this is no choice any more. */
const leastMs = hourMs;

const parts = [
  { id: 'todayMorning', day: 0, from: 9, until: 12 },
  { id: 'todayAfternoon', day: 0, from: 14, until: 18 },
  { id: 'todayEvening', day: 0, from: 18, until: 21 },
  { id: 'tomorrowMorning', day: 1, from: 9, until: 12 },
  { id: 'tomorrowAfternoon', day: 1, from: 14, until: 18 },
] as const;

export interface CallingWindow {
  id: (typeof parts)[number]['id'];
  from: string;
  until: string;
}

/** The parts of today and tomorrow that are still to come; one that has begun begins now. */
export function callingWindows(now: Date): CallingWindow[] {
  const midnight = cityMidnight(cityDay(now));
  return parts.flatMap(({ id, day, from, until }) => {
    const begin = midnight + day * dayMs + from * hourMs;
    const end = midnight + day * dayMs + until * hourMs;
    if (end - now.getTime() < leastMs) return [];
    const start = Math.max(begin, now.getTime());
    return [{ id, from: new Date(start).toISOString(), until: new Date(end).toISOString() }];
  });
}
