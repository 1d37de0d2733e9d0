// The Prisma client, generated when the schema has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, tellingLine } from './commands.mjs';
import { hashFiles, readIfThere, root, writeStamp } from './project.mjs';
import { Refusal, step } from './say.mjs';

const schema = join(root, 'prisma/schema.prisma');
const stampFile = join(root, 'prisma/client/.onecall-schema');

/**
 * @param {string} log
 * @param {AbortSignal} [signal]
 * @throws {Refusal} `generate-failed`
 */
export async function generateClient(log, signal) {
  const wanted = hashFiles([schema, join(root, 'node_modules/prisma/package.json')]);
  if (readIfThere(stampFile) === wanted && existsSync(join(root, 'prisma/client/client.ts'))) return;
  await step('generate', async () => {
    const { code, output } = await run(
      process.execPath,
      [join(root, 'node_modules/prisma/build/index.js'), 'generate', '--schema', schema, '--no-hints'],
      {
        cwd: root,
        log,
        env: {
          ...process.env,
          // Generating needs no schema engine, but the CLI downloads one unless a file is named.
          PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
          CHECKPOINT_DISABLE: '1',
        },
        ...(signal && { signal }),
      },
    );
    if (code !== 0) throw new Refusal('generate-failed', { log, reason: tellingLine(output) });
    writeStamp(stampFile, wanted);
  });
}
