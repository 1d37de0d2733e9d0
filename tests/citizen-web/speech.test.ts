import { describe, expect, it } from 'vitest';
import { breathsOf, voiceFor } from '../../citizen-web/shell/speech.ts';

describe('a text that is read aloud', () => {
  it('is said in breaths that end where sentences or their parts do, and loses no word', () => {
    const text = `带身份证到派出所。${'很长的一句话'.repeat(19)}，到此为止。\n  拨打 12345！`;
    const breaths = breathsOf(text);
    expect(breaths).toEqual([
      '带身份证到派出所。',
      `${'很长的一句话'.repeat(19)}，到此为止。`,
      '拨打 12345！',
    ]);
    expect(breathsOf('一'.repeat(250)).map(({ length }) => length)).toEqual([120, 120, 10]);
  });

  it.each(['', '  ', '·', '——'])('is nothing where "%s" is all', (text) => {
    expect(breathsOf(text)).toEqual([]);
  });

  it.each([
    ['zh-CN', 'zh_CN'],
    ['zh-HK', 'zh-HK'],
    ['en-GB', 'en-US'],
  ])('in %s has the voice %s', (tag, lang) => {
    const voices = ['de-DE', 'en-US', 'zh-HK', 'zh_CN'].map((one) => ({ lang: one }));
    expect(voiceFor(voices, tag)).toEqual({ lang });
  });

  it('has no voice where the device knows the language not at all', () => {
    expect(voiceFor([{ lang: 'de-DE' }], 'zh-CN')).toBeUndefined();
  });
});
