import { useTranslation } from 'react-i18next';
import { useCity } from './city.ts';

/** Says that somebody answers the telephone day and night, where that is so. Until it is known its place is kept. */
export function AnswersAlways() {
  const { t } = useTranslation('site');
  const city = useCity();
  if (city?.answersAlways === false) return null;
  return <span style={city ? undefined : { visibility: 'hidden' }}>{t('always')}</span>;
}
