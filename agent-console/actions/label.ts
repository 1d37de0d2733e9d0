import { useTranslation } from 'react-i18next';
import type { Action } from './action.ts';

/** Gives an action's words; loads no namespace by itself (its page has). */
export function useActionLabel(): (action: Pick<Action, 'labelKey' | 'labelValues'>) => string {
  const { t } = useTranslation('shell');
  // `LabelKey` has checked the key against every namespace; `t` knows the keys of one only.
  return ({ labelKey, labelValues }) => t(labelKey as 'shell:product', { ...labelValues });
}
