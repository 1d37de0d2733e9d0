import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Vault } from '../../../server/intake/hotline/vault.ts';

const key = Buffer.alloc(32, 7);
let folder: string;
let vault: Vault;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onecall-vault-'));
  vault = new Vault(folder, key);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sound = (bytes: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_none, at) => at % 251));

async function keep(ref: string, content: Buffer): Promise<string> {
  const sink = vault.open(ref);
  for (let at = 0; at < content.length; at += 320) sink.write(content.subarray(at, at + 320));
  await sink.close();
  const below = readdirSync(join(folder, 'recordings'), { recursive: true, encoding: 'utf8' });
  return join(folder, 'recordings', below.find((file) => file.endsWith(`${ref}.sealed`)) ?? '');
}

async function read(ref: string, from = vault): Promise<{ bytes: number; content: Buffer }> {
  const { bytes, content } = await from.read(ref);
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return { bytes, content: Buffer.concat(parts) };
}

describe('the vault of recordings', () => {
  it.each([0, 1, 320, 31_999, 32_000, 32_001, 64_000, 200_000])(
    'gives %i octets back as they were',
    async (bytes) => {
      await keep('r-1', sound(bytes));
      expect(await read('r-1')).toEqual({ bytes, content: sound(bytes) });
    },
  );

  it('leaves nothing of the sound readable on disk', async () => {
    const plain = Buffer.alloc(64_000, 'onecall-secret-words');
    const file = await keep('r-1', plain);
    expect(readFileSync(file).includes('onecall-secret')).toBe(false);
  });

  it('refuses another key, another name, and a piece that was changed or left out', async () => {
    const file = await keep('r-1', sound(100_000));
    await expect(read('r-1', new Vault(folder, Buffer.alloc(32, 8)))).rejects.toThrow();
    const sealed = readFileSync(file);
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(1_000) ^ 1, 1_000);
    writeFileSync(file, changed);
    await expect(read('r-1')).rejects.toThrow();
    const piece = 32_000 + 16;
    writeFileSync(file, Buffer.concat([sealed.subarray(0, 20), sealed.subarray(20 + piece)]));
    await expect(read('r-1')).rejects.toThrow();
    const other = await keep('r-2', sound(10));
    writeFileSync(other, sealed);
    await expect(read('r-2')).rejects.toThrow();
  });

  it('keeps what was sealed before a crash, with silence for what was torn', async () => {
    const file = await keep('r-1', sound(100_000));
    truncateSync(file, 20 + 2 * (32_000 + 16) + 500);
    const { bytes, content } = await read('r-1');
    expect(bytes).toBe(64_000 + 484);
    expect(content.subarray(0, 64_000)).toEqual(sound(100_000).subarray(0, 64_000));
    expect(new Set(content.subarray(64_000))).toEqual(new Set([0xff]));
    truncateSync(file, 20 + 2 * (32_000 + 16));
    expect((await read('r-1')).content).toEqual(sound(100_000).subarray(0, 64_000));
  });

  it('knows nothing of a recording that was removed', async () => {
    await keep('r-1', sound(10));
    await vault.remove('r-1');
    await expect(read('r-1')).rejects.toMatchObject({ code: 'not_found' });
  });
});
