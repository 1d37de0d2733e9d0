import { describe, expect, test } from 'vitest';
import {
  answerChallenge,
  challenges,
  Nonces,
  passwordHash,
  readChallenge,
  readCredentials,
} from '../../../ivr/sip/digest.ts';

const request = { method: 'GET', uri: '/dir/index.html' };
const start = Date.parse('2026-03-02T09:00:00+08:00');

/** The examples of RFC 2617 §3.5 and RFC 7616 §3.9.1. */
const vectors = [
  {
    rfc: 'RFC 2617',
    password: 'Circle Of Life',
    header:
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    cnonce: '0a4f113b',
    response: '6629fae49393a05397450978507c4ef1',
  },
  {
    rfc: 'RFC 7616 with MD5',
    password: 'Circle of Life',
    header:
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    response: '8ca523f5e9506fed4657c9700eebdbec',
  },
  {
    rfc: 'RFC 7616 with SHA-256',
    password: 'Circle of Life',
    header:
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    response: '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  },
];

describe('Digest authentication', () => {
  test.each(vectors)('proves what $rfc proves', ({ password, header, cnonce, response }) => {
    const challenge = readChallenge([header]);
    if (!challenge) throw new Error('not read');
    const credentials = { user: 'Mufasa', password };
    const answer = answerChallenge(challenge, credentials, request, 1, cnonce);
    expect(answer).toContain(`response="${response}"`);
    const read = readCredentials(answer);
    const hash = passwordHash(challenge.algorithm, credentials, challenge.realm);
    expect(read?.isProofFor(hash, 'GET')).toBe(true);
    expect(read?.isProofFor(hash, 'POST')).toBe(false);
    expect(
      read?.isProofFor(
        passwordHash(challenge.algorithm, { user: 'Mufasa', password: 'x' }, challenge.realm),
        'GET',
      ),
    ).toBe(false);
  });

  test('takes SHA-256 where both are offered, and nothing that it does not know', () => {
    expect(readChallenge(challenges('r', 'n', false))?.algorithm).toBe('SHA-256');
    expect(readChallenge(challenges('r', 'n', true))?.isStale).toBe(true);
    expect(readChallenge(['Digest realm="r", nonce="n", algorithm=SHA-512-256'])).toBeUndefined();
    expect(readChallenge(['Digest realm="r", nonce="n", qop="auth-int"'])).toBeUndefined();
    expect(readChallenge(['Basic realm="r"', 'Digest nonce="n"'])).toBeUndefined();
  });

  test('reads no credentials that leave something out', () => {
    const whole =
      'Digest username="u", realm="r", nonce="n", uri="sip:x", response="0", cnonce="c", qop=auth, nc=00000001';
    expect(readCredentials(whole)?.user).toBe('u');
    for (const name of ['username', 'realm', 'nonce', 'uri', 'response', 'cnonce', 'qop', 'nc'])
      expect(readCredentials(whole.replace(`${name}=`, 'x='))).toBeUndefined();
    expect(readCredentials('Digest "')).toBeUndefined();
  });
});

describe('A nonce', () => {
  test('is good once for each count, stale when old, and unknown when not ours', () => {
    const nonces = new Nonces(300_000);
    const nonce = nonces.issue(start);
    expect(nonces.use(nonce, 1, start)).toBe('good');
    expect(nonces.use(nonce, 1, start + 1)).toBe('stale');
    expect(nonces.use(nonce, 2, start + 299_999)).toBe('good');
    expect(nonces.use(nonce, 3, start + 300_000)).toBe('stale');
    expect(nonces.use(`x${nonce}`, 1, start)).toBe('unknown');
    expect(new Nonces().use(nonce, 1, start)).toBe('unknown');
  });
});
