// Why something is suggested: what was concluded, and the citizen's own words for it.
import './suggestion-reasons.css';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { SuggestionReason } from '../../server/tickets/contract.ts';

/** The danger that the words speak of, if they do. */
export function dangerIn(reasons: readonly SuggestionReason[] | undefined): string | null {
  return reasons?.find((reason) => reason.of === 'urgency')?.danger ?? null;
}

/** What a reason concludes, in words; empty for a code that the lists do not know. */
export function conclusionOf(
  reason: SuggestionReason,
  lists: Pick<Lists, 'departments' | 'categories' | 'areas'>,
  lang: 'zh' | 'en',
  t: TFunction<'tickets'>,
): string {
  const nameIn = (rows: readonly { code: string; name: { zh: string; en: string } }[], code: string) =>
    rows.find((row) => row.code === code)?.name[lang] ?? '';
  switch (reason.of) {
    case 'field':
      return t(`field.${reason.field}`);
    case 'department':
      return nameIn(lists.departments, reason.departmentCode);
    case 'category':
      return nameIn(lists.categories, reason.categoryCode);
    case 'kind':
      return t(`kind.${reason.kind}`);
    case 'urgency':
      return reason.danger
        ? `${t(`urgency.${reason.urgency}`)} · ${t(`danger.${reason.danger}`)}`
        : t(`urgency.${reason.urgency}`);
    case 'district':
      return nameIn(lists.areas, reason.districtCode);
  }
}

export function SuggestionReasons({
  reasons,
  lists,
}: {
  reasons: readonly SuggestionReason[];
  lists: Pick<Lists, 'departments' | 'categories' | 'areas'>;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const known = reasons.flatMap((reason) => {
    const conclusion = conclusionOf(reason, lists, lang, t);
    return conclusion ? [{ ...reason, conclusion }] : [];
  });
  if (known.length === 0) return null;
  return (
    <ul className="suggestion-reasons oc-small" aria-label={t('suggestion.reasons')}>
      {known.map(({ of, conclusion, evidence }) => (
        <li key={of}>
          <span className="oc-quiet">{t(`reason.${of}`)}</span>
          <span>{conclusion}</span>
          {[...new Set(evidence)].map((words) => (
            // The words of the text, in the language in which they were written.
            <q key={words} className="oc-micro" lang="zh-CN">
              {words}
            </q>
          ))}
        </li>
      ))}
    </ul>
  );
}
