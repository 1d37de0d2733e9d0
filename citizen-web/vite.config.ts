// The citizens' pages: every *.html beside this file is one, each with its own small bundle.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { hasSideEffects, keepOurLocales, layerOrder } from '../design/bundle.vite.ts';
import { plainWay } from './plain-way.vite.ts';
import { traditionalTexts } from './traditional.vite.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const pages = readdirSync(root).filter((file) => file.endsWith('.html'));
const server = 'http://127.0.0.1:12345';

export default defineConfig({
  root,
  base: '/',
  plugins: [react(), keepOurLocales(), layerOrder(), plainWay(), traditionalTexts()],
  build: {
    outDir: '../dist/citizen-web',
    emptyOutDir: true,
    // The first with all that we use: cascade layers, and arrays that sort into a copy. Older ones are sent to the plain
    // pages (public/old-browser.js).
    target: ['chrome110', 'edge110', 'firefox115', 'safari16'],
    rolldownOptions: {
      input: pages.map((page) => `${root}${page}`),
      treeshake: { moduleSideEffects: hasSideEffects },
    },
  },
  server: {
    proxy: { '/api': server, '/plain/': server, '/socket.io': { target: server, ws: true } },
  },
});
