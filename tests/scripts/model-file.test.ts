// A model that was trained is put in force, told of, and taken back; one that is damaged says so.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { decodeModel, trainClassifier } from '../../knowledge/classify/index.ts';
import { describeModel, inForceFor, putModel, takeBack } from '../../scripts/model-file.ts';
import { loadConfig } from '../../server/platform/config.ts';
import { whyNotStarted } from '../../server/platform/starting.ts';
import { beforeOf } from '../../server/tickets/classifier/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

const matters = [
  ['公交', ['公交车不停站', '公交等了很久', '公交司机态度差', '公交线路太少', '公交刷卡失败']],
  ['学校', ['学校食堂难吃', '学校作业太多', '学校操场破旧', '学校学位不足', '学校老师体罚']],
] as const;
const messages = matters.flatMap(([label, texts]) => texts.map((text) => ({ title: '', text, label })));
const made = { at: '2026-11-29T08:00:00.000Z', by: 'lilei', messages: 10, accuracy: 0.9, macroF1: 0.9 };
const comparison = { messages: 20, before: 0.8, after: 0.85 };

it('says when and by whom it was made and how it did, and gives way to the one before it, and back', () => {
  const file = join(folder, 'model.bin');
  const { bytes } = trainClassifier(messages);
  expect(describeModel(file)).toBeNull();
  expect(() => takeBack(file)).toThrow(RangeError);
  putModel(file, bytes, made);
  // The first that a city trains leaves the way back to the shipped one.
  expect(describeModel(beforeOf(file))).toMatchObject({ made: { isShipped: true } });
  putModel(file, bytes, { ...made, at: '2026-11-30T08:00:00.000Z', comparison });
  expect(describeModel(file)).toMatchObject({ labels: ['公交', '学校'], made: { by: 'lilei', comparison } });
  expect(describeModel(beforeOf(file))).toMatchObject({ made });
  // What a model says is not changed by what is said of it.
  expect(decodeModel(readFileSync(file)).weights).toEqual(decodeModel(bytes).weights);
  takeBack(file);
  expect(describeModel(file)).toMatchObject({ made });
  expect(describeModel(beforeOf(file))).toMatchObject({ made: { comparison } });
  takeBack(file);
  expect(describeModel(file)).toMatchObject({ made: { comparison } });
});

it('where a city has trained none, it is the shipped one and says so', () => {
  const none = join(folder, 'none.bin');
  expect(describeModel(inForceFor(none))).toMatchObject({ made: { isShipped: true, messages: 8_708 } });
});

it('cut short, damaged or something else it is told of, and never put back in force; of a shipped one the start says what to do', () => {
  const file = join(folder, 'damaged.bin');
  const { bytes } = trainClassifier(messages);
  putModel(file, bytes, made);
  const whole = readFileSync(file);
  const headless = Buffer.from(whole);
  headless.fill(0, 12, 40);
  const config = loadConfig({ DATABASE_URL: 'postgres://localhost/onecall', REDIS_URL: 'redis://localhost' });
  for (const broken of [whole.subarray(0, -1), whole.subarray(0, 3), headless, Buffer.from('nothing')]) {
    writeFileSync(beforeOf(file), broken);
    expect(describeModel(beforeOf(file))).toMatchObject({ broken: expect.any(String) });
    expect(() => takeBack(file)).toThrow(TypeError);
    let why: string | undefined;
    try {
      decodeModel(broken);
    } catch (error) {
      why = whyNotStarted(error, config);
    }
    expect(why).toContain('of the release');
  }
  expect(describeModel(file)).toMatchObject({ made });
});
