// A city's own model: taken by processes that run, whole or not at all.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { trainClassifier } from '../../knowledge/classify/index.ts';
import { putModel, takeBack } from '../../scripts/model-file.ts';
import { beforeOf, cityModelFile } from '../../server/tickets/classifier/files.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { ModelInForce } from '../../server/tickets/classifier/in-force.ts';

const messages = ['公交', '学校'].flatMap((label) =>
  ['不停站', '等了很久', '态度差', '太少', '失败'].map((what) => ({ text: `${label}${what}`, label })),
);
const { bytes } = trainClassifier(messages);
const made = { at: '2026-11-30T08:00:00.000Z', by: 'lilei', messages: 10, accuracy: 0.9, macroF1: 0.9 };
const bus = { text: '公交车不停站' };

let dataDir: string;
let file: string;
let logged: string[];
const open = () => {
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(line) });
  return ModelInForce.open({ dataDir, log });
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'onecall-model-in-force-'));
  file = cityModelFile(dataDir);
  logged = [];
});
afterEach(() => rmSync(dataDir, { recursive: true }));

it('is the shipped one until the city trains its own, which is asked without a restart; and back', async () => {
  const model = await open();
  expect(model.state).toMatchObject({ isShipped: true, fault: null });
  expect(model.classify(bus).label).toBe('城乡建设');
  putModel(file, bytes, made);
  await model.look();
  expect(model.state).toEqual({ madeAt: made.at, isShipped: false, fault: null });
  expect(model.classify(bus).label).toBe('公交');
  expect(logged.join('')).toContain('another model is in force');
  // What is decided with the one before is decided with all of it.
  const { classify } = model;
  takeBack(file);
  await model.look();
  expect(model.classify(bus).label).toBe('城乡建设');
  expect(classify(bus).label).toBe('公交');
  rmSync(file);
  await model.look();
  expect(model.state.isShipped).toBe(true);
});

it('a file that is no model, or not all of one, leaves the model as it is, is said once, and mended', async () => {
  putModel(file, bytes, made);
  const model = await open();
  const metrics = createMetrics();
  model.showIn(metrics);
  const isRefused = async () => /^onecall_model_refused (\d)$/m.exec(await metrics.read())?.[1];
  expect(await isRefused()).toBe('0');
  const whole = readFileSync(file);
  for (const broken of [whole.subarray(0, -1), Buffer.from('nothing')]) {
    writeFileSync(file, broken);
    logged = [];
    await model.look();
    await model.look();
    expect(model.state).toMatchObject({ madeAt: made.at, fault: expect.any(String) });
    expect(model.classify(bus).label).toBe('公交');
    expect(logged).toHaveLength(1);
    expect(await isRefused()).toBe('1');
  }
  writeFileSync(file, whole);
  await model.look();
  expect(await isRefused()).toBe('0');
  expect(model.state).toEqual({ madeAt: made.at, isShipped: false, fault: null });
});

it('a process that starts beside a broken file asks the one before it, else the shipped one, and says so', async () => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'nothing');
  expect((await open()).state).toMatchObject({ isShipped: true, fault: expect.any(String) });
  putModel(join(dataDir, 'own.bin'), bytes, made);
  copyFileSync(join(dataDir, 'own.bin'), beforeOf(file));
  expect((await open()).state).toMatchObject({ madeAt: made.at, fault: expect.any(String) });
});
