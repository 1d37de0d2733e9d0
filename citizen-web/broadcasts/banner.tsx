// What everybody must know now, above every page.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Warning } from './warning.tsx';
import { keepRoom, roomKept, useWarnings } from './warnings.ts';

/** More would bury the page; the rest stands on its own page. */
const mostShown = 2;

/** What came after the page was read begins no other page than that: the next one has the room for it. */
const roomAtFirst = roomKept();

export function WarningBanner() {
  const { t } = useTranslation('site');
  const warnings = useWarnings();
  const banner = useRef<HTMLElement>(null);
  const [isAwaited] = useState(warnings === null);
  // The page of all warnings says it already.
  const isElsewhere = window.location.pathname.startsWith('/broadcasts');
  useEffect(() => {
    if (warnings && !isElsewhere) keepRoom(banner.current?.offsetHeight ?? 0);
  }, [warnings, isElsewhere]);
  if (isElsewhere) return null;
  if (warnings === null) return <div style={{ height: roomAtFirst ?? 0 }} />;
  if (warnings.length === 0) return null;
  return (
    <section
      ref={banner}
      className="warning-banner"
      aria-label={t('warning.label')}
      data-late={isAwaited && !roomAtFirst}
    >
      {warnings.slice(0, mostShown).map((warning) => (
        <Warning key={warning.id} warning={warning} isShort />
      ))}
      <a href="/broadcasts">{t('warning.all', { count: warnings.length })}</a>
    </section>
  );
}
