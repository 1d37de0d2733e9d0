// The installation's secret and settings. Without them sealed recordings, second factors and ticket codes are lost;
// with them the backup opens all of these: ONECALL_BACKUP_PASSPHRASE seals them.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { keptSecret } from '../../server/platform/auth/secret.ts';
import { settingNames } from '../../server/platform/config.ts';
import { Refusal } from '../bootstrap/say.mjs';
import { installationSecret } from '../installation-secret.ts';
import { type Manifest, store } from './manifest.ts';

/** They say where a machine is, not what the installation is. */
const ofTheMachine = new Set([
  'PORT',
  'HOST',
  'DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'REDIS_URL',
  'ONECALL_DATA',
  'ONECALL_ROLES',
]);
const keysSchema = z.object({ secret: z.string(), settings: z.record(z.string(), z.string()) });
type Keys = z.infer<typeof keysSchema>;

const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
/** 64 MB and a quarter of a second for each guess. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 2 ** 20 };

const passphrase = (): string | undefined => process.env.ONECALL_BACKUP_PASSPHRASE || undefined;

export async function storeKeys(folder: string, dataDir: string): Promise<Manifest['keys']> {
  const settings = Object.fromEntries(
    settingNames.flatMap((name): [string, string][] => {
      const value = process.env[name];
      return value === undefined || ofTheMachine.has(name) ? [] : [[name, value]];
    }),
  );
  const keys: Keys = { secret: installationSecret(dataDir), settings };
  const words = passphrase();
  const text = Buffer.from(`${JSON.stringify(keys, null, 2)}\n`);
  const stored = words
    ? await store(folder, 'keys.sealed', [seal(text, words)])
    : await store(folder, 'keys.json', [text]);
  return { ...stored, isSealed: words !== undefined };
}

function seal(text: Buffer, words: string): Buffer {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(words, salt, 32, cost), nonce);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Refusal `backup-passphrase` when it is missing or another one */
export async function readKeys(folder: string, { file, isSealed }: Manifest['keys']): Promise<Keys> {
  const octets = await readFile(join(folder, file));
  return keysSchema.parse(JSON.parse((isSealed ? unseal(octets) : octets).toString('utf8')));
}

function unseal(octets: Buffer): Buffer {
  const words = passphrase();
  if (words === undefined) throw new Refusal('backup-passphrase');
  const [salt, rest] = [octets.subarray(0, saltBytes), octets.subarray(saltBytes)];
  const key = scryptSync(words, salt, 32, cost);
  const decipher = createDecipheriv('aes-256-gcm', key, rest.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  }).setAuthTag(rest.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(rest.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    throw new Refusal('backup-passphrase');
  }
}

/** @throws Refusal `backup-other-secret` when the installation has a secret of its own that opens nothing of the backup */
export function demandSameSecret({ secret }: Keys, dataDir: string, mayReplace: boolean): void {
  const fromEnvironment = process.env.ONECALL_SECRET;
  const hasFile = existsSync(join(dataDir, 'secret'));
  if (fromEnvironment === undefined && (!hasFile || mayReplace)) return;
  if (keptSecret(fromEnvironment, dataDir) !== secret) throw new Refusal('backup-other-secret');
}

/** Puts the secret back to where it is looked for, and the settings beside it as a file of environment variables. */
export async function restoreKeys({ secret, settings }: Keys, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  if (process.env.ONECALL_SECRET === undefined)
    await writeFile(join(dataDir, 'secret'), secret, { mode: 0o600 });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  if (lines.length > 0) await writeFile(join(dataDir, 'restored.env'), lines.join(''), { mode: 0o600 });
}
