import '../../design/ends.css';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useActionLabel } from '../actions/label.ts';
import type { Page } from '../pages.ts';
import { BrandMark } from './brand.tsx';

/** With many workplaces the rail scrolls: the one in hand is in sight. */
function showHere(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

/** The workplaces of the signed-in person; at the foot of the screen on a telephone. */
export function Rail({ pages }: { pages: readonly Page[] }) {
  const { t } = useTranslation('shell');
  const labelOf = useActionLabel();
  const [location] = useLocation();
  const shown = pages.flatMap(({ home, ...page }) => (home === undefined ? [] : [{ ...page, home }]));
  return (
    <nav className="rail oc-ends" aria-label={t('rail.label')}>
      <span className="rail-brand brand">
        <BrandMark />
      </span>
      <ul>
        {shown.map((page, index) => {
          const isHere = location === page.home || location.startsWith(`${page.home}/`);
          return (
            <li key={page.id} data-begins={page.part !== (shown[index - 1] ?? page).part || undefined}>
              <Link
                href={page.home}
                className="rail-link"
                aria-current={isHere ? 'page' : undefined}
                ref={isHere ? showHere : undefined}
              >
                <page.icon aria-hidden />
                {labelOf(page)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
