// What everybody is warned of now, above every page of the console: callers ask about it.
import './broadcasts.css';
import { Megaphone } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat, useLang } from '../../design/index.ts';
import { BannerPlace, rememberBanner } from './banner-place.tsx';
import { useBroadcasts } from './broadcast-data.ts';
import { levelTones } from './level.ts';

export default function BroadcastBanner() {
  const { t } = useTranslation('broadcasting');
  const lang = useLang();
  const format = useFormat();
  const { data } = useBroadcasts();
  const inForce = data?.items.filter(({ state }) => state === 'in_force') ?? [];
  const [gravest] = inForce;
  const banner = useRef<HTMLElement>(null);
  useEffect(() => {
    if (data) rememberBanner(banner.current?.offsetHeight ?? 0);
  }, [data]);
  if (!data) return <BannerPlace />;
  if (!gravest) return null;
  // Official titles mostly have it already.
  const level = t(`levels.${gravest.level}`);
  return (
    <section ref={banner} aria-label={t('title')}>
      <Link href="/broadcasts" className="broadcast-banner" data-tone={levelTones[gravest.level]}>
        <Megaphone aria-hidden />
        <span>
          {!gravest.title[lang].includes(level) && `${level} `}
          <strong>{gravest.title[lang]}</strong> · {gravest.area[lang]} ·{' '}
          {t('untilTime', { time: format.moment(gravest.expiresAt) })}
        </span>
        {inForce.length > 1 && <span>{t('more', { count: inForce.length - 1 })}</span>}
      </Link>
    </section>
  );
}
