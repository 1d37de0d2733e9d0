// A process's time follows the database's, whatever the machine's own clock does.
import { expect, it } from 'vitest';
import { HouseTime } from '../../server/platform/house-time.ts';
import { createLog } from '../../server/platform/log.ts';
import type { Sql } from '../../server/platform/sql.ts';

const hour = 3_600_000;

/** A machine whose wall clock and database can be put wrong, and whose way to the database takes `wayMs`. */
function machine() {
  const state = { ticks: 5_000, wrongBy: 0, databaseAheadBy: 0, wayMs: 2 };
  const failures: object[] = [];
  const startedAt = Date.parse('2026-03-02T09:00:00+08:00');
  const truth = () => startedAt + state.ticks;
  const sql: Pick<Sql, 'first'> = {
    first: async (schema) => {
      const failure = failures.shift();
      if (failure) throw Object.assign(new Error(), failure);
      state.ticks += state.wayMs / 2;
      const row = schema.parse({ now: new Date(truth() + state.databaseAheadBy) });
      state.ticks += state.wayMs / 2;
      return row;
    },
  };
  const time = new HouseTime(sql, createLog('silent'), {
    wall: () => truth() + state.wrongBy,
    ticks: () => state.ticks,
  });
  return { state, failures, truth, time };
}

it('does not see a wall clock that jumps, and says how far off it is', async () => {
  const { state, truth, time } = machine();
  await time.compare();
  for (const jump of [hour, -hour]) {
    state.wrongBy = jump;
    state.ticks += 1_000;
    expect(time.now()).toBe(truth());
    expect(time.wallAheadMs).toBe(jump);
  }
});

it('takes the database’s time where a machine starts with a wrong one, and again when it slept', async () => {
  const { state, truth, time } = machine();
  state.databaseAheadBy = -hour;
  await time.compare();
  expect(time.now()).toBe(truth() - hour);
  state.databaseAheadBy = 0;
  await time.compare();
  expect(time.now()).toBe(truth());
});

it('leaves alone what a slow way explains, and what good clocks differ by', async () => {
  const { state, truth, time } = machine();
  await time.compare();
  state.databaseAheadBy = 200;
  await time.compare();
  expect(time.now()).toBe(truth());
  Object.assign(state, { databaseAheadBy: 2_000, wayMs: 5_000 });
  await time.compare();
  expect(time.now()).toBe(truth());
  state.wayMs = 2;
  await time.compare();
  expect(time.now()).toBe(truth() + 2_000);
});

it('waits for a database that is away when a process starts, and for nothing that will not pass', async () => {
  const { failures, truth, time } = machine();
  failures.push({ code: 'ECONNREFUSED' }, { code: '57P03' });
  await time.start();
  await time.stop();
  expect(time.now()).toBe(truth());
  failures.push({ code: '28P01' });
  await expect(time.start()).rejects.toMatchObject({ code: '28P01' });
});
