// npm run advisories: asks the registry which packages that the server runs with have known holes. Ends with 1 when there
// is one of high or critical severity that scripts/advisories.json does not answer ({id, until, why}: why it does no harm
// here, and until when somebody looks again). Where the registry does not tell (no network, a mirror without the service)
// it says so and ends with 0: nobody is kept from working by a line that is down.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { root } from './bootstrap/project.mjs';
import { say } from './bootstrap/say.mjs';
import { type Answered, advisoriesOf, answeredSchema, openOf, reportSchema } from './advisories/core.ts';

const withinMs = 20_000;

async function ask(): Promise<string> {
  const child = spawn(
    'npm',
    ['audit', '--omit=dev', '--json', '--fetch-retries=0', `--fetch-timeout=${withinMs}`],
    { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], timeout: withinMs * 2 },
  );
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return said;
}

const answered: Answered[] = answeredSchema.parse(
  JSON.parse(readFileSync(join(root, 'scripts/advisories.json'), 'utf8')),
);
const report = reportSchema.safeParse(
  await ask()
    .then((said): unknown => JSON.parse(said))
    .catch(() => undefined),
);
if (report.success) {
  const found = advisoriesOf(report.data);
  const open = openOf(found, answered, new Date());
  for (const { id, name, severity, title } of open) console.log(`${id}\t${severity}\t${name}\t${title}`);
  say(open.length === 0 ? 'advisories-none' : 'advisories-open', {
    open: open.length,
    found: found.length,
    packages: report.data.metadata.dependencies.prod,
  });
  if (open.length > 0) process.exitCode = 1;
} else {
  say('advisories-unasked');
}
