// npm run pack:new -- NAME [PREFIX]: begins another city's pack in prisma/packs/NAME; its ticket numbers begin with PREFIX,
// which is asked for where it is not given. What holds for the whole country comes from the Shenzhen pack; the rest is one
// city, one department and empty lists, which pack:check says how to fill.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { loadPack } from '../server/admin/pack/load.ts';
import { ticketPrefixSchema } from '../server/tickets/words.ts';
import { line, say } from './bootstrap/say.mjs';
import { wordsOf } from './options.ts';

const model = resolve('prisma/packs/shenzhen');
const [name = '', given] = wordsOf('pack-name', 2);
if (!/^[a-z][a-z0-9-]{1,39}$/.test(name)) {
  console.error(line('pack-name'));
  process.exit(1);
}
const folder = join('prisma/packs', name);
if (existsSync(folder)) {
  console.error(line('pack-exists', { folder }));
  process.exit(1);
}

async function askPrefix(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${line('pack-prefix')} `);
  terminal.close();
  return answer;
}
const prefix = ticketPrefixSchema.safeParse((given ?? (await askPrefix())).trim().toUpperCase());
if (!prefix.success) {
  console.error(line('pack-prefix'));
  process.exit(1);
}

const rowsSchema = z.array(z.record(z.string(), z.unknown()));
const modelRows = (file: string) => rowsSchema.parse(JSON.parse(readFileSync(join(model, file), 'utf8')));
const write = (file: string, content: unknown): void =>
  writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);

for (const part of ['', 'articles', 'communities', 'sentences'])
  mkdirSync(join(folder, part), { recursive: true });
write('pack.json', {
  name,
  nameZh: '新城市包',
  nameEn: `Pack of ${name}`,
  // The national capital's code stands for “not said yet”.
  areaCode: '110000',
  timezone: 'Asia/Shanghai',
  ticketPrefix: prefix.data,
  note: 'Begun by pack:new. Say here where the facts come from and when they were last looked at.',
});
write('areas.json', [
  { code: '110000', parentCode: null, level: 'city', nameZh: '本市', nameEn: 'The city' },
]);
// The city's own parts are drawn here once areas.json has them.
write('map.json', []);
write('departments.json', [
  {
    code: 'centre',
    parentCode: null,
    nameZh: '热线中心',
    nameEn: 'Hotline centre',
    kind: 'centre',
    areaCode: '110000',
    tasks: [2],
    phone: '000-0000-0000',
    isFallback: true,
    takesTickets: true,
  },
]);
write('skills.json', modelRows('skills.json'));
write(
  'queues.json',
  modelRows('queues.json').filter(({ code }) => code === 'general'),
);
write(
  'policies.json',
  modelRows('policies.json').filter(({ match }) => !/categoryCode|bodyCode/.test(JSON.stringify(match))),
);
write(
  'escalation.json',
  modelRows('escalation.json').filter(({ departmentCode }) => departmentCode === null),
);
for (const file of ['calendars', 'dispositions', 'reasons', 'phone-book', 'canned', 'texts', 'follow-up'])
  write(`${file}.json`, modelRows(`${file}.json`));
for (const file of [
  'categories',
  'duty',
  'people',
  'reply-templates',
  'service-items',
  'tasks',
  'connectors',
])
  write(`${file}.json`, []);
loadPack(resolve(folder));
say('pack-made', { folder });
