// A person's Chinese name in Latin letters, as GB/T 28039 spells it: family name first, each part one word.
import { pinyin } from 'pinyin-pro';

/** Family names of two characters. */
const doubleNames = new Set([
  '欧阳',
  '上官',
  '司马',
  '诸葛',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '夏侯',
  '东方',
  '司徒',
  '司空',
  '长孙',
  '宇文',
  '端木',
  '轩辕',
  '南宫',
  '淳于',
  '申屠',
  '太史',
  '独孤',
  '呼延',
  '百里',
]);
const longestName = 4;

/** Syllables as one word; one that begins with a vowel is set off (刘恩安: Liu En'an). */
function word(syllables: readonly string[]): string {
  const joined = syllables.reduce(
    (sum, next) => sum + (sum !== '' && /^[aoe]/.test(next) ? "'" : '') + next,
    '',
  );
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

/** `李雷` → `Li Lei`. What is not Chinese stays as it is. */
export function latinName(name: string): string {
  return name
    .replace(/\p{Script=Han}+/gu, (part, at: number) => {
      const isWhole = part === name.trim() && part.length > 1 && part.length <= longestName;
      const syllables = pinyin(part, {
        toneType: 'none',
        type: 'array',
        surname: at === 0 ? 'head' : 'off',
      });
      if (!isWhole) return word(syllables);
      const family = doubleNames.has(part.slice(0, 2)) && part.length > 2 ? 2 : 1;
      return `${word(syllables.slice(0, family))} ${word(syllables.slice(family))}`;
    })
    .replaceAll('·', ' ');
}
