// Sets of half-open intervals of time.

/** [from, to) in milliseconds since the epoch. */
export type Interval = readonly [from: number, to: number];

/** Sorts and joins intervals that touch or overlap; empty and inverted ones vanish. */
export function union(intervals: readonly Interval[]): Interval[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    if (to <= from) continue;
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** What of `intervals` lies outside `holes`; both sorted and joined. */
export function without(intervals: readonly Interval[], holes: readonly Interval[]): readonly Interval[] {
  if (holes.length === 0) return intervals;
  const rest: Interval[] = [];
  for (const [from, to] of intervals) {
    let cursor = from;
    for (const [start, end] of holes) {
      if (end <= cursor) continue;
      if (start >= to) break;
      if (start > cursor) rest.push([cursor, start]);
      cursor = Math.max(cursor, end);
    }
    if (cursor < to) rest.push([cursor, to]);
  }
  return rest;
}
