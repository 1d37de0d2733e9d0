// The five grades of a rating in words, a ticket's and a talk's alike.
import { useTranslation } from 'react-i18next';

export function useScoreText(): (score: number) => string {
  const { t } = useTranslation('tickets');
  return (score) => {
    const known = ([1, 2, 3, 4, 5] as const).find((each) => each === score);
    return known === undefined ? '' : t(`score.${known}`);
  };
}
