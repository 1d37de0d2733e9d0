// Builds one app with Vite and notes which files outside its folder went into it.
// Called as: node build-app.mjs APP
import { writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { gzip } from '@gfx/zopfli';
import { build } from 'vite';
import { hashSources, stampFile } from './build.mjs';
import { root, writeStamp } from './project.mjs';

const app = process.argv[2] ?? '';
/** Rounds in which the best way to write a file is sought; more take longer and save a tenth of a percent. */
const numiterations = 5;
/** @param {Buffer} bytes */
const zopfli = (bytes) =>
  new Promise((resolve, reject) => {
    gzip(bytes, { numiterations }, (error, packed) => (error ? reject(error) : resolve(packed)));
  });

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
      // Beside each text file what the server sends instead of it to whoever reads Brotli or gzip. Zopfli writes gzip that
      // every browser reads, 4 % smaller than zlib's best: 7 kB of an agent's first load.
      name: 'onecall-compress',
      async writeBundle({ dir }, bundle) {
        if (app === 'server' || dir === undefined) return;
        for (const file of Object.values(bundle)) {
          const content = file.type === 'chunk' ? file.code : file.source;
          if (content.length < 1_024 || !/\.(js|css|html|svg|json)$/.test(file.fileName)) continue;
          const bytes = Buffer.from(content);
          const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
          writeFileSync(join(dir, `${file.fileName}.br`), brotliCompressSync(bytes, { params }));
          writeFileSync(join(dir, `${file.fileName}.gz`), await zopfli(bytes));
        }
      },
    },
  ],
});

const sources = [...outside].sort();
writeStamp(stampFile(app), JSON.stringify({ outside: sources, hash: hashSources(app, sources) }));
