// Which voice is found, whatever moment its program ends in.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { findEngine } from '../../../ivr/media/speech/espeak.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-engine-'));
const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

it('the installed program is found also when it ends before what it is told has been written', async () => {
  const program = join(folder, 'espeak-ng');
  writeFileSync(program, "#!/bin/sh\nexec 0<&-\necho 'eSpeak NG text-to-speech: 1.51'\n");
  chmodSync(program, 0o755);
  process.env.PATH = `${folder}:${PATH}`;
  for (let times = 0; times < 60; times += 1)
    expect(await findEngine()).toEqual({ kind: 'program', version: '1.51' });
});
