// npm run -s danger:train -- [--out WEIGHTS] LETTERS…: learns danger from knowledge/classify/danger/lessons.json and, as
// matters that are none, from letters (JSONL {title?,text}), writes the weights and prints the trial of five folds.
// Of the letters no text is kept: only signs of the lessons have a weight.
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { learnDanger, lessonsSchema, plain, spellOut, tryDanger } from '../knowledge/classify/index.ts';
import { fail, parseLine } from './json-lines.ts';

const home = new URL('../knowledge/classify/danger/', import.meta.url);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: fileURLToPath(new URL('weights.json', home)) } },
});
/** A sentence of a page or an article, in characters; one in so many is taken. */
const SHORTEST = 8;
const LONGEST = 120;
const EACH = 2;
const letterSchema = z.object({ title: z.string().nullish(), text: z.string() });

/** As the classifier reads them. */
const folded = (title: string, text: string): string => {
  const message = plain(title, text);
  return `${message.title}。${message.text}`;
};

const lessons = spellOut(
  lessonsSchema.parse(JSON.parse(readFileSync(new URL('lessons.json', home), 'utf8'))),
).map((lesson) => ({ ...lesson, text: folded('', lesson.text) }));
const letters = positionals.flatMap((file) => {
  if (!existsSync(file)) fail(`${file}: cannot be read`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      const letter = parseLine(letterSchema, line, `${file}:${i + 1}`);
      return letter ? [folded(letter.title ?? '', letter.text)] : [];
    });
});
/** Every sentence of our own pages and articles, in both languages: short, and no danger. */
const ownTexts = ['agent-console/i18n', 'citizen-web/i18n', 'prisma/packs/shenzhen'].flatMap((folder) => {
  const root = new URL(`../${folder}/`, import.meta.url);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => stringsIn(JSON.parse(readFileSync(new URL(name, root), 'utf8'))))
    .filter((text) => text.length >= SHORTEST && text.length <= LONGEST);
});
const everyday = [...new Set(ownTexts)].filter((_, i) => i % EACH === 0).map((text) => folded('', text));
const material = { lessons, letters, everyday };

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

const trial = tryDanger(material);
const weights = learnDanger(material);
writeFileSync(`${values.out}.new`, `${JSON.stringify(weights, null, 2)}\n`);
renameSync(`${values.out}.new`, values.out);
process.stdout.write(
  `${JSON.stringify({ lessons: lessons.length, letters: letters.length, everyday: everyday.length, letter: weights.letter, ...trial }, null, 2)}\n`,
);
