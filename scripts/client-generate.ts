// npm run client:generate [-- --base http://127.0.0.1:12345]
// Writes the types of clients/typescript from what a running server says of itself, and of which description they are.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './bootstrap/project.mjs';

const { values } = parseArgs({ options: { base: { type: 'string', default: 'http://127.0.0.1:12345' } } });
const client = join(root, 'clients/typescript');
const description = await (await fetch(`${values.base}/api/openapi.json`)).text();
const folder = mkdtempSync(join(tmpdir(), 'onecall-client-'));
try {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, description);
  // The generator wants a TypeScript of its own: it stands beside the client, not among the product's packages.
  execFileSync('npm', ['ci', '--silent'], { cwd: client, stdio: 'inherit' });
  const output = join(client, 'schema.d.ts');
  execFileSync('npx', ['openapi-typescript', file, '--output', output], { cwd: client, stdio: 'inherit' });
  const hash = createHash('sha256').update(description).digest('hex');
  writeFileSync(join(client, 'openapi.sha256'), `${hash}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
