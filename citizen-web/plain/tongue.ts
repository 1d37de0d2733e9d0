// In which language and script a plain page is read, and the words it is written with: those of the portal, and a few more.
import { toTraditional } from '../../knowledge/text/index.ts';
import broadcastsEn from '../i18n/en/broadcasts.json' with { type: 'json' };
import filingEn from '../i18n/en/filing.json' with { type: 'json' };
import followEn from '../i18n/en/follow.json' with { type: 'json' };
import placeEn from '../i18n/en/place.json' with { type: 'json' };
import portalEn from '../i18n/en/portal.json' with { type: 'json' };
import publishedEn from '../i18n/en/published.json' with { type: 'json' };
import siteEn from '../i18n/en/site.json' with { type: 'json' };
import broadcastsZh from '../i18n/zh/broadcasts.json' with { type: 'json' };
import filingZh from '../i18n/zh/filing.json' with { type: 'json' };
import followZh from '../i18n/zh/follow.json' with { type: 'json' };
import placeZh from '../i18n/zh/place.json' with { type: 'json' };
import portalZh from '../i18n/zh/portal.json' with { type: 'json' };
import publishedZh from '../i18n/zh/published.json' with { type: 'json' };
import siteZh from '../i18n/zh/site.json' with { type: 'json' };
import { cityTimeZone } from '../../server/calendar/city.ts';
import type { Bilingual } from '../../server/platform/contract.ts';
import { langOf, localeOf, type TongueCode, tongueAsked } from '../../server/platform/tongue.ts';
import own from './texts.json' with { type: 'json' };

const words = {
  zh: {
    own: own.zh,
    place: placeZh,
    portal: portalZh,
    published: publishedZh,
    filing: filingZh,
    follow: followZh,
    site: siteZh,
    broadcasts: broadcastsZh,
  },
  en: {
    own: own.en,
    place: placeEn,
    portal: portalEn,
    published: publishedEn,
    filing: filingEn,
    follow: followEn,
    site: siteEn,
    broadcasts: broadcastsEn,
  },
};
export type Words = (typeof words)['zh' | 'en'];

export interface Tongue {
  code: TongueCode;
  lang: 'zh' | 'en';
  words: Words;
  /** The text that the reader reads; Chinese where there is no English. */
  of: (text: Bilingual) => string;
  date: (time: string) => string;
  moment: (time: string) => string;
}

function made(code: TongueCode): Tongue {
  const lang = langOf(code);
  const write = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(localeOf(code), {
      timeZone: cityTimeZone,
      hourCycle: 'h23',
      ...options,
    });
    return (time: string) => format.format(new Date(time));
  };
  const day = { year: 'numeric', month: 'long', day: 'numeric' } as const;
  return {
    code,
    lang,
    words: words[lang],
    of: (text) => text[lang] || text.zh,
    date: write(day),
    moment: write({ ...day, hour: '2-digit', minute: '2-digit' }),
  };
}

const tongues: Readonly<Record<TongueCode, Tongue>> = {
  zh: made('zh'),
  'zh-Hant': made('zh-Hant'),
  en: made('en'),
};

/** What the address asks for, else what the browser does, else simplified Chinese. */
export function tongueOf(asked: TongueCode | undefined, acceptLanguage: string | undefined): Tongue {
  return tongues[asked ?? tongueAsked(acceptLanguage)];
}

/** Written for readers of traditional characters, if this is one. */
export function inScript(text: string, { code }: Tongue): string {
  return code === 'zh-Hant' ? toTraditional(text) : text;
}

/** `{name}` and `{{name}}` in a text of ours are filled in. */
export function filled(text: string, vars: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{?(\w+)\}\}?/g, (_, name: string) => String(vars[name] ?? ''));
}
