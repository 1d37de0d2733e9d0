// npm run lint:texts: every text is named by some program, and every line of the scripts has its text. Says each that is
// not so and ends with 1. That nothing else names a text that is not there is the compiler's work: those keys are types.
// A key that is built at run time counts as named by the template that builds it, `state.${state}`; the city's keys stand
// in server/admin/text-keys.ts, whoever builds them.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { textKeys } from '../server/admin/text-keys.ts';
import { root } from './bootstrap/project.mjs';
import { say } from './bootstrap/say.mjs';
import { keysOf, namesIn, unnamed } from './texts/core.ts';

const chineseSchema = z.object({ zh: z.record(z.string(), z.json()) });
const linesSchema = z.object({
  lines: z.record(z.string(), z.json()),
  steps: z.record(z.string(), z.json()),
});
const cityTextsSchema = z.array(z.object({ key: z.string() }));
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** The programs of folders, without one that only lists the keys. */
function programsOf(folders: readonly string[], list = ''): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => /\.(?:tsx?|mjs)$/.test(file) && file !== list)
    .map((file) => readFileSync(join(root, file), 'utf8'));
}

const faults: string[] = [];
function tell(code: 'text-unused' | 'text-missing', file: string, keys: readonly string[]): void {
  for (const key of keys) faults.push(`${file}\t${key}\t${code}`);
}

// The screens.
const screens = {
  design: ['design', 'agent-console', 'citizen-web'],
  'agent-console': ['design', 'agent-console'],
  'citizen-web': ['design', 'citizen-web'],
};
for (const [app, folders] of Object.entries(screens)) {
  const names = namesIn(programsOf(folders));
  for (const file of readdirSync(join(root, app, 'i18n/zh')).map((name) => `${app}/i18n/zh/${name}`))
    tell('text-unused', file, unnamed(keysOf(read(file)), names, basename(file, '.json')));
}

// The plain pages read theirs as properties.
const plain = 'citizen-web/plain/texts.json';
const properties = programsOf(['citizen-web/plain', 'server/plain']).flatMap((program) =>
  [...program.matchAll(/\.(\w+)\b/g)].map(([, name = '']) => name),
);
tell(
  'text-unused',
  plain,
  keysOf(chineseSchema.parse(read(plain)).zh).filter(
    (key) => !properties.includes(key.split('.').at(-1) ?? ''),
  ),
);

// What programs, and people with a file, are told is wrong.
const told = {
  'server/platform/error-texts.json': programsOf(['server'], 'server/platform/errors.ts'),
  'server/open311/texts.json': programsOf(['server/open311']),
  'knowledge/catalogue/fault-texts.json': programsOf(['knowledge', 'server']),
};
for (const [file, programs] of Object.entries(told)) {
  tell('text-unused', file, unnamed(Object.keys(chineseSchema.parse(read(file)).zh), namesIn(programs)));
}

// The city's: those that the programs know are those of the pack.
const pack = 'prisma/packs/shenzhen/texts.json';
const keysInPack = cityTextsSchema.parse(read(pack)).map(({ key }) => key);
const known = new Set<string>(textKeys);
tell(
  'text-unused',
  pack,
  keysInPack.filter((key) => !known.has(key)),
);
const cityNames = namesIn(programsOf(['server'], 'server/admin/text-keys.ts'));
tell('text-unused', 'server/admin/text-keys.ts', unnamed(textKeys, cityNames));

// What the scripts say.
const said = 'scripts/bootstrap/texts.json';
const { lines, steps } = linesSchema.parse(read(said));
const scripts = programsOf(['scripts']);
const speakers = namesIn([...scripts, ...programsOf(['server'])]);
tell('text-unused', said, unnamed(Object.keys({ ...lines, ...steps }), speakers));
const calls = scripts.flatMap((program) => [
  ...program.matchAll(/\b(?:(step)|say|line|Refusal|optionsOf|wordsOf)\(\s*'([a-z-]+)'/g),
]);
tell(
  'text-missing',
  said,
  calls.flatMap(([, step, key = '']) => (key in (step ? steps : lines) ? [] : [key])),
);

for (const fault of faults) console.log(fault);
say(faults.length === 0 ? 'texts-named' : 'texts-faulty', { faults: faults.length });
if (faults.length > 0) process.exitCode = 1;
