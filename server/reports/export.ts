// The scorecard as a file: CSV, or a workbook whose second sheet says what every figure means.
import writeExcelFile from 'write-excel-file/node';
import { csvFile } from '../platform/attached.ts';
import type { Lang } from '../platform/errors.ts';
import { figureIds, figures, type Grouping, rateOf, type Scorecard, scoreMeans } from './contract.ts';

const words = {
  zh: {
    rank: '名次',
    score: '综合得分',
    total: '合计',
    cases: '（件）',
    figures: '考核',
    definitions: '指标说明',
    figure: '指标',
    means: '口径',
    period: '统计期',
    by: { department: '部门', category: '类别', area: '区', month: '月份' },
  },
  en: {
    rank: 'Rank',
    score: 'Score',
    total: 'Total',
    cases: ' (cases)',
    figures: 'Scorecards',
    definitions: 'Definitions',
    figure: 'Figure',
    means: 'Meaning',
    period: 'Period',
    by: { department: 'Department', category: 'Category', area: 'District', month: 'Month' },
  },
} as const satisfies Record<Lang, { by: Record<Grouping, string> } & Record<string, unknown>>;

type Cell = string | number | null;

/** Heads and rows: a rate is a share from 0 to 1 with its cases beside it; without cases it is empty. */
export function sheetOf(card: Scorecard, lang: Lang): Cell[][] {
  const word = words[lang];
  const heads = figureIds.flatMap((id) =>
    figures[id].unit === 'rate'
      ? [figures[id].name[lang], figures[id].name[lang] + word.cases]
      : [figures[id].name[lang]],
  );
  const cells = ({ tallies }: Scorecard['total']): Cell[] =>
    figureIds.flatMap((id) => {
      const cases = tallies[id]?.cases ?? 0;
      return figures[id].unit === 'rate' ? [rateOf(tallies, id), cases] : [cases];
    });
  return [
    [word.rank, word.by[card.by], word.score, ...heads],
    ...card.rows.map((row) => [row.rank, row.name[lang], row.score, ...cells(row)]),
    [null, word.total, card.total.score, ...cells(card.total)],
  ];
}

function definitionsOf(card: Scorecard, lang: Lang): string[][] {
  const word = words[lang];
  return [
    [word.figure, word.means],
    ...figureIds.map((id) => [figures[id].name[lang], figures[id].means[lang]]),
    [word.score, scoreMeans[lang]],
    [word.period, `${card.from} – ${card.until}`],
  ];
}

export function csvOf(card: Scorecard, lang: Lang): string {
  return csvFile(sheetOf(card, lang));
}

export function xlsxOf(card: Scorecard, lang: Lang): Promise<Buffer> {
  const word = words[lang];
  const [heads = [], ...rows] = sheetOf(card, lang);
  const shares = new Set(
    figureIds.filter((id) => figures[id].unit === 'rate').map((id) => heads.indexOf(figures[id].name[lang])),
  );
  const cell = <S extends object>(value: Cell, style: S) => (value === null ? null : { value, ...style });
  const bold = (values: readonly Cell[]) =>
    values.map((value) => cell(value, { fontWeight: 'bold' as const }));
  return writeExcelFile([
    {
      sheet: word.figures,
      stickyRowsCount: 1,
      columns: heads.map((_, index) => ({ width: index === 1 ? 32 : 14 })),
      data: [
        bold(heads),
        ...rows.map((row) =>
          row.map((value, index) => cell(value, shares.has(index) ? { format: '0.0%' } : {})),
        ),
      ],
    },
    {
      sheet: word.definitions,
      columns: [{ width: 24 }, { width: 110 }],
      data: definitionsOf(card, lang).map((row, index) =>
        index === 0 ? bold(row) : row.map((value) => cell(value, { wrap: true })),
      ),
    },
  ]).toBuffer();
}
