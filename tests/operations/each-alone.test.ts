import { expect, it, vi } from 'vitest';
import { eachAlone } from '../../server/platform/each-alone.ts';
import { createLog } from '../../server/platform/log.ts';

const log = createLog('silent');

it('one that cannot be done is logged, and the others are done', async () => {
  const warn = vi.spyOn(log, 'warn');
  const done: string[] = [];
  const work = async (id: string): Promise<void> => {
    if (id === 'bad') throw new Error('a row that nobody can read');
    done.push(id);
  };
  await eachAlone(['first', 'bad', 'last'], work, { log, words: 'not done' });
  expect(done).toEqual(['first', 'last']);
  expect(warn.mock.calls.map(([what, words]) => [what, words])).toMatchObject([[{ id: 'bad' }, 'not done']]);
});

it('a server that is away keeps all of them: nobody waits for it once for each', async () => {
  const asked: string[] = [];
  const away = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  const work = async (id: string): Promise<void> => {
    asked.push(id);
    throw away;
  };
  await expect(eachAlone(['first', 'second'], work, { log, words: 'not done' })).rejects.toBe(away);
  expect(asked).toEqual(['first']);
});
