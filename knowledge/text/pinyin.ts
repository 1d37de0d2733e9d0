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

/** Each Chinese word of a text, each pair of neighbouring ones, and the whole, with how it is typed. */
export function* latinForms(text: string): Generator<{ word: string; form: LatinForm }> {
  let before: { word: string; form: LatinForm } | undefined;
  const whole = { word: '', form: { full: '', initials: '' } };
  for (const { segment: word } of segmenter.segment(text)) {
    const form = latinForm(word);
    if (!form) {
      before = undefined;
      continue;
    }
    yield { word, form };
    if (before) yield joined(before, { word, form });
    Object.assign(whole, joined(whole, { word, form }));
    before = { word, form };
  }
  if (whole.word !== '') yield whole;
}

interface Typed {
  word: string;
  form: LatinForm;
}

function joined(first: Typed, second: Typed): Typed {
  return {
    word: first.word + second.word,
    form: {
      full: first.form.full + second.form.full,
      initials: first.form.initials + second.form.initials,
    },
  };
}

/** What people may type for a title or keyword: each word, each pair of neighbouring words, and the whole. */
export function latinTerms(text: string): Set<string> {
  const terms = new Set<string>();
  for (const { form } of latinForms(text)) add(terms, form);
  return terms;
}

function add(terms: Set<string>, { full, initials }: LatinForm): void {
  if (full.length >= 2) terms.add(full);
  if (initials.length >= 2) terms.add(initials);
}
