// Why something was found, in one quiet line.
import { useTranslation } from 'react-i18next';

const separator = ' · ';

/** Words of the question and where they stand, or what stands in their place, or that it helped others. */
export type FoundBecause =
  | { by: 'title' | 'keywords' | 'text'; words: readonly string[] }
  | { by: 'synonym' | 'pinyin' | 'typo'; said: string; found: string }
  | { by: 'learned' };

export function Why({ reasons }: { reasons: readonly FoundBecause[] }) {
  const { t } = useTranslation('design');
  if (reasons.length === 0) return null;
  const told = reasons.map((reason) => {
    if ('words' in reason) return t(`why.${reason.by}`, { words: reason.words.join(' ') });
    if ('found' in reason) return t(`why.${reason.by}`, { said: reason.said, found: reason.found });
    return t(`why.${reason.by}`);
  });
  return (
    <p className="oc-micro oc-quiet">
      <span className="oc-hidden">{t('why.label')}: </span>
      {told.join(separator)}
    </p>
  );
}
