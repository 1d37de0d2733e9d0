// Starts the texts of a front end: language of the reader, namespaces loaded when first used.
import '../storage.ts';
import { type BackendModule, createInstance, type i18n, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import {
  firstTongue,
  isTongueCode,
  langOf,
  localeOf,
  type TongueCode,
} from '../../server/platform/tongue.ts';

export const langs = ['zh', 'en'] as const;
export type Lang = (typeof langs)[number];

const storageKey = 'onecall.lang';
const ownTexts = import.meta.glob<ResourceKey>('./{zh,en}/*.json', { import: 'default' });

/** Loaders by path, as `import.meta.glob('./{zh,en}/*.json', { import: 'default' })` gives them. */
export type TextLoaders = Record<string, () => Promise<ResourceKey>>;

export function isLang(value: unknown): value is Lang {
  return langs.some((lang) => lang === value);
}

/** The language chosen before in this browser, if any. */
export function storedTongue(): TongueCode | undefined {
  const stored = localStorage.getItem(storageKey);
  return isTongueCode(stored) ? stored : undefined;
}

/**
 * What the address asks for (`?lang=en`), the stored choice, else the browser's first language that we speak, else
 * Chinese. A guest's address says what the page around it speaks: there the choice goes first.
 */
function detectTongue(isGuest: boolean): TongueCode {
  const chosen = isGuest ? storedTongue() : undefined;
  if (chosen) return chosen;
  const asked = new URLSearchParams(window.location.search).get('lang');
  return isTongueCode(asked) ? asked : (storedTongue() ?? firstTongue(navigator.languages));
}

function backendOf(loaders: TextLoaders): BackendModule {
  const all = { ...ownTexts, ...loaders };
  return {
    type: 'backend',
    init: () => undefined,
    read: (lang, namespace, done) => {
      const load = all[`./${lang}/${namespace}.json`];
      if (!load) return done(new Error(`no texts ${lang}/${namespace}`), false);
      load().then(
        (texts) => done(null, texts),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
      );
    },
  };
}

/**
 * Starts the texts and sets the document's `lang`. Resolves when the namespaces named are there.
 * @param loaders the app's own language files; who reads a script that it has not reads simplified Chinese
 * @param namespaces loaded at once; others load when `useTranslation` first asks
 * @param isGuest inside somebody else's page
 */
export async function startTexts(
  loaders: TextLoaders,
  namespaces: readonly string[],
  isGuest = false,
): Promise<i18n> {
  const texts = createInstance();
  texts.on('languageChanged', (lang) => {
    document.documentElement.lang = localeOf(lang);
  });
  const asked = detectTongue(isGuest);
  const speaks = Object.keys(loaders).some((path) => path.startsWith(`./${asked}/`));
  const tongue = speaks ? asked : langOf(asked);
  // What is asked of the server meanwhile is asked in it.
  document.documentElement.lang = localeOf(tongue);
  await texts
    .use(backendOf(loaders))
    .use(initReactI18next)
    .init({
      lng: tongue,
      // Every language has every text.
      fallbackLng: false,
      load: 'currentOnly',
      ns: ['design', ...namespaces],
      defaultNS: 'design',
      contextSeparator: '@',
      interpolation: { escapeValue: false },
      partialBundledLanguages: true,
    });
  return texts;
}

/** Changes the language of the interface and keeps the choice in this browser. */
export async function chooseLang(texts: i18n, tongue: TongueCode): Promise<void> {
  localStorage.setItem(storageKey, tongue);
  await texts.changeLanguage(tongue);
}
