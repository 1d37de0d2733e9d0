import { describe, expect, it } from 'vitest';
import { accuracyOn, trainClassifier } from '../../../knowledge/classify/index.ts';
import { decodeModel, labelScorer } from '../../../knowledge/classify/model.ts';
import { condense } from '../../../knowledge/classify/ngrams.ts';
import { nearDuplicateGroups } from '../../../knowledge/classify/groups.ts';

const places = ['东湖路', '南山街', '西丽村', '北环桥', '中心区', '海边巷', '河口镇', '山脚下'];
const matters = [
  ['公交', ['公交车不停站', '公交等了很久', '公交司机态度差', '公交线路太少', '公交刷卡失败']],
  ['学校', ['学校食堂难吃', '学校作业太多', '学校操场破旧', '学校学位不足', '学校老师体罚']],
] as const;
const messages = matters.flatMap(([label, texts]) =>
  places.flatMap((place, p) => texts.map((text, t) => ({ title: `${place}${p}${t}`, text, label }))),
);

describe('training', () => {
  it('learns labels that the words tell apart, and scores itself on unseen messages', () => {
    const { bytes, crossValidation } = trainClassifier(messages);
    expect(crossValidation.messages).toBe(80);
    expect(crossValidation.accuracy).toBeGreaterThan(0.9);
    const model = decodeModel(bytes);
    const { best } = labelScorer(model)(condense('', '公交线路绕远'));
    expect(model.labels[best]).toBe('公交');
  });

  it('tells how often a model is right about messages, so that old and new can be compared', () => {
    const { bytes } = trainClassifier(messages);
    expect(accuracyOn(bytes, messages)).toBeGreaterThan(0.95);
    expect(
      accuracyOn(
        bytes,
        messages.map((message) => ({ ...message, label: '别的' })),
      ),
    ).toBe(0);
    // A department may take matters of several classes: each of them is right.
    expect(
      accuracyOn(
        bytes,
        messages.map(({ label, ...message }) => ({ ...message, label: '别的', labels: ['别的', label] })),
      ),
    ).toBeGreaterThan(0.95);
    expect(() => accuracyOn(new Uint8Array(4), messages)).toThrow(TypeError);
  });

  it('gives the same bytes for the same messages', () => {
    expect(trainClassifier(messages).bytes).toEqual(trainClassifier(messages).bytes);
  });

  it('refuses messages of a single label', () => {
    expect(() => trainClassifier(messages.slice(0, 40))).toThrow(RangeError);
  });

  it('refuses a model file that is cut short', () => {
    const { bytes } = trainClassifier(messages);
    expect(() => decodeModel(bytes.subarray(0, bytes.length - 9))).toThrow('cut short');
  });

  it('keeps two letters about one matter on one side of the cross-validation', () => {
    const letter = '梅林二路工地每天凌晨三点打桩，全楼的人都睡不着，多次报警没有结果';
    const [first, second, other] = nearDuplicateGroups([
      letter,
      `再次反映：${letter}！`,
      '想问社保卡补办要多久',
    ]);
    expect(first).toBe(second);
    expect(other).not.toBe(first);
  });

  it('reads full-width, upper-case and punctuated text as one', () => {
    expect(condense('Ａ区 ', '公交-车，ＢＵＳ！_x000D_')).toBe('a区公交车bus');
  });
});
