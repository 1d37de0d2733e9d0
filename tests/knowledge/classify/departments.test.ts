import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { departmentRulesSchema } from '../../../knowledge/classify/index.ts';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

it('names only departments that the Shenzhen pack has', () => {
  const { fallback, labels, rules } = departmentRulesSchema.parse(
    read('knowledge/classify/departments.json'),
  );
  const pack = z.array(z.object({ code: z.string() })).parse(read('prisma/packs/shenzhen/departments.json'));
  const codes = new Set(pack.map(({ code }) => code));
  const named = [fallback, ...Object.values(labels), ...rules.map(({ department }) => department)];
  expect(named.filter((code) => !codes.has(code))).toEqual([]);
});
