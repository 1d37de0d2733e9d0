import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type InlineConfig } from 'vite';
import { hasSideEffects, keepOurLocales, layerOrder, parseOnly } from '../design/bundle.vite.ts';
import { type Bundle, groupsOf } from './bundles.vite.ts';

const server = 'http://127.0.0.1:12345';
const treeshake = { moduleSideEffects: hasSideEffects, manualPureFunctions: ['z'] };

/** In the order in which they are needed: a later one leaves out what an earlier one has brought. */
const bundles: readonly Bundle[] = [
  { name: 'shell', parts: ['main.tsx'] },
  { name: 'desk', parts: ['desk/desk-page.tsx', 'desk/presence-item.tsx'] },
  { name: 'line', parts: ['realtime/staff-socket.ts'] },
  {
    name: 'pieces',
    parts: ['menu-list', 'tooltip-words', 'dialog', 'pick', 'field', 'choice', 'tabs', 'toast'].map(
      (piece) => `../design/${piece}.tsx`,
    ),
  },
  { name: 'news', parts: ['oversight/bell.tsx', 'broadcasts/banner.tsx'] },
  {
    name: 'contact',
    parts: ['desk/phone/calls-of-others.tsx', 'desk/conversation.tsx', 'desk/context-pane.tsx'],
  },
  {
    name: 'tickets',
    parts: ['tickets/dispatch-page.tsx', 'tickets/department-page.tsx', 'tickets/register-page.tsx'],
  },
];

export default defineConfig(async ({ command }) => {
  const config: InlineConfig = {
    root: fileURLToPath(new URL('.', import.meta.url)),
    base: '/console/',
    plugins: [react(), keepOurLocales(), parseOnly(), layerOrder()],
    build: {
      outDir: '../dist/agent-console',
      emptyOutDir: true,
      // What is loaded first is held small by a test that reads it.
      manifest: true,
      rolldownOptions: { treeshake },
    },
    server: {
      proxy: { '/api': server, '/socket.io': { target: server, ws: true } },
    },
  };
  if (command !== 'build') return config;
  const groups = await groupsOf(config, bundles);
  return {
    ...config,
    build: { ...config.build, rolldownOptions: { treeshake, output: { codeSplitting: { groups } } } },
  };
});
