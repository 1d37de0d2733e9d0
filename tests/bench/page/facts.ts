// What a measure printed, as Markdown: single figures as a list, those that repeat under the same names as tables.

type Figure = string | number | boolean;
interface Line {
  /** Where it stood: `replies heldOut ours`. */
  at: string;
  figures: Record<string, Figure>;
}

const isFigure = (value: unknown): value is Figure =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A figure to four digits, as a cell or in a sentence. */
export const cell = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : String(typeof value === 'number' ? Number(value.toPrecision(4)) : value);

/** Every group of figures in `value`, however deep it stands. */
function linesOf(value: unknown, at: readonly string[]): Line[] {
  if (Array.isArray(value)) return value.flatMap((one) => linesOf(one, at));
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const figures = Object.fromEntries(
    entries.flatMap(([name, one]): [string, Figure][] => (isFigure(one) ? [[name, one]] : [])),
  );
  const here = Object.keys(figures).length > 0 ? [{ at: at.join(' '), figures }] : [];
  return [...here, ...entries.flatMap(([name, one]) => linesOf(one, [...at, name]))];
}

/** Rows under the names that the first of them has. */
export function tableOf(rows: readonly Record<string, unknown>[]): string[] {
  const [first = {}] = rows;
  const names = Object.keys(first);
  if (names.length === 0) return [];
  return [
    `| ${names.join(' | ')} |`,
    `| ${names.map((name) => (typeof first[name] === 'string' ? '---' : '---:')).join(' | ')} |`,
    ...rows.map((row) => `| ${names.map((name) => cell(row[name])).join(' | ')} |`),
  ];
}

/** The figures of one measure: a list, then a table for each set of names that comes more than once. */
export function factsOf(result: Record<string, unknown>): string[] {
  const listed: string[] = [];
  const tables = new Map<string, Line[]>();
  for (const [name, value] of Object.entries(result)) {
    if (isFigure(value)) {
      listed.push(`- \`${name}\`: ${cell(value)}`);
      continue;
    }
    const alike = new Map<string, Line[]>();
    for (const line of linesOf(value, [name])) {
      const names = Object.keys(line.figures).join(' ');
      alike.set(names, [...(alike.get(names) ?? []), line]);
    }
    for (const lines of alike.values()) {
      const [first] = lines;
      if (lines.length > 1) tables.set(`${name} ${tables.size}`, lines);
      else if (first) {
        const said = Object.entries(first.figures).map(([one, figure]) => `${one} ${cell(figure)}`);
        listed.push(`- \`${first.at}\`: ${said.join(', ')}`);
      }
    }
  }
  return [
    ...listed,
    ...[...tables.values()].flatMap((lines) => {
      const isOne = new Set(lines.map(({ at }) => at)).size === 1;
      const rows = lines.map(({ at, figures }) => (isOne ? figures : { of: at, ...figures }));
      return ['', ...(isOne ? [`\`${lines[0]?.at}\``, ''] : []), ...tableOf(rows)];
    }),
  ];
}
