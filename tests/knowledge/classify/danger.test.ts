// What danger is learned from, and that learning reaches words that no lesson holds.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { learnDanger, lessonsSchema, spellOut } from '../../../knowledge/classify/index.ts';
import { createSense } from '../../../knowledge/classify/danger/sense.ts';
import { passagesOf } from '../../../knowledge/classify/danger/text.ts';

const file = new URL('../../../knowledge/classify/danger/lessons.json', import.meta.url);
const shipped = lessonsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const none = {
  fire: [],
  rescue: [],
  medical: [],
  security: [],
  traffic: [],
  hazard: [],
  flood: [],
  other: [],
};

describe('lessons', () => {
  it('are spelled out the same way each time, with no slot left open', () => {
    const first = spellOut(shipped);
    expect(spellOut(shipped)).toEqual(first);
    expect(first.filter(({ text }) => /[{}]/.test(text))).toEqual([]);
  });

  it('make of one danger a danger and, in a frame that calms, none', () => {
    const lessons = spellOut({
      slots: { who: '爷爷' },
      alarms: { ...none, medical: ['{who}晕倒了'] },
      harmless: [],
      frames: { live: ['快来，{}'], calming: ['去年{}'], harmless: [] },
    });
    expect(lessons).toContainEqual({ text: '快来，爷爷晕倒了', pattern: 0, danger: 'medical' });
    expect(lessons).toContainEqual({ text: '去年爷爷晕倒了', pattern: 0 });
  });
});

describe('what is learned', () => {
  it('holds for words of the same scene that no lesson holds, and tells whose force goes out', () => {
    const lessons = spellOut({
      slots: {},
      alarms: { ...none, medical: ['爸爸昏倒了', '妈妈晕过去了'], fire: ['厨房着火', '仓库起火'] },
      harmless: ['停车费太贵', '公交卡丢了', '请问几点上班', '物业电话多少'],
      frames: { live: ['快来，{}'], calming: ['去年{}，保险没赔'], harmless: ['你好，{}'] },
    });
    const sense = createSense(learnDanger({ lessons, letters: [], everyday: [] }));
    expect(sense('老伴不省人事')).toMatchObject({ danger: 'medical' });
    expect(sense('老伴不省人事').score).toBeGreaterThan(sense('请问停车多少').score);
    expect(sense('宿舍烧起来').danger).toBe('fire');
    expect(sense('去年宿舍烧起来，保险没赔').score).toBeLessThan(sense('宿舍烧起来').score);
  });

  it('reads every character of a letter, up to where it stops reading', () => {
    const letter = '物业不理，我们反映了多次没有结果。'.repeat(20);
    const passages = passagesOf(letter);
    for (let at = 0; at < letter.length; at++) {
      expect(passages.some(({ from, to }) => from <= at && at < to)).toBe(true);
    }
  });
});
