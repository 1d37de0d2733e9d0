// The telephones of the measurement, in a process of their own: what they need is not counted.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { TestPhone } from '../../harness/phone.ts';
import { fromMainSchema, percentile, tell } from './wire.ts';

const ringsAtOnce = 6;
/** One telephone of each pair gives a short sound now and then; the other waits for it. */
const markEveryMs = 700;
const loud = 6_000;

const phones: TestPhone[] = [];
const asked = new Map<string, (sdp: string) => void>();
const delays: number[] = [];
const gaps: number[] = [];
let packetsAtStart = 0;
let startedAt = 0;

function exchangeFor(pair: number): (sdp: string) => Promise<string> {
  return (sdp) => {
    const id = randomUUID();
    const answer = new Promise<string>((resolve) => asked.set(id, resolve));
    tell({ say: 'offer', id, pair, sdp });
    return answer;
  };
}

/** Listens for the marks of the other end of a call. */
function listen(speaker: TestPhone, listener: TestPhone): void {
  let sentAt = 0;
  listener.onSound((samples) => {
    const now = performance.now();
    if (sentAt === 0 || samples.every((sample) => Math.abs(sample) < loud)) return;
    if (startedAt > 0) delays.push(now - sentAt);
    sentAt = 0;
  });
  setInterval(
    () => {
      sentAt = performance.now();
      speaker.mark();
    },
    markEveryMs + Math.random() * 100,
  );
}

/** Notes how far packets come from their beat. */
function followBeat(listener: TestPhone): void {
  let lastAt = 0;
  listener.onSound(() => {
    const now = performance.now();
    if (lastAt > 0 && startedAt > 0) gaps.push(Math.abs(now - lastAt - 20));
    lastAt = now;
  });
}

async function openPair(pair: number): Promise<TestPhone[]> {
  const speaker = await TestPhone.open(exchangeFor(pair));
  const listener = await TestPhone.open(exchangeFor(pair));
  listen(speaker, listener);
  followBeat(listener);
  return [speaker, listener];
}

async function openAlone(pair: number): Promise<TestPhone[]> {
  const phone = await TestPhone.open(exchangeFor(pair));
  followBeat(phone);
  return [phone];
}

async function ring(calls: number, open: (pair: number) => Promise<TestPhone[]>): Promise<void> {
  let next = 0;
  const ringOn = async (): Promise<void> => {
    while (next < calls) {
      const pair = next;
      next += 1;
      const opened = await open(pair);
      phones.push(...opened);
      while (opened.some(({ packetsHeard }) => packetsHeard === 0)) await pause(20);
    }
  };
  await Promise.all(Array.from({ length: ringsAtOnce }, ringOn));
  tell({ say: 'all_talk' });
}

const packets = (): number => phones.reduce((sum, phone) => sum + phone.packetsHeard, 0);

process.on('message', (raw) => {
  const message = fromMainSchema.parse(raw);
  if (message.do === 'ring') void ring(message.calls, message.kind === 'ivr' ? openAlone : openPair);
  if (message.do === 'answered') asked.get(message.id)?.(message.sdp);
  if (message.do === 'measure') {
    startedAt = performance.now();
    packetsAtStart = packets();
  }
  if (message.do === 'report') {
    const due = (phones.length * (performance.now() - startedAt)) / 20;
    tell({
      say: 'heard',
      complete: (packets() - packetsAtStart) / due,
      delayMs: { p50: percentile(delays, 0.5), p95: percentile(delays, 0.95) },
      jitterMs: { p95: percentile(gaps, 0.95) },
    });
  }
});
tell({ say: 'ready' });
