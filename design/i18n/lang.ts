import { useTranslation } from 'react-i18next';
import { isTongueCode, langOf, type TongueCode } from '../../server/platform/tongue.ts';
import type { Lang } from './texts.ts';

/** The language and script that the reader reads. */
export function useTongue(): TongueCode {
  const { i18n } = useTranslation();
  return isTongueCode(i18n.language) ? i18n.language : 'zh';
}

/** The language that the reader reads, for what comes in both. */
export function useLang(): Lang {
  return langOf(useTongue());
}
