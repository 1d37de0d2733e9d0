// Hours and dates as people write them in a field, and back. Pure.

type Windows = [string, string][];

const window = /^(\d{1,2}):(\d{2})\s*[-–~\u81f3]\s*(\d{1,2}):(\d{2})$/;
/** Commas and semicolons of both scripts. */
export const separator = /[,;\u3001\uff0c\uff1b]/;
const date = /^\d{4}-\d{2}-\d{2}$/;
const two = (digits: string | undefined): string => (digits ?? '').padStart(2, '0');

/** `9:00-12:00, 14:00-18:00`; nothing for closed. @returns undefined when it is no list of hours */
export function windowsOf(text: string): Windows | undefined {
  const found: Windows = [];
  for (const part of text.split(separator)) {
    const words = part.trim();
    if (words === '') continue;
    const match = window.exec(words);
    if (!match) return undefined;
    found.push([`${two(match[1])}:${two(match[2])}`, `${two(match[3])}:${two(match[4])}`]);
  }
  return found;
}

export const textOfWindows = (windows: readonly (readonly [string, string])[]): string =>
  windows.map(([from, to]) => `${from}-${to}`).join(', ');

/** One date a line. @returns undefined when a line is none */
export function datesOf(text: string): string[] | undefined {
  const lines = linesOf(text);
  return lines.every((line) => date.test(line)) ? lines : undefined;
}

/** A date and its hours, one a line: `2027-02-05 09:00-12:00`. @returns undefined when a line is none */
export function datedWindowsOf(text: string): Record<string, Windows> | undefined {
  const found: Record<string, Windows> = {};
  for (const line of linesOf(text)) {
    const [day = '', ...rest] = line.split(/\s+/);
    const windows = windowsOf(rest.join(' '));
    if (!date.test(day) || windows === undefined || windows.length === 0) return undefined;
    found[day] = windows;
  }
  return found;
}

export const textOfDated = (dated: Readonly<Record<string, Windows>>): string =>
  Object.entries(dated)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, windows]) => `${day} ${textOfWindows(windows)}`)
    .join('\n');

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The month after or before one, `YYYY-MM`. */
export function monthBeside(month: string, by: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
