import { useTranslation } from 'react-i18next';
import type { Lang } from './texts.ts';

/** The language that the reader reads, for what comes in both. */
export function useLang(): Lang {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh';
}
