import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/index.ts';

/** Until when what is shown goes, where it was read from a replica; nothing where it is of this moment. */
export function AsOf({ at }: { at: string | null | undefined }) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  return at ? (
    <span className="oc-small oc-quiet oc-as-of" title={t('asOfNote')}>
      {t('asOf', { at: format.second(at) })}
    </span>
  ) : null;
}
