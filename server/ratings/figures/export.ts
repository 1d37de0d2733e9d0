// Figures as a file.
import writeExcelFile from 'write-excel-file/node';
import { csvFile } from '../../platform/attached.ts';
import type { Lang } from '../../platform/errors.ts';
import { type RatingCounts, type RatingFigures, satisfiedShare } from './contract.ts';

const words = {
  zh: {
    sheet: '服务评价',
    by: { agent: '坐席', queue: '队列', channel: '渠道', week: '周' },
    counts: ['结束的服务', '已邀请评价', '已评价'],
    grades: ['非常满意', '满意', '一般', '不满意', '非常不满意'],
    share: '满意率（占已评价）',
    total: '合计',
    rule: '未评价的不算满意。',
  },
  en: {
    sheet: 'Service ratings',
    by: { agent: 'Agent', queue: 'Queue', channel: 'Channel', week: 'Week' },
    counts: ['Talks ended', 'Asked', 'Rated'],
    grades: ['Very satisfied', 'Satisfied', 'Fair', 'Dissatisfied', 'Very dissatisfied'],
    share: 'Satisfied share of rated',
    total: 'Total',
    rule: 'An unanswered question is no praise.',
  },
} as const;
type Cell = string | number | null;

function rowsOf({ by, rows, total }: RatingFigures, lang: Lang): Cell[][] {
  const word = words[lang];
  const cells = (name: string, row: RatingCounts): Cell[] => [
    name,
    row.talks,
    row.asked,
    row.rated,
    ...row.grades,
    satisfiedShare(row),
  ];
  return [
    [word.by[by], ...word.counts, ...word.grades, word.share],
    ...rows.map((row) => cells(row.name[lang], row)),
    cells(word.total, total),
  ];
}

export function csvOf(figures: RatingFigures, lang: Lang): string {
  return csvFile(rowsOf(figures, lang));
}

export function xlsxOf(figures: RatingFigures, lang: Lang): Promise<Buffer> {
  const word = words[lang];
  const [heads = [], ...rows] = rowsOf(figures, lang);
  const cell = <S extends object>(value: Cell, style: S) => (value === null ? null : { value, ...style });
  return writeExcelFile([
    {
      sheet: word.sheet,
      stickyRowsCount: 1,
      columns: heads.map((_, index) => ({ width: index === 0 ? 32 : 14 })),
      data: [
        heads.map((value) => cell(value, { fontWeight: 'bold' as const })),
        ...rows.map((row) =>
          row.map((value, index) => cell(value, index === heads.length - 1 ? { format: '0.0%' } : {})),
        ),
        [cell(word.rule, {})],
      ],
    },
  ]).toBuffer();
}
