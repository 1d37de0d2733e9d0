// How far several people agree who judged the same things. Pure.

/** How far apart two values are: any two different ones alike, by their places in the order, or by their distance. */
export type Metric = 'nominal' | 'ordinal' | 'interval';

/**
 * Krippendorff's alpha: 1 where all agree, 0 where they agree as chance would, below 0 where they agree less than that.
 * For any number of judges, and where some have not judged everything.
 *
 *   alpha = 1 - D_o / D_e,  D_o = Σ_c Σ_k o_ck δ²_ck / n,  D_e = Σ_c Σ_k n_c n_k δ²_ck / (n (n - 1))
 *
 * with o_ck the coincidences of values c and k within a unit of m_u values, each pair counted 1 / (m_u - 1) times.
 * Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C, and Content Analysis, ch. 11.
 * @param units what was judged: the values that its judges gave; units with fewer than two say nothing
 * @returns null where nothing can be compared; 1 where all values are the same one
 */
export function krippendorffAlpha(units: readonly (readonly number[])[], metric: Metric): number | null {
  const paired = units.filter(({ length }) => length > 1);
  if (paired.length === 0) return null;
  const values = [...new Set(paired.flat())].sort((a, b) => a - b);
  const count = (value: number): number => counts.get(value) ?? 0;
  const counts = new Map(
    values.map((value) => [value, paired.flat().filter((each) => each === value).length]),
  );
  const n = paired.flat().length;
  const distance = (a: number, b: number): number => squared(a, b, metric, values, count);
  let observed = 0;
  for (const unit of paired) {
    const within = pairSum(unit, unit, distance);
    observed += within / (unit.length - 1);
  }
  let expected = 0;
  for (const a of values) for (const b of values) expected += count(a) * count(b) * distance(a, b);
  if (expected === 0) return 1;
  return 1 - ((n - 1) * observed) / expected;
}

/** Pairs of a value with itself have no distance, so they may be counted. */
function pairSum(
  a: readonly number[],
  b: readonly number[],
  distance: (a: number, b: number) => number,
): number {
  return a.reduce((total, one) => total + b.reduce((sum, other) => sum + distance(one, other), 0), 0);
}

function squared(
  a: number,
  b: number,
  metric: Metric,
  values: readonly number[],
  count: (value: number) => number,
): number {
  if (a === b) return 0;
  if (metric === 'nominal') return 1;
  if (metric === 'interval') return (a - b) ** 2;
  const [low, high] = a < b ? [a, b] : [b, a];
  const between = values.filter((value) => value >= low && value <= high);
  const ranks = between.reduce((total, value) => total + count(value), 0);
  return (ranks - (count(low) + count(high)) / 2) ** 2;
}
