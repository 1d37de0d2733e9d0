// Builds one app with Vite and notes which files outside its folder went into it.
// Called as: node build-app.mjs APP
import { writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { hashSources, stampFile } from './build.mjs';
import { root, writeStamp } from './project.mjs';

const app = process.argv[2] ?? '';
/** @type {Set<string>} */
const outside = new Set();
/** @param {string} path */
const note = (path) => {
  const file = relative(root, path);
  const inside = file.startsWith(app + sep) || file.startsWith('..') || file.includes('node_modules');
  if (!inside) outside.add(file);
};

await build({
  configFile: join(root, app, 'vite.config.ts'),
  logLevel: 'warn',
  plugins: [
    {
      name: 'onecall-note-sources',
      // What the plugins are written in goes into the pages, too.
      configResolved({ configFileDependencies }) {
        for (const file of configFileDependencies) note(file);
      },
      moduleParsed({ id }) {
        if (!id.includes('\0')) note(id.split('?')[0] ?? '');
      },
    },
    {
      // Beside each text file what the server sends instead of it to whoever reads Brotli or gzip.
      name: 'onecall-compress',
      writeBundle({ dir }, bundle) {
        if (app === 'server' || dir === undefined) return;
        for (const file of Object.values(bundle)) {
          const content = file.type === 'chunk' ? file.code : file.source;
          if (content.length < 1_024 || !/\.(js|css|html|svg|json)$/.test(file.fileName)) continue;
          const bytes = Buffer.from(content);
          const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
          writeFileSync(join(dir, `${file.fileName}.br`), brotliCompressSync(bytes, { params }));
          writeFileSync(join(dir, `${file.fileName}.gz`), gzipSync(bytes, { level: 9 }));
        }
      },
    },
  ],
});

const sources = [...outside].sort();
writeStamp(stampFile(app), JSON.stringify({ outside: sources, hash: hashSources(app, sources) }));
