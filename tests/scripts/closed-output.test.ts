// The commands of the library behind a pipe whose reader has seen enough.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('ends quietly when the reader of the answers goes away', () => {
  const line = JSON.stringify({ id: 1, text: '小区门口的路灯坏了三天，晚上看不见路。' });
  const command = `yes '${line}' | "${process.execPath}" --import tsx scripts/classify.ts | head -1`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', command], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ id: 1, label: '城乡建设' });
});
