// Builds one app with Vite and notes which files outside its folder went into it.
// Called as: node build-app.mjs APP
import { join, relative, sep } from 'node:path';
import { build } from 'vite';
import { hashSources, stampFile } from './build.mjs';
import { root, writeStamp } from './project.mjs';

const app = process.argv[2] ?? '';
/** @type {Set<string>} */
const outside = new Set();

await build({
  configFile: join(root, app, 'vite.config.ts'),
  logLevel: 'warn',
  plugins: [
    {
      name: 'onecall-note-sources',
      moduleParsed({ id }) {
        const file = relative(root, id.split('?')[0] ?? '');
        const inside = file.startsWith(app + sep) || file.startsWith('..') || file.includes('node_modules');
        if (!inside && !id.includes('\0')) outside.add(file);
      },
    },
  ],
});

const sources = [...outside].sort();
writeStamp(stampFile(app), JSON.stringify({ outside: sources, hash: hashSources(app, sources) }));
