import { defineConfig } from 'vitest/config';

/** Load, by hand and on a quiet machine: `npm run load:trunk`. Never part of `npm test`. */
export default defineConfig({
  test: {
    globalSetup: ['tests/harness/servers.ts'],
    pool: 'forks',
    include: ['tests/load/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
