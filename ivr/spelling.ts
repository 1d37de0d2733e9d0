// How a caller gives a number that may have letters in it: keyed, or spoken where somebody hears.
import type { Language } from './verbs.ts';

/** The letters on the keys of a telephone (ITU-T E.161). */
const keyLetters: Readonly<Record<string, string>> = {
  2: 'ABC',
  3: 'DEF',
  4: 'GHI',
  5: 'JKL',
  6: 'MNO',
  7: 'PQRS',
  8: 'TUV',
  9: 'WXYZ',
};

/**
 * Figures as they are; a letter is a star, its key and its place on the key: `*21` is A.
 * @returns null for keys that mean nothing
 */
export function spelled(keys: string): string | null {
  if (!/^(\d|\*[2-9][1-4])+$/.test(keys)) return null;
  const signs = keys.replace(/\*(\d)(\d)/g, (_sign, key: string, place: string) => {
    return keyLetters[key]?.[Number(place) - 1] ?? '?';
  });
  return signs.includes('?') ? null : signs;
}

const chinese: Readonly<Record<string, string>> = Object.fromEntries(
  ['零〇洞', '一幺壹', '二两兩', '三', '四', '五', '六', '七拐', '八', '九勾'].flatMap((signs, figure) =>
    [...signs].map((sign) => [sign, String(figure)]),
  ),
);
const english: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
};

/** What speech recognition should expect where a number is asked for. */
export function spellingWords(language: Language): string[] {
  return language === 'en' ? Object.keys(english) : Object.keys(chinese);
}

/** The figures and letters in what was said, without the words around them. */
export function spokenSigns(text: string, language: Language): string {
  const plain = text.normalize('NFKC');
  if (language !== 'en')
    return [...plain]
      .map((sign) => chinese[sign] ?? (/[0-9A-Za-z]/.test(sign) ? sign : ''))
      .join('')
      .toUpperCase();
  return plain
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => english[word] ?? (word.length === 1 || /\d/.test(word) ? word : ''))
    .join('')
    .toUpperCase();
}
