// What ratings say together. Pure.
import { type Bilingual, scores } from '../../platform/contract.ts';
import type { RatingCounts, RatingRow, RatingsBy } from './contract.ts';

/** Counts of talks of one agent in one queue on one channel in one week. */
export interface RatingCell extends RatingCounts {
  agentId: string;
  queueCode: string;
  channel: string;
  week: string;
}

const nothing: RatingCounts = { talks: 0, asked: 0, rated: 0, grades: scores.map(() => 0) };

const plus = (a: RatingCounts, b: RatingCounts): RatingCounts => ({
  talks: a.talks + b.talks,
  asked: a.asked + b.asked,
  rated: a.rated + b.rated,
  grades: a.grades.map((count, index) => count + (b.grades[index] ?? 0)),
});

const keyOf: Readonly<Record<RatingsBy, (cell: RatingCell) => string>> = {
  agent: ({ agentId }) => agentId,
  queue: ({ queueCode }) => queueCode,
  channel: ({ channel }) => channel,
  week: ({ week }) => week,
};

/** Cells in groups: weeks in their order, everything else by how many talks there were. */
export function ratingsOf(
  cells: readonly RatingCell[],
  by: RatingsBy,
  nameOf: (key: string) => Bilingual,
): { rows: RatingRow[]; total: RatingCounts } {
  const groups = new Map<string, RatingCounts>();
  for (const cell of cells) {
    const key = keyOf[by](cell);
    groups.set(key, plus(groups.get(key) ?? nothing, cell));
  }
  const rows = [...groups].map(([key, counts]) => ({ key, name: nameOf(key), ...counts }));
  rows.sort((a, b) =>
    by === 'week' ? a.key.localeCompare(b.key) : b.talks - a.talks || a.key.localeCompare(b.key),
  );
  return { rows, total: cells.reduce(plus, nothing) };
}
