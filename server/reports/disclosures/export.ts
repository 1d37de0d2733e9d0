// The yearly count of requests for disclosure as a file: CSV, or a workbook whose second sheet says what counts how.
import writeExcelFile from 'write-excel-file/node';
import { csvFile } from '../../platform/attached.ts';
import type { Lang } from '../../platform/errors.ts';
import { columnNames, columnSchema, type Disclosures, disclosureRules } from './contract.ts';

const words = {
  zh: { count: '依申请公开年度统计', line: '办理情况', basis: '依据', total: '总计', rules: '统计口径' },
  en: { count: 'Disclosure requests', line: 'Requests', basis: 'Rule', total: 'Total', rules: 'Rules' },
} as const satisfies Record<Lang, Record<string, string>>;
const whole = { zh: '全市', en: 'The whole city' } as const satisfies Record<Lang, string>;

type Cell = string | number;

function sheetOf({ lines }: Disclosures, lang: Lang): Cell[][] {
  const columns = columnSchema.options;
  return [
    [words[lang].line, ...columns.map((id) => columnNames[id][lang]), words[lang].total, words[lang].basis],
    ...lines.map(({ name, basis, counts, total }) => [
      name[lang],
      ...columns.map((id) => counts[id]),
      total,
      basis ?? '',
    ]),
  ];
}

export function csvOf(report: Disclosures, lang: Lang): string {
  return csvFile(sheetOf(report, lang));
}

export function xlsxOf(report: Disclosures, lang: Lang): Promise<Buffer> {
  const word = words[lang];
  const [heads = [], ...rows] = sheetOf(report, lang);
  const bold = (values: readonly Cell[]) =>
    values.map((value) => ({ value, fontWeight: 'bold' as const, wrap: true }));
  const whose = report.department?.[lang] ?? whole[lang];
  return writeExcelFile([
    {
      sheet: word.count,
      stickyRowsCount: 1,
      columns: heads.map((_, index) => ({ width: index === 0 ? 36 : index === heads.length - 1 ? 52 : 13 })),
      data: [bold(heads), ...rows.map((row) => row.map((value) => (value === '' ? null : { value })))],
    },
    {
      sheet: word.rules,
      columns: [{ width: 110 }],
      data: [
        bold([`${word.count} ${report.year} · ${whose}`]),
        ...disclosureRules.map((rule) => [{ value: rule[lang], wrap: true }]),
      ],
    },
  ]).toBuffer();
}
