// What everybody must know now, above every page.
import { useTranslation } from 'react-i18next';
import { Warning } from './warning.tsx';
import { useWarnings } from './warnings.ts';

/** More would bury the page; the rest stands on its own page. */
const mostShown = 2;

export function WarningBanner() {
  const { t } = useTranslation('site');
  const warnings = useWarnings() ?? [];
  // The page of all warnings says it already.
  if (warnings.length === 0 || window.location.pathname.startsWith('/broadcasts')) return null;
  return (
    <section className="warning-banner" aria-label={t('warning.label')}>
      {warnings.slice(0, mostShown).map((warning) => (
        <Warning key={warning.id} warning={warning} isShort />
      ))}
      <a href="/broadcasts">{t('warning.all', { count: warnings.length })}</a>
    </section>
  );
}
