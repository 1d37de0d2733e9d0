// How Chinese is typed on a Latin keyboard.
import { pinyin } from 'pinyin-pro';

const han = /\p{Script=Han}/u;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const maxRemembered = 50_000;
const remembered = new Map<string, LatinForm>();

export interface LatinForm {
  /** Pinyin without tones, written together: `shebao`. */
  full: string;
  /** First letters: `sb`. */
  initials: string;
}

/** A word's pinyin without tones and its first letters; undefined for a word without Chinese characters. */
export function latinForm(word: string): LatinForm | undefined {
  if (!han.test(word)) return undefined;
  let form = remembered.get(word);
  if (!form) {
    const syllables = pinyin(word, { toneType: 'none', type: 'array', nonZh: 'removed', v: true });
    form = {
      full: syllables.join('').toLowerCase(),
      initials: syllables.map((syllable) => syllable.charAt(0).toLowerCase()).join(''),
    };
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(word, form);
  }
  return form;
}

/** What people may type for a title or keyword: each word, each pair of neighbouring words, and the whole. */
export function latinTerms(text: string): Set<string> {
  const terms = new Set<string>();
  let before: LatinForm | undefined;
  const whole: LatinForm = { full: '', initials: '' };
  for (const { segment } of segmenter.segment(text)) {
    const form = latinForm(segment);
    if (!form) {
      before = undefined;
      continue;
    }
    add(terms, form);
    if (before) add(terms, { full: before.full + form.full, initials: before.initials + form.initials });
    whole.full += form.full;
    whole.initials += form.initials;
    before = form;
  }
  add(terms, whole);
  return terms;
}

function add(terms: Set<string>, { full, initials }: LatinForm): void {
  if (full.length >= 2) terms.add(full);
  if (initials.length >= 2) terms.add(initials);
}
