// What kind of matter it is, and of what: guessed from the words, and changed by whoever knows better.
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { compareNames } from '../../design/i18n/order.ts';
import { PlainRadioGroup, PlainSelect } from '../../design/native.tsx';
import type { FilingCategory, FilingKind } from '../../server/tickets/filings/contract.ts';
import { pathOf } from '../place/match.ts';

export const kinds = [
  'help',
  'inquiry',
  'complaint',
  'suggestion',
  'report',
  'praise',
] as const satisfies readonly FilingKind[];

export function KindField({ kind, onChoose }: { kind: FilingKind; onChoose: (kind: string) => void }) {
  const { t } = useTranslation('filing');
  return (
    <PlainRadioGroup
      label={t('kind.label')}
      name="kind"
      isRow
      options={kinds.map((one) => ({ id: one, label: t(`kind.${one}`) }))}
      value={kind}
      onChange={onChoose}
    />
  );
}

/** @param category the code of the one that is meant; empty: the staff decides */
export function CategoryFields({
  categories,
  category,
  onChoose,
}: {
  categories: ReadonlyMap<string, FilingCategory>;
  category: string;
  onChoose: (code: string) => void;
}) {
  const { t } = useTranslation('filing');
  const lang = useLang();
  const top = pathOf(categories, category)[0];
  const all = [...categories.values()];
  const below = all.flatMap(({ code }) => {
    const path = pathOf(categories, code);
    if (path.length < 2 || path[0]?.code !== top?.code) return [];
    return [
      {
        id: code,
        label: path
          .slice(1)
          .map(({ name }) => name[lang])
          .join(' · '),
      },
    ];
  });
  return (
    <div className="filing-category">
      <PlainSelect
        label={t('category')}
        description={t('categoryNote')}
        value={top?.code ?? ''}
        options={[
          { id: '', label: t('categoryOpen') },
          ...all
            .filter(({ parentCode }) => parentCode === null)
            .map(({ code, name }) => ({ id: code, label: name[lang] })),
        ]}
        onChange={(event) => onChoose(event.target.value)}
      />
      <PlainSelect
        label={t('detail')}
        disabled={!top}
        value={top ? category : ''}
        options={[{ id: top?.code ?? '', label: t('detailOpen') }, ...below.toSorted(byLabel)]}
        onChange={(event) => onChoose(event.target.value)}
      />
    </div>
  );
}

/** What belongs together stands together. */
const byLabel = (a: { label: string }, b: { label: string }): number => compareNames('zh')(a.label, b.label);
