// The written access matrix (docs/access.md), read line by line.
import { readFileSync } from 'node:fs';
import { type Role, roleSchema } from '../../server/platform/contract.ts';

export interface WrittenRow {
  /** `GET /api/tickets`, or `/staff message:send`. */
  name: string;
  /** What opens it without a sign-in; empty when nothing does. */
  opener: string;
  roles: Role[];
  /** Of a server with Twilio, of one in demo mode without, or of both. */
  when: 'always' | 'twilio' | 'simulator';
}

/** `a{,b}` is `a` and `ab`. */
function expanded(name: string): string[] {
  const match = /^(.*?)\{([^}]*)\}(.*)$/.exec(name);
  if (!match) return [name];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').flatMap((choice) => expanded(`${before}${choice}${after}`));
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

export function readAccessMatrix(path = 'docs/access.md'): WrittenRow[] {
  const rows: WrittenRow[] = [];
  let heads: string[] = [];
  let when: WrittenRow['when'] = 'always';
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.startsWith('## '))
      when = line.includes('with Twilio only')
        ? 'twilio'
        : line.includes('demo mode')
          ? 'simulator'
          : 'always';
    else if (line.startsWith('| route')) heads = cellsOf(line);
    else if (line.startsWith('| `')) {
      const [name = '', opener = '', ...marks] = cellsOf(line);
      const roles = heads
        .slice(2)
        .flatMap((head, index) => (marks[index] === '●' ? [roleSchema.parse(head)] : []));
      for (const each of expanded(name.slice(1, -1))) rows.push({ name: each, opener, roles, when });
    }
  }
  return rows;
}
