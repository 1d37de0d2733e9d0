// Figures as a file.
import writeExcelFile from 'write-excel-file/node';
import { csvFile } from '../platform/attached.ts';
import type { Lang } from '../platform/errors.ts';
import type { FigureRow, Figures } from './contract.ts';

const words = {
  zh: {
    sheet: '质检',
    by: { agent: '坐席', queue: '队列', question: '考评项', week: '周' },
    reviews: '质检数',
    score: '平均得分',
    failed: '致命项不合格',
    disputed: '申诉',
    total: '合计',
  },
  en: {
    sheet: 'Quality',
    by: { agent: 'Agent', queue: 'Queue', question: 'Question', week: 'Week' },
    reviews: 'Reviews',
    score: 'Mean score',
    failed: 'Fatal',
    disputed: 'Disputed',
    total: 'Total',
  },
} as const;
type Cell = string | number | null;

function rowsOf({ by, rows, total }: Figures, lang: Lang): Cell[][] {
  const word = words[lang];
  const cells = (row: FigureRow, name: string): Cell[] => [
    name,
    row.reviews,
    row.score,
    row.failed,
    row.disputed,
  ];
  return [
    [word.by[by], word.reviews, word.score, word.failed, word.disputed],
    ...rows.map((row) => cells(row, row.name[lang])),
    cells(total, word.total),
  ];
}

export function csvOf(figures: Figures, lang: Lang): string {
  return csvFile(rowsOf(figures, lang));
}

export function xlsxOf(figures: Figures, lang: Lang): Promise<Buffer> {
  const data = rowsOf(figures, lang).map((row, index) =>
    row.map((value) =>
      value === null ? null : { value, ...(index === 0 && { fontWeight: 'bold' as const }) },
    ),
  );
  return writeExcelFile([
    { sheet: words[lang].sheet, stickyRowsCount: 1, columns: [{ width: 36 }], data },
  ]).toBuffer();
}
