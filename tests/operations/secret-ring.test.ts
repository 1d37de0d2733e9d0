// A secret that leaked is changed without losing what it sealed, signed or marked: in three steps, process by process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Vault } from '../../server/intake/index.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { loadConfig } from '../../server/platform/config.ts';

const [old, next] = ['the-secret-that-somebody-has-seen-01', 'the-secret-that-comes-after-it-00002'];
const before = new Secrets(old);
/** First all processes learn the new one, then each seals with it; marks stay. */
const during = new Secrets(old, { also: [next], marks: old });
const after = new Secrets(next, { also: [old], marks: old });
const column = 'Citizen.name';
const id = '01a220e7-b71a-77d1-b5b9-84e2f43c89a5';
const folder = mkdtempSync(join(tmpdir(), 'onecall-ring-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('opens in each step what any other has sealed', () => {
  const steps = [before, during, after];
  for (const by of steps.slice(0, 2))
    for (const reader of steps)
      expect(reader.unseal(by.seal('秘密', 'second-factor:1'), 'second-factor:1')).toBe('秘密');
  for (const reader of [during, after]) {
    expect(reader.unseal(after.seal('秘密', 'x'), 'x')).toBe('秘密');
    expect(reader.fields([]).open(column, id, after.fields([]).seal(column, id, '王'))).toBe('王');
    expect(reader.fields([]).open(column, id, before.fields([]).seal(column, id, '王'))).toBe('王');
  }
  expect(() => before.unseal(after.seal('秘密', 'x'), 'x')).toThrow();
  expect(() => after.unseal(before.seal('秘密', 'x'), 'y')).toThrow();
});

it('finds people by the marks that they have, and believes what was told before', () => {
  expect(after.fields([]).mark('+8613800138000')).toBe(before.fields([]).mark('+8613800138000'));
  expect(after.mark('1', 'consultation:2')).toBe(before.mark('1', 'consultation:2'));
  expect(after.isTicketCode(id, before.ticketCode(id))).toBe(true);
  expect(after.isTicketCode(id, after.ticketCode(id))).toBe(true);
  expect(after.readCitizenToken(before.citizenToken(id))).toBe(id);
  // Once the old one is taken out, whoever has it makes nothing more.
  const alone = new Secrets(next, { marks: old });
  expect(alone.readCitizenToken(before.citizenToken(id))).toBeUndefined();
  expect(alone.readCitizenToken(after.citizenToken(id))).toBe(id);
});

it('plays recordings of before, and seals those to come with the new one', async () => {
  const record = async (ref: string, secrets: Secrets): Promise<void> => {
    const recording = new Vault(folder, ...secrets.recordingKeys).open(ref);
    recording.write(Buffer.alloc(70_000, 7));
    await recording.close();
  };
  const play = async (ref: string, secrets: Secrets): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    for await (const piece of (await new Vault(folder, ...secrets.recordingKeys).read(ref)).content)
      pieces.push(piece);
    return Buffer.concat(pieces);
  };
  await record('r-old-1', before);
  await record('r-new-1', after);
  for (const ref of ['r-old-1', 'r-new-1']) expect(await play(ref, after)).toEqual(Buffer.alloc(70_000, 7));
  await expect(play('r-new-1', before)).rejects.toThrow();
});

it('is read from the environment', () => {
  const places = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://127.0.0.1:6379' };
  expect(loadConfig(places).secretRing).toEqual({ also: [] });
  const named = { ...places, ONECALL_SECRETS_ALSO: `${old}, ${next}`, ONECALL_MARK_SECRET: old };
  expect(loadConfig(named).secretRing).toEqual({ also: [old, next], marks: old });
  expect(() => loadConfig({ ...places, ONECALL_SECRETS_ALSO: 'short' })).toThrow();
});
