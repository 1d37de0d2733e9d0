// In which language and script somebody reads. The front ends import this file: nothing of a server here.

export const tongueCodes = ['zh', 'zh-Hant', 'en'] as const;
/** `zh` is simplified Chinese. */
export type TongueCode = (typeof tongueCodes)[number];

export function isTongueCode(value: unknown): value is TongueCode {
  return tongueCodes.some((code) => code === value);
}

/** The one of ours that a language tag names (BCP 47), if any. */
export function tongueOfTag(tag: string): TongueCode | undefined {
  if (/^en\b/i.test(tag)) return 'en';
  if (/^(?:zh-(?:hant|hk|tw|mo)|yue)\b/i.test(tag)) return 'zh-Hant';
  return /^zh\b/i.test(tag) ? 'zh' : undefined;
}

/** The first of the languages asked for, best first, that is one of ours; simplified Chinese without one. */
export function firstTongue(tags: readonly string[]): TongueCode {
  for (const tag of tags) {
    const tongue = tongueOfTag(tag);
    if (tongue) return tongue;
  }
  return 'zh';
}

/** What a browser asks for in `Accept-Language`. */
export function tongueAsked(acceptLanguage: string | undefined): TongueCode {
  return firstTongue((acceptLanguage ?? '').split(',').map((part) => part.trim()));
}

const locales = { zh: 'zh-CN', 'zh-Hant': 'zh-Hant-HK', en: 'en-GB' } as const;

/** The language as HTML and Intl name it. */
export function localeOf(tongue: string): (typeof locales)[TongueCode] {
  return locales[isTongueCode(tongue) ? tongue : 'zh'];
}

/** The language in which a text in both is read. */
export function langOf(tongue: TongueCode): 'zh' | 'en' {
  return tongue === 'en' ? 'en' : 'zh';
}

/** Whether a text that stands for both languages is Chinese: who reads English is told so. */
export const isChineseOnly = ({ zh, en }: { zh: string; en: string }): boolean =>
  en === zh && /\p{Script=Han}/u.test(zh);
