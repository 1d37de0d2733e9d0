// Kannel, another hand's SMPP 3.4, at the far end: what we send it reads, what it sends we read. Kannel is a client
// like we are, so a bridge stands between: it binds both and passes each one's submissions on to the other.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aptInstall, canInstall } from '../../scripts/bootstrap/apt.mjs';
import { findProgram } from '../../scripts/bootstrap/commands.mjs';
import { queueSms } from '../../server/intake/sms/outgoing.ts';
import { encodePdu, PduReader, type Sm, statuses } from '../../server/intake/sms/smpp/pdu.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { testFields } from '../harness/fields.ts';
import { freePort } from '../harness/ports.ts';

const programs = () => ({ bearerbox: findProgram(['bearerbox']), smsbox: findProgram(['smsbox']) });

/** @returns why the test cannot run here; undefined when it can */
async function whyNot(): Promise<string | undefined> {
  if (programs().bearerbox && programs().smsbox) return undefined;
  if (!canInstall()) return 'Kannel is not installed, and only root on Debian or Ubuntu can install it';
  try {
    // Runlevel 1: the package must not start a service of its own.
    process.env.RUNLEVEL = '1';
    await aptInstall(['kannel'], join(tmpdir(), 'onecall-kannel-apt.log'));
    delete process.env.RUNLEVEL;
  } catch (error) {
    return `Kannel cannot be installed: ${error instanceof Error ? error.message : String(error)}`;
  }
  return programs().bearerbox && programs().smsbox ? undefined : 'the package kannel brought no bearerbox';
}

const reason = await whyNot();
if (reason) console.warn(`skipped: ${reason}`);

const citizen = '+8613900000001';
const folder = mkdtempSync(join(tmpdir(), 'onecall-kannel-'));
/** What Kannel has read. */
const heard: { from: string; text: string }[] = [];
let sendPort: number;
let database: Database;

