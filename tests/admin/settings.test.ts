// Whoever sets up a city finds each variable of the environment explained, in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingNames } from '../../server/platform/config.ts';

const guides = ['README.md', 'README.zh-CN.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);

it.each([
  ['Chinese', guides.filter((name) => name.endsWith('.zh-CN.md'))],
  ['English', guides.filter((name) => !name.endsWith('.zh-CN.md'))],
])('every setting stands in a guide in %s', (_language, read) => {
  const named = new Set(
    read.flatMap((name) => readFileSync(name, 'utf8').match(/\b[A-Z][A-Z0-9_]+\b/g) ?? []),
  );
  expect(settingNames.length).toBeGreaterThan(50);
  expect(settingNames.filter((name) => !named.has(name))).toEqual([]);
});
