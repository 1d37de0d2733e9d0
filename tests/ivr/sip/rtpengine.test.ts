// Sound through Debian's rtpengine, as a relay without its kernel module; skipped where it is not installed.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../../scripts/bootstrap/commands.mjs';
import { bdecode, bencode } from '../../../ivr/sip/rtpengine.ts';
import { freePort } from '../../harness/ports.ts';
import { SipPhone, type SipTalk } from '../../harness/sip-phone.ts';
import { tonesIn } from '../media/legs.ts';

describe('Bencoding', () => {
  test('is read as it was written', () => {
    const value = { command: 'offer', sdp: 'v=0\r\n你好', flags: ['a', ''], codec: { transcode: ['PCMA'] } };
    expect(bdecode(Buffer.from(bencode(value)))).toEqual(value);
    expect(bencode({ b: 'x', a: [] })).toBe('d1:ale1:b1:xe');
    expect(bdecode(Buffer.from('d1:ai-5ee'))).toEqual({ a: -5 });
  });

  test.each(['', 'd', '5:abc', 'x', 'd1:a', 'i5', 'l'.repeat(100)])('%j is refused', (text) => {
    expect(() => bdecode(Buffer.from(text))).toThrow(RangeError);
  });
});

/** It makes a key for itself first. */
async function isUp(port: number): Promise<void> {
  const socket = createSocket('udp4');
  const ask = setInterval(() => socket.send('up d7:command4:pinge', port, '127.0.0.1'), 100);
  await once(socket, 'message');
  clearInterval(ask);
  socket.close();
}

const program = findProgram(['rtpengine']);
if (!program) console.warn('skipped: rtpengine is not installed (apt-get install rtpengine-daemon)');

describe.skipIf(!program)('Through rtpengine', () => {
  let rtpengine: ChildProcess;
  let folder: string;
  let house: SipPhone;
  let far: SipPhone;
  const answered: SipTalk[] = [];
  const ports = { house: 0, far: 0 };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onecall-rtpengine-'));
    const control = await freePort();
    rtpengine = spawn(
      program ?? '',
      [
        ...['--interface=127.0.0.1', `--listen-ng=127.0.0.1:${control}`, '--table=-1'],
        ...['--foreground', '--log-stderr', '--port-min=24000', '--port-max=24199'],
        `--pidfile=${join(folder, 'pid')}`,
      ],
      { stdio: 'ignore' },
    );
    Object.assign(ports, { house: await freePort(), far: await freePort() });
    house = await SipPhone.open(
      { host: '127.0.0.1', port: ports.house },
      { rtpengine: { host: '127.0.0.1', port: control } },
    );
    far = await SipPhone.open({ host: '127.0.0.1', port: ports.far });
    house.onRing = (call) => void house.answer(call).then((talk) => answered.push(talk));
    far.onRing = (call) => void far.answer(call).then((talk) => answered.push(talk));
    await isUp(control);
  }, 30_000);

  afterAll(async () => {
    await house?.close();
    await far?.close();
    rtpengine?.kill();
    if (rtpengine?.exitCode === null) await once(rtpengine, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['in', 'out'])('a call that goes %s is heard both ways, with its keys', async (way) => {
    const [from, to] = way === 'in' ? [far, ports.house] : [house, ports.far];
    const talk = await from.call(`sip:12345@127.0.0.1:${to}`, '13800000000');
    if (typeof talk === 'string') throw new Error(talk);
    await expect.poll(() => answered.length).toBe(1);
    const other = answered.pop();
    talk.say(500);
    other?.say(800);
    talk.leg.sendDigit('5');
    await expect
      .poll(() => tonesIn(talk.heard(), [500, 800]), { timeout: 20_000, interval: 300 })
      .toEqual([800]);
    await expect
      .poll(() => tonesIn(other?.heard() ?? new Int16Array(0), [500, 800]), {
        timeout: 20_000,
        interval: 300,
      })
      .toEqual([500]);
    expect(other?.keys).toEqual(['5']);
    talk.leg.hangUp();
    await expect.poll(() => other?.end).toBe('hangup');
  });
});