/** Binds both sides and passes submissions on. Receipts go to whoever wants them. */
async function bridge(port: number): Promise<() => void> {
  const sides = new Map<string, Socket>();
  let sequence = 0;
  const deliver = (to: Socket | undefined, sm: Sm): void => {
    sequence += 1;
    to?.write(encodePdu({ command: 'deliver_sm', status: statuses.ok, sequence, sm }));
  };
  const server = createServer((socket) => {
    const reader = new PduReader();
    let name = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const pdu of reader.read(chunk)) {
        const head = { status: statuses.ok, sequence: pdu.sequence };
        if (pdu.command === 'bind_transceiver') {
          name = pdu.systemId;
          sides.set(name, socket);
          socket.write(encodePdu({ ...head, command: 'bind_transceiver_resp', systemId: 'bridge' }));
        } else if (pdu.command === 'enquire_link') {
          socket.write(encodePdu({ ...head, command: 'enquire_link_resp' }));
        } else if (pdu.command === 'unbind') {
          socket.end(encodePdu({ ...head, command: 'unbind_resp' }));
        } else if (pdu.command === 'submit_sm') {
          sequence += 1;
          const messageId = String(sequence);
          const { sm } = pdu;
          socket.write(encodePdu({ ...head, command: 'submit_sm_resp', messageId }));
          deliver(sides.get(name === 'city' ? 'kannel' : 'city'), {
            ...sm,
            registeredDelivery: 0,
            tlvs: new Map(),
          });
          if (sm.registeredDelivery === 0) continue;
          const text = `id:${messageId} sub:001 dlvrd:001 submit date:2611250101 done date:2611250102 stat:DELIVRD err:000 text:`;
          const { source, destination } = sm;
          const receipt = { ...sm, source: destination, destination: source, esmClass: 4, coding: 0 };
          deliver(socket, { ...receipt, registeredDelivery: 0, message: Buffer.from(text), tlvs: new Map() });
        }
      }
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return () => {
    for (const socket of sides.values()) socket.destroy();
    server.close();
  };
}

/** Groups are parted by blank lines, and every interface has to be named. */
function configuration(ports: Record<'smpp' | 'admin' | 'boxes' | 'send' | 'heard', number>): string {
  const local = '"127.0.0.1"';
  const groups = [
    {
      group: 'core',
      'admin-port': ports.admin,
      'admin-interface': local,
      'admin-password': 'none',
      'smsbox-port': ports.boxes,
      'smsbox-interface': local,
      'box-allow-ip': local,
    },
    {
      group: 'smsc',
      smsc: 'smpp',
      'smsc-id': 'bridge',
      host: local,
      port: ports.smpp,
      'transceiver-mode': 'true',
      'smsc-username': 'kannel',
      'smsc-password': 'kannel',
      'system-type': '""',
      'reconnect-delay': 1,
    },
    { group: 'smsbox', 'bearerbox-host': local, 'sendsms-port': ports.send, 'sendsms-interface': local },
    {
      group: 'sendsms-user',
      username: 'citizen',
      password: 'citizen',
      concatenation: 'true',
      'max-messages': 20,
    },
    {
      group: 'sms-service',
      keyword: 'default',
      'catch-all': 'true',
      'max-messages': 0,
      'get-url': `"http://127.0.0.1:${ports.heard}/?from=%p&coding=%c&bytes=%b"`,
    },
  ];
  return groups
    .map((group) =>
      Object.entries(group)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join(''),
    )
    .join('\n');
}

/** Octets of a percent-encoded field, which are no UTF-8 when the coding is UCS-2. */
function octets(field: string): Buffer {
  const text = field
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

describe.skipIf(reason !== undefined)('Kannel', () => {
  /** The other programs end whatever else happens. */
  const closers: (() => unknown)[] = [];
  afterAll(async () => {
    for (const close of closers) await close();
  }, 30_000);

  beforeAll(async () => {
    const [smpp, admin, boxes, send, ear] = await Promise.all(Array.from({ length: 5 }, freePort));
    if (!smpp || !admin || !boxes || !send || !ear) throw new Error('no ports');
    sendPort = send;
    const endBridge = await bridge(smpp);
    const http = createHttpServer((request, response) => {
      const fields = new Map(
        (request.url ?? '')
          .slice(2)
          .split('&')
          .map((one) => one.split('=', 2) as [string, string]),
      );
      const bytes = octets(fields.get('bytes') ?? '');
      const text = fields.get('coding') === '2' ? bytes.swap16().toString('utf16le') : bytes.toString();
      heard.push({ from: decodeURIComponent(fields.get('from') ?? ''), text });
      response.end();
    });
    http.listen(ear, '127.0.0.1');
    const file = join(folder, 'kannel.conf');
    writeFileSync(file, configuration({ smpp, admin, boxes, send, heard: ear }));
    const children: ChildProcess[] = [];
    closers.push(() => {
      for (const child of children) child.kill('SIGKILL');
      http.close();
      endBridge();
      rmSync(folder, { recursive: true, force: true });
    });
    const run = (program: string | undefined): void => {
      children.push(spawn(program ?? '', ['-v', '1', file], { stdio: 'ignore', cwd: folder }));
    };
    run(programs().bearerbox);
    await vi.waitFor(() => fetch(`http://127.0.0.1:${admin}/status`), { timeout: 20_000, interval: 100 });
    run(programs().smsbox);
    await vi.waitFor(() => fetch(`http://127.0.0.1:${send}/`), { timeout: 20_000, interval: 100 });
    const [databaseUrl, redisUrl] = [await demoDatabase(), await testRedis()];
    const env = { SMPP_URL: `smpp://city:secret@127.0.0.1:${smpp}`, SMPP_SOURCE: '12345' };
    const app = await startApp({ databaseUrl, redisUrl, env });
    const jobs = new Jobs(redisUrl, createLog('silent'));
    database = openDatabase(databaseUrl, jobs.relay, testFields);
    closers.push(async () => {
      await app.stop();
      await jobs.stop();
      await database.close();
    });
  }, 90_000);

  const texts: [string, string][] = [
    ['plain English', 'Your matter is ticket 1: [open] {5€} ~ok~'],
    ['English in parts', `${'The street lamp at the gate is broken. '.repeat(9)}€`],
    ['Chinese', '【一号通】您的事项已登记。'],
    [
      'Chinese in parts, an emoji on the edge',
      `${'好'.repeat(66)}🚦${'小区门口的路灯坏了三天，晚上很黑。'.repeat(9)}`,
    ],
  ];

  it.each(texts)(
    'reads what we send, and its receipt comes back: %s',
    async (_name, text) => {
      await database.change((change) => queueSms(change, { to: citizen, text }));
      await vi.waitFor(() => expect(heard.map((one) => one.text)).toContain(text), { timeout: 15_000 });
      expect(heard.filter((one) => one.text === text)).toHaveLength(1);
      await vi.waitFor(
        async () => {
          const sms = await database.read.smsOut.findFirst({ where: { text } });
          expect(sms?.delivery).toBe('delivered');
        },
        { timeout: 15_000 },
      );
    },
    40_000,
  );

  it.each(texts)(
    'sends what we read: %s',
    async (name, text) => {
      const query = new URLSearchParams({
        username: 'citizen',
        password: 'citizen',
        from: citizen,
        to: '12345',
      });
      query.set('charset', 'UTF-8');
      query.set('coding', name.startsWith('Chinese') ? '2' : '0');
      query.set('text', text);
      const answer = await fetch(`http://127.0.0.1:${sendPort}/cgi-bin/sendsms?${query}`);
      expect(answer.status, await answer.text()).toBe(202);
      await vi.waitFor(
        async () => {
          const rows = await database.read.message.findMany({ where: { author: 'citizen' } });
          expect(rows.map((row) => row.text)).toContain(text);
        },
        { timeout: 15_000 },
      );
      expect(await database.read.message.count({ where: { author: 'citizen', text } })).toBe(1);
    },
    40_000,
  );
});
