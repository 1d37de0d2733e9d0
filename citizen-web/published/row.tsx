// One line of a list of what is published.
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import type { PublicNotices } from '../../server/participation/publications/contract.ts';

type Listed = PublicNotices['items'][number] & { category?: { zh: string; en: string } | null };

/** Who says it, about what, since when. */
export function Origin({
  department,
  category,
  publishedAt,
}: Pick<Listed, 'department' | 'category' | 'publishedAt'>) {
  const lang = useLang();
  const format = useFormat();
  return (
    <p className="oc-quiet oc-small">
      {[department?.[lang], category?.[lang], format.date(publishedAt)].filter(Boolean).join(' · ')}
    </p>
  );
}

export function Row({ one, page }: { one: Listed; page: 'news' | 'replies' }) {
  const lang = useLang();
  return (
    <li>
      <a href={`/${page}?id=${one.id}`}>{one.title[lang]}</a>
      <p>{one.summary[lang]}</p>
      <Origin {...one} />
    </li>
  );
}
