import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  deedOf,
  detailSchema,
  filterOf,
  noFilter,
  queryOf,
} from '../../agent-console/audit/audit-words.ts';

const server = fileURLToPath(new URL('../../server', import.meta.url));

const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(server, path), 'utf8'))
  .filter((source) => source.includes("/audit.ts'"));

describe('the words of the audit trail', () => {
  it('are there for every deed that the server writes down', () => {
    const deeds = sources.flatMap((source) =>
      [...source.matchAll(/\baction: '([a-z_.]+)'/g)].map(([, action]) => action ?? ''),
    );
    expect(deeds).toContain('unseal');
    expect(deeds.filter((action) => deedOf(action) === undefined)).toEqual([]);
  });

  it('are there for what the server writes beside a deed', () => {
    const written = sources.flatMap((source) => [...source.matchAll(/\bdetail: \{ ([^{}]*) \}/g)]);
    const names = written.flatMap(([, parts = '']) =>
      parts.split(/, (?=\w+(?::|,|$))/).flatMap((part) => /^(\w+)(?::|$)/.exec(part)?.[1] ?? []),
    );
    expect(names).toContain('minutes');
    expect(names.filter((name) => !detailSchema.safeParse(name).success)).toEqual([]);
  });
});

describe('a filter of the audit trail', () => {
  it('asks in the city’s time, and includes the minute that it ends with', () => {
    expect(queryOf({ ...noFilter, from: '2026-11-24T09:00', to: '2026-11-24T09:30' })).toEqual({
      from: '2026-11-24T01:00:00.000Z',
      to: '2026-11-24T01:31:00.000Z',
    });
  });

  it('leaves out what is empty or unfinished', () => {
    expect(queryOf({ ...noFilter, who: '  ', from: '2026-11' })).toEqual({});
  });

  it('is the same again from its address', () => {
    const filter = { ...noFilter, who: '王', action: 'unseal', to: '2026-11-24T09:30' };
    expect(filterOf(addressOf(filter))).toEqual(filter);
  });
});
