import { useTranslation } from 'react-i18next';
import type { Action, LabelKey } from './action.ts';

/** Gives the words of anything that has a label key; loads no namespace by itself (its page has). */
export function useActionLabel(): (named: { labelKey: LabelKey } & Pick<Action, 'labelName'>) => string {
  const { t } = useTranslation(['shell', 'design']);
  // `LabelKey` has checked the key against every namespace; `t` knows the keys of one only.
  return ({ labelKey, labelName }) => t(labelKey as 'shell:action.goTo', { name: labelName ?? '' });
}
