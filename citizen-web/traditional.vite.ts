// The Chinese texts in traditional characters: made of the simplified ones when the pages are built, each a file of its own.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';
import { toTraditional } from '../knowledge/text/traditional.ts';

const asked = /[\\/]zh[\\/][\w-]+\.json\?traditional$/;

/** A plugin: `zh/NAME.json?traditional` is that file in traditional characters. */
export function traditionalTexts(): Plugin {
  return {
    name: 'onecall-traditional-texts',
    enforce: 'pre',
    load: {
      filter: { id: asked },
      handler: async (id) =>
        `export default ${toTraditional(await readFile(id.replace(/\?.*$/, ''), 'utf8'))}`,
    },
  };
}
