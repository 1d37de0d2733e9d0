// A linear support vector machine for sparse rows, trained by dual coordinate descent
// (Hsieh et al., ICML 2008, algorithm 1, squared hinge loss).

export interface SparseRow {
  columns: Uint32Array;
  values: Float32Array;
}

export interface LinearOptions {
  /** Cost of an error: larger fits closer. */
  cost: number;
  epochs: number;
}

const CLOSE_ENOUGH = 0.02;

/** The row's score; the last weight is the bias. */
export function score(weights: Float32Array, row: SparseRow, gains: Float32Array): number {
  const { columns, values } = row;
  let sum = weights[weights.length - 1] ?? 0;
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j] ?? 0;
    sum += (weights[column] ?? 0) * (values[j] ?? 0) * (gains[column] ?? 0);
  }
  return sum;
}

/**
 * Weights (one per column, then the bias) that separate rows of sign +1 from rows of sign -1.
 * Every value is multiplied by its column's gain on the way in. The order of visits is a fixed
 * pseudo-random one, so that the same rows always give the same weights.
 */
export function trainLinear(
  rows: readonly SparseRow[],
  signs: Int8Array,
  gains: Float32Array,
  { cost, epochs }: LinearOptions,
): Float32Array {
  const bias = gains.length;
  const weights = new Float32Array(bias + 1);
  const alphas = new Float32Array(rows.length);
  const ridge = 1 / (2 * cost);
  const scaled = rows.map(({ columns, values }) => ({
    columns,
    values: values.map((value, j) => value * (gains[columns[j] ?? 0] ?? 0)),
  }));
  const curvatures = scaled.map(({ values }) =>
    values.reduce((sum, value) => sum + value * value, 1 + ridge),
  );
  const order = Uint32Array.from(rows.keys());
  let random = 1;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let k = order.length - 1; k > 0; k--) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      const other = random % (k + 1);
      const kept = order[k] ?? 0;
      order[k] = order[other] ?? 0;
      order[other] = kept;
    }
    let largestStep = 0;
    for (const i of order) {
      const row = scaled[i];
      if (!row) continue;
      const { columns, values } = row;
      let margin = weights[bias] ?? 0;
      for (let j = 0; j < columns.length; j++) margin += (weights[columns[j] ?? 0] ?? 0) * (values[j] ?? 0);
      const sign = signs[i] ?? 1;
      const alpha = alphas[i] ?? 0;
      const gradient = margin * sign - 1 + alpha * ridge;
      const projected = alpha === 0 ? Math.min(gradient, 0) : gradient;
      largestStep = Math.max(largestStep, Math.abs(projected));
      if (Math.abs(projected) < 1e-6) continue;
      const next = Math.max(0, alpha - gradient / (curvatures[i] ?? 1));
      const change = (next - alpha) * sign;
      alphas[i] = next;
      for (let j = 0; j < columns.length; j++) {
        const column = columns[j] ?? 0;
        weights[column] = (weights[column] ?? 0) + change * (values[j] ?? 0);
      }
      weights[bias] = (weights[bias] ?? 0) + change;
    }
    if (largestStep < CLOSE_ENOUGH) break;
  }
  return weights;
}
