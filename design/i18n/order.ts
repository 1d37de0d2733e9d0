// How names stand in a list: as the reader's language orders words, and 2 before 10.
import { localeOf } from '../../server/platform/tongue.ts';
import type { Lang } from './texts.ts';

const collatorOf = (lang: Lang): Intl.Collator => new Intl.Collator(localeOf(lang), { numeric: true });
const collators = { zh: collatorOf('zh'), en: collatorOf('en') };

/** Compares names that the reader sees. */
export const compareNames = (lang: Lang): ((one: string, other: string) => number) => collators[lang].compare;

interface Named {
  name: { zh: string; en: string };
}

/** Orders people, or what else has a name in both languages. */
export const byName =
  (lang: Lang) =>
  (one: Named, other: Named): number =>
    collators[lang].compare(one.name[lang], other.name[lang]);
