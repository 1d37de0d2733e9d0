// The monthly bulletin, on screen and on paper: the browser prints it, the server makes a PDF of it.
import './reports.css';
import './bulletin.css';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { Notice, Select, useFormat, useLang, useNow } from '../../design/index.ts';
import {
  type Bulletin,
  figureIds,
  figures,
  lampMeans,
  monthAfter,
  type ScorecardRow,
  scoreMeans,
} from '../../server/reports/contract.ts';
import { useFigureText } from './league.tsx';
import { PaperFrame } from './paper-frame.tsx';
import { useBulletin } from './reports-data.ts';
import { figureOf, lastMonths } from './scope.ts';
import { Bars, Trend } from './trend.tsx';
import { Troubled } from './troubled.tsx';

function MainFigures({ trend }: Pick<Bulletin, 'trend'>) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const format = useFormat();
  const textOf = useFigureText();
  const [before, now] = trend.slice(-2);
  if (!before || !now) return null;
  const changeOf = (id: (typeof figureIds)[number]): string => {
    const [then, today] = [figureOf(before, id), figureOf(now, id)];
    const isRate = figures[id].unit === 'rate';
    if (isRate && (then === null || today === null)) return t('none');
    const change = (today ?? 0) - (then ?? 0);
    const rounded = isRate ? Math.round(change * 1_000) / 10 : change;
    if (rounded === 0) return t('same');
    const value = `${rounded > 0 ? '+' : '−'}${format.number(Math.abs(rounded))}`;
    return isRate ? t('points', { value }) : value;
  };
  return (
    <table className="bulletin-figures">
      <thead>
        <tr>
          <th scope="col">{t('figure')}</th>
          <th scope="col">{t('thisMonth')}</th>
          <th scope="col">{t('before')}</th>
          <th scope="col">{t('change')}</th>
          <th scope="col">{t('trend')}</th>
        </tr>
      </thead>
      <tbody>
        {figureIds.map((id) => (
          <tr key={id}>
            <th scope="row">{figures[id].name[lang]}</th>
            <td>
              <strong>{textOf(now, id)}</strong>
            </td>
            <td>{textOf(before, id)}</td>
            <td>{changeOf(id)}</td>
            <td>
              <Trend
                label={`${figures[id].name[lang]} ${trend.map((card) => `${card.month} ${textOf(card, id)}`).join(', ')}`}
                values={trend.map((card) => figureOf(card, id) ?? (figures[id].unit === 'count' ? 0 : null))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Podium({ title, rows, none }: { title: string; rows: readonly ScorecardRow[]; none: string }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const textOf = useFigureText();
  return (
    <section>
      <h2>{title}</h2>
      {rows.length === 0 && <p className="oc-quiet">{none}</p>}
      {rows.length > 0 && (
        <table className="bulletin-podium">
          <thead>
            <tr>
              <th scope="col">{t('rank')}</th>
              <th scope="col">{t('department')}</th>
              <th scope="col">{t('score')}</th>
              <th scope="col">{figures.resolution.name[lang]}</th>
              <th scope="col">{figures.satisfaction.name[lang]}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <td>{row.rank}</td>
                <th scope="row">{row.name[lang]}</th>
                <td>
                  <strong>{row.score?.toFixed(1)}</strong>
                </td>
                <td>{textOf(row, 'resolution')}</td>
                <td>{textOf(row, 'satisfaction')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** On whom supervision shines, and what was named publicly. */
function PublicNotice({ troubled, notices }: Pick<Bulletin, 'troubled' | 'notices'>) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const format = useFormat();
  return (
    <section>
      <h2>{t('publicNotice')}</h2>
      <Troubled rows={troubled} none={t('noTrouble')} />
      <p className="oc-micro oc-quiet">{`${lampMeans.red[lang]} ${lampMeans.yellow[lang]}`}</p>
      {notices.length > 0 && (
        <ul className="bulletin-named" aria-label={t('named')}>
          {notices.map(({ at, number, name, text }) => (
            <li key={`${number} ${at}`}>
              <strong>{name?.[lang] ?? t('desk')}</strong> {text}{' '}
              <span className="oc-micro oc-quiet">
                {format.date(at)} · {number}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Paper({ bulletin }: { bulletin: Bulletin }) {
  const { t, i18n } = useTranslation('reports');
  const lang = useLang();
  const month = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
  }).format(new Date(`${bulletin.month}-01T00:00:00Z`));
  return (
    <article className="bulletin" aria-labelledby="bulletin-title">
      <header>
        <p className="oc-quiet">{t('bulletinLead')}</p>
        <h1 id="bulletin-title">{t('bulletinTitle', { month })}</h1>
        {!bulletin.isComplete && <Notice>{t('incomplete')}</Notice>}
      </header>
      <section>
        <h2>{t('figures')}</h2>
        <MainFigures trend={bulletin.trend} />
      </section>
      <div className="bulletin-pair">
        <Podium title={t('best')} rows={bulletin.best} none={t('noBest')} />
        <Podium title={t('worst')} rows={bulletin.worst} none={t('noWorst')} />
      </div>
      <div className="bulletin-pair">
        <section>
          <h2>{t('categories')}</h2>
          {bulletin.categories.length === 0 && <p className="oc-quiet">{t('noCategories')}</p>}
          {bulletin.categories.length > 0 && (
            <Bars rows={bulletin.categories} by={t('category')} before={t('before')} />
          )}
        </section>
        <PublicNotice troubled={bulletin.troubled} notices={bulletin.notices} />
      </div>
      <footer className="bulletin-notes">
        <p>{scoreMeans[lang]}</p>
        {figureIds.map((id) => (
          <p key={id}>
            <strong>{figures[id].name[lang]}</strong> {figures[id].means[lang]}
          </p>
        ))}
      </footer>
    </article>
  );
}

export function BulletinPage() {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const now = useNow(30_000);
  const [address, setAddress] = useSearchParams();
  const months = lastMonths(now);
  const wanted = address.get('month') ?? '';
  // The last whole month has its last word.
  const month = /^20\d{2}-(0[1-9]|1[0-2])$/.test(wanted) ? wanted : monthAfter(months[0] ?? '', -1);
  const bulletin = useBulletin(month);
  const choices = months.includes(month) ? months : [month, ...months];
  return (
    <PaperFrame
      query={bulletin}
      pdf={`/api/reports/bulletin.pdf?month=${month}&lang=${lang}`}
      choices={
        <Select
          label={t('month')}
          options={choices.map((id) => ({ id, label: id }))}
          value={month}
          onChange={(id) => id && setAddress({ month: id }, { replace: true })}
        />
      }
    >
      {(content) => <Paper bulletin={content} />}
    </PaperFrame>
  );
}
