import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { hasSideEffects, keepOurLocales, layerOrder } from '../design/bundle.vite.ts';

const server = 'http://127.0.0.1:12345';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [react(), keepOurLocales(), layerOrder()],
  build: {
    outDir: '../dist/agent-console',
    emptyOutDir: true,
    rolldownOptions: { treeshake: { moduleSideEffects: hasSideEffects } },
  },
  server: {
    proxy: { '/api': server, '/socket.io': { target: server, ws: true } },
  },
});
