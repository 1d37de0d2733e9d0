// The configuration of HAProxy that is shipped starts as it is written down: with an address alone, and with TLS.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findProgram } from '../../scripts/bootstrap/commands.mjs';
import { type Certificate, localhostCertificate } from '../harness/certificate.ts';

const file = 'deploy/haproxy/haproxy.cfg';
const program = findProgram(['haproxy']);
let certificate: Certificate;
beforeAll(async () => {
  certificate = await localhostCertificate();
  // HAProxy reads both from one file.
  writeFileSync(certificate.certFile, Buffer.concat([certificate.cert, certificate.key]));
});
afterAll(() => certificate?.remove());

it.skipIf(program === undefined).each([
  ['an address alone', () => '127.0.0.1:18443'],
  ['TLS on an IPv6 address', () => `[::1]:18443 ssl crt ${certificate.certFile} alpn h2,http/1.1`],
])('takes %s', (_what, bind) => {
  const env = { ONECALL_BIND: bind(), ONECALL_WEB_1: '127.0.0.1:12345', ONECALL_WEB_2: '[::1]:12345' };
  const checked = spawnSync(program ?? '', ['-c', '-f', file], { env, encoding: 'utf8' });
  expect(checked.status, checked.stderr).toBe(0);
});

it('takes what Compose gives it as words', () => {
  expect(readFileSync('deploy/compose.yaml', 'utf8')).toMatch(/ONECALL_BIND: "\*:8443 ssl crt /);
  expect(readFileSync(file, 'utf8')).toMatch(/bind "\$\{ONECALL_BIND\[\*\]\}"/);
});
