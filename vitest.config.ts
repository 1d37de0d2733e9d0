import { defineConfig } from 'vitest/config';

/** Stories and faults run whole servers and browsers, with patience. */
const whole = ['tests/{e2e,faults,scripts}/**/*.test.{ts,tsx}'];

export default defineConfig({
  test: {
    globalSetup: ['tests/harness/servers.ts'],
    pool: 'forks',
    // Calls in real time on a machine that others use too: where nobody looks, a test is told failed when it fails twice.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...whole, 'tests/{bench,load}/**'],
          // Two cores; many of these wait for a clock or a caller most of their time.
          maxWorkers: 3,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'stories',
          include: whole,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
