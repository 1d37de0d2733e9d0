import { pinyin } from 'pinyin-pro';

const han = /\p{Script=Han}/u;

/**
 * How a Chinese word is typed on a Latin keyboard: its pinyin without tones, and its first letters.
 * Empty for words without Chinese characters.
 */
export function latinForms(word: string): { full: string; initials: string } | undefined {
  if (!han.test(word)) return undefined;
  const syllables = pinyin(word, { toneType: 'none', type: 'array', nonZh: 'removed' });
  return {
    full: syllables.join('').toLowerCase(),
    initials: syllables
      .map((syllable) => syllable.charAt(0))
      .join('')
      .toLowerCase(),
  };
}
