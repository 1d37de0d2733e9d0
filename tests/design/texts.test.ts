import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
const apps = ['design', 'agent-console', 'citizen-web'];
const catalogueSchema = z.record(z.string(), z.json());
type Json = z.infer<ReturnType<typeof z.json>>;

const namespaces = apps.flatMap((app) => {
  const files = ['zh', 'en'].flatMap((lang) => readdirSync(join(root, app, 'i18n', lang)));
  return [...new Set(files)].map((file) => ({ app, file }));
});

/** Every text by its path; plural forms of one text count as one. */
function leaves(value: Json, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path.replace(/_(?:zero|one|two|few|many|other)$/, ''), value]];
  if (value === null || typeof value !== 'object') return [[path, '']];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

function read(app: string, lang: string, file: string): [string, string][] {
  return leaves(catalogueSchema.parse(JSON.parse(readFileSync(join(root, app, 'i18n', lang, file), 'utf8'))));
}

const keysOf = (texts: [string, string][]): string[] => [...new Set(texts.map(([key]) => key))].sort();
const slotsOf = (text: string): string =>
  [...text.matchAll(/\{\{\s*(\w+)/g)]
    .map(([, name]) => name)
    .sort()
    .join();

describe.each(namespaces)('the texts of $app/$file', ({ app, file }) => {
  const zh = read(app, 'zh', file);
  const en = read(app, 'en', file);

  it('are complete in Chinese and in English', () => {
    expect(keysOf(en)).toEqual(keysOf(zh));
  });

  it('are nowhere empty', () => {
    expect([...zh, ...en].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });

  it('have the same slots in both languages', () => {
    const english = new Map(en.map(([key, text]) => [key, slotsOf(text)]));
    // A singular may spell its number out.
    const differing = zh.filter(([key, text]) => {
      const slots = english.get(key);
      return (
        slots !== slotsOf(text) && !en.some(([other, its]) => other === key && slotsOf(its) === slotsOf(text))
      );
    });
    expect(differing.map(([key]) => key)).toEqual([]);
  });
});

it('no namespace has the same name twice: all apps share one register of types', () => {
  const names = namespaces.map(({ file }) => file);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

/** The code without its comments. Strings keep their content: that is what is searched. */
function withoutComments(code: string): string {
  return code.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g,
    '$1',
  );
}

const sources = apps.flatMap((app) =>
  readdirSync(join(root, app), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(app, file)),
);

const cjk = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
/** Words between tags, or as an attribute that people see or hear. */
const literalWords = [
  />\s*([^<>{}=;()]*\p{L}{2}[^<>{}=;()]*)<\//gu,
  /\s(?:label|title|placeholder|description|alt|aria-label)="([^"]*\p{L}{2}[^"]*)"/gu,
];

function hardCoded(code: string, isMarkup: boolean): string[] {
  const bare = withoutComments(code);
  const chinese = bare.split('\n').filter((line) => cjk.test(line));
  const words = isMarkup
    ? literalWords.flatMap((words) => [...bare.matchAll(words)].map(([, text = '']) => text))
    : [];
  return [...chinese, ...words].map((text) => text.trim());
}

it('no text for people is written in code: Chinese anywhere, words in markup', () => {
  const found = sources.flatMap((file) =>
    hardCoded(readFileSync(join(root, file), 'utf8'), file.endsWith('.tsx')).map(
      (text) => `${file}: ${text}`,
    ),
  );
  expect(found).toEqual([]);
});

it.each([
  ["const a = '派单'; // 注释", true, 1],
  ['/* 派单 */ const a = 1; // 派单', true, 0],
  ['<p>Dispatch now</p>', true, 1],
  ['<Button label="Dispatch">{t("x")}</Button>', true, 1],
  ['<p>{t("x")}</p>', true, 0],
])('the search for written texts finds them: %s', (code, isMarkup, count) => {
  expect(hardCoded(code, isMarkup)).toHaveLength(count);
});

it('every queue of work has a name on the operations page', () => {
  const files = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' });
  const queues = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(join(root, 'server', file), 'utf8').matchAll(
        /\bperform\(\s*[\w.]*database,\s*'([a-z-]+)'/g,
      ),
    ])
    .map(([, name]) => `queue.${name}`);
  expect(queues.length).toBeGreaterThan(10);
  const named = new Set(keysOf(read('agent-console', 'zh', 'operations.json')));
  expect(queues.filter((queue) => !named.has(queue))).toEqual([]);
});
