import { useTranslation } from 'react-i18next';

/** A number as it is shown; a browser has none. */
export function useNumberName(): (number: string) => string {
  const { t } = useTranslation('outbound');
  return (number) => (number.startsWith('client:') ? t('browser') : number);
}
