// The table that pack:check prints: one line a task, in columns that line up beside Chinese characters.
import type { TaskCount } from '../../server/admin/pack/completeness.ts';

/** Chinese characters and marks take two cells of a terminal. */
const cells = (text: string): number =>
  [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/u.test(character) ? 2 : 1), 0);
const fill = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));

const heads = [
  '#',
  '任务 task',
  '部门 dept',
  '职责 duty',
  '分类 cat',
  '事项 item',
  '条目 art',
  '查询 conn',
  '受理 routing',
  '话 said',
  '命中 right',
  '缺 missing',
];

/** @param rightOf share of the held-out sentences of a task that reach their department */
export function tableLines(counts: readonly TaskCount[], rightOf: ReadonlyMap<number, number>): string[] {
  const rows = counts.map((row) => {
    const right = rightOf.get(row.task);
    return [
      row.task,
      row.nameZh || '—',
      row.departments,
      row.duties,
      row.categories,
      row.items,
      row.articles,
      row.connectors ?? '—',
      row.routing ?? '—',
      row.sentences,
      right === undefined ? '—' : `${Math.round(100 * right)} %`,
      row.missing.join(', ') || '✓',
    ].map(String);
  });
  const widths = heads.map((head, column) =>
    Math.max(cells(head), ...rows.map((row) => cells(row[column] ?? ''))),
  );
  return [heads, ...rows].map((row) =>
    row
      .map((text, column) => fill(text, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
