import { expect, it } from 'vitest';
import { iceServersAt } from '../../../server/intake/hotline/ice-servers.ts';
import { loadConfig } from '../../../server/platform/config.ts';

const now = new Date('2026-11-30T00:00:00Z');
const configOf = (servers: object[]) =>
  loadConfig({
    DATABASE_URL: 'postgres://localhost/onecall',
    REDIS_URL: 'redis://localhost',
    ICE_SERVERS: JSON.stringify(servers),
  }).hotline.iceServers;

it('makes a password for six hours from a secret, as `openssl dgst -sha1 -hmac` does, and keeps the secret', () => {
  const urls = 'turn:turn.city.example:3478?transport=udp';
  const servers = configOf([{ urls, secret: 'a secret of the city' }]);
  const [given] = iceServersAt(now, servers);
  // printf 1796018400 | openssl dgst -sha1 -hmac 'a secret of the city' -binary | base64
  expect(given).toEqual({ urls, username: '1796018400', credential: 'kXaWVEKxsNH1wNhvfA6iPjTekLI=' });
  expect(new Date(Number(given?.username) * 1_000)).toEqual(new Date('2026-11-30T06:00:00Z'));
});

it('leaves servers without a secret as they are', () => {
  const servers = [
    { urls: 'stun:stun.city.example' },
    { urls: 'turn:turn.city.example', username: 'u', credential: 'p' },
  ];
  expect(iceServersAt(now, configOf(servers))).toEqual(servers);
});

it('takes no server that has both', () => {
  const both = { urls: 'turn:turn.city.example', username: 'u', credential: 'p', secret: 'x'.repeat(16) };
  expect(() => configOf([both])).toThrow(/a secret, or username and credential/);
});
