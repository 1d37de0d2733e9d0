// What the city offers is held for a while; that it could not be read is not.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Open311 } from '../../server/open311/index.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { demoDatabase } from '../harness/database.ts';

let database: Database;
beforeAll(async () => {
  database = openDatabase(await demoDatabase(), { publish: () => undefined });
}, 120_000);
afterAll(() => database?.close());

it('a database that does not answer once is no fault for the next program', async () => {
  let isDown = true;
  const shaky = new Proxy(database, {
    get: (whole, name: keyof Database) => {
      if (isDown) throw new Error('no connection');
      return whole[name];
    },
  });
  const never = undefined as never;
  const room = new Open311({
    database: shaky,
    tickets: never,
    files: never,
    publicUrl: 'https://12345.example',
    demoKey: undefined,
  });
  await expect(room.services(new Map(), 'zh')).rejects.toThrow('no connection');
  isDown = false;
  expect(await room.services(new Map(), 'zh')).not.toHaveLength(0);
});
