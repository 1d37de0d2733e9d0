import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/harness/longest-first.ts';

/** Pure parts: nothing that they share can be changed by one of them, so their modules are loaded once for many. */
const pure = ['tests/{admin,agent-console,calendar,citizen-web,design,ivr,knowledge}/**/*.test.{ts,tsx}'];
/**
 * Stories and faults run whole servers and browsers, and calls are heard as they go on: with patience, and few at a time, since
 * a busy machine is heard on a line.
 */
const whole = [
  'tests/{e2e,faults,scripts}/**/*.test.{ts,tsx}',
  'tests/system/{sip,hotline,conference,conformance,call-out,callback}.test.ts',
];
/** Of them what every change is tried by (`npm test`): the main job from end to end, on the line too, and killed in the middle. */
const journeys = [
  'tests/e2e/{story,hotline,line-breaks,markup,ratings}.test.ts',
  'tests/faults/{kill,clocks,fuzz,flood,ends,servers,hotline}.test.ts',
  'tests/scripts/{advisories,closed-output,first-hour,migrate,model-file,processes,start,texts}.test.ts',
  'tests/system/{sip,hotline}.test.ts',
];
const withPatience = {
  isolate: false,
  // A third one would fill the third of two quick cores that waits for clocks and callers; on slow ones three browsers,
  // each with a server, keep each other from being there in time.
  maxWorkers: 2,
  // A whole call against the clock, in two browsers: one stall of the machine is no fault of ours.
  retry: process.env.CI ? 2 : 0,
  testTimeout: 180_000,
  hookTimeout: 180_000,
};
/** Loads of their own, told by their times: beside others they would measure these. */
const alone = ['tests/system/{overload,trunk}.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['tests/harness/servers.ts'],
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    // Calls in real time on a machine that others use too: where nobody looks, a test is told failed when it fails twice.
    retry: process.env.CI ? 1 : 0,
    // What is waited for comes at once, or on a busy machine a little later: a second says nothing about us.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: pure,
          isolate: false,
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'rules',
          isolate: false,
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...pure, ...whole, ...alone, 'tests/{bench,load}/**'],
          // Two cores; the longest of these wait for a clock or a caller two thirds of their time.
          maxWorkers: 4,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { ...withPatience, name: 'journeys', include: journeys, sequence: { groupOrder: 2 } },
      },
      {
        extends: true,
        test: {
          ...withPatience,
          name: 'stories',
          include: whole,
          exclude: journeys,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          maxWorkers: 1,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
