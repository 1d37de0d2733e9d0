// Moments as ISO 8601 in UTC, for what is written by the hundred thousand.

const dayMs = 86_400_000;
const mostDays = 2_000;
/** `2030-03-06T` by the number of the day. */
const dates = new Map<number, string>();
const padded = Array.from({ length: 100 }, (_one, value) => String(value).padStart(2, '0'));
const two = (value: number): string => padded[value] ?? '';

/** The same as `new Date(ms).toISOString()`, in a tenth of its time where days repeat. @param ms whole milliseconds */
export function isoOf(ms: number): string {
  const day = Math.floor(ms / dayMs);
  const rest = ms - day * dayMs;
  const date = dates.get(day) ?? dateText(day);
  const [hour, minute] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60];
  const [second, milli] = [Math.floor(rest / 1_000) % 60, rest % 1_000];
  return `${date}${two(hour)}:${two(minute)}:${two(second)}.${milli < 100 ? `0${two(milli)}` : milli}Z`;
}

function dateText(day: number): string {
  if (dates.size >= mostDays) dates.clear();
  const [date = ''] = new Date(day * dayMs).toISOString().split('T');
  const text = `${date}T`;
  dates.set(day, text);
  return text;
}
