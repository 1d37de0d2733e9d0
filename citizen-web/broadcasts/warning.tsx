// One warning with its colour, place and end.
import './warning.css';
import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import type { BroadcastLevel, PublicBroadcast } from '../../server/broadcasts/contract.ts';
import { isChineseOnly, localeOf } from '../../server/platform/tongue.ts';

const icons: Readonly<Record<BroadcastLevel, LucideIcon>> = {
  red: CircleAlert,
  orange: TriangleAlert,
  yellow: TriangleAlert,
  blue: Info,
};

/** `isShort`: one line that opens; otherwise everything is read at once. */
export function Warning({ warning, isShort }: { warning: PublicBroadcast; isShort?: boolean }) {
  const { t } = useTranslation('site');
  const lang = useLang();
  const format = useFormat();
  const Icon = icons[warning.level];
  // Official titles mostly have it already.
  const level = t(`warning.level.${warning.level}`);
  const head = (
    <>
      <Icon aria-hidden />
      {!warning.title[lang].includes(level) && <span className="warning-level">{level}</span>}
      <strong>{warning.title[lang]}</strong>
      <span className="warning-facts">
        {warning.area[lang]} · {t('warning.until', { time: format.moment(warning.expiresAt) })}
      </span>
    </>
  );
  const isForeign = lang === 'en' && isChineseOnly(warning.text);
  const body = (
    <div className="warning-body">
      {isForeign && <p>{t('warning.chineseOnly')}</p>}
      <p {...(isForeign && { lang: localeOf('zh') })}>{warning.text[lang]}</p>
      {warning.source && <p>{t('warning.source', { name: warning.source[lang] })}</p>}
    </div>
  );
  return isShort ? (
    <details className="warning" data-level={warning.level}>
      <summary className="warning-head">{head}</summary>
      {body}
    </details>
  ) : (
    <article className="warning" data-level={warning.level}>
      <div className="warning-head">{head}</div>
      {body}
    </article>
  );
}
