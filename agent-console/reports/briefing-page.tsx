// The leaders' briefing of a day or a week: what the figures come to first, the figures below.
import './reports.css';
import './bulletin.css';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { z } from 'zod';
import { Button, Notice, Select, TextField, useFormat, useLang, useNow } from '../../design/index.ts';
import { cityDay } from '../../server/calendar/city.ts';
import { type Briefing, briefingPeriodSchema } from '../../server/reports/briefing/contract.ts';
import { figureIds, figures } from '../../server/reports/contract.ts';
import { useFigureText } from './league.tsx';
import { PaperFrame } from './paper-frame.tsx';
import { useBriefing } from './reports-data.ts';
import { Bars, Trend } from './trend.tsx';
import { Troubled } from './troubled.tsx';

const dayMs = 86_400_000;
const addressSchema = z.object({
  period: briefingPeriodSchema.catch('day'),
  date: z.iso.date().optional().catch(undefined),
});

/** A date so many days later. */
const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

function Contacts({ briefing: { channels, contacts } }: { briefing: Briefing }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const share = (value: number | null): string => (value === null ? t('none') : format.percent(value));
  return (
    <section>
      <h2>{t('contacts')}</h2>
      {channels.length === 0 && <p className="oc-quiet">{t('noContacts')}</p>}
      {channels.length > 0 && (
        <>
          <p>
            {t('contactRates', {
              connection: share(contacts.connectionRate),
              level: share(contacts.serviceLevel15s),
            })}
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('channel')}</th>
                <th scope="col">{t('arrived')}</th>
                <th scope="col">{t('periodBefore')}</th>
                <th scope="col">{t('accepted')}</th>
              </tr>
            </thead>
            <tbody>
              {channels.map(({ channel, arrived, before, accepted }) => (
                <tr key={channel}>
                  <th scope="row">{t(`channels.${channel}`)}</th>
                  <td>
                    <strong>{format.number(arrived)}</strong>
                  </td>
                  <td>{format.number(before)}</td>
                  <td>{format.number(accepted)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function Figures({ briefing: { now, before, trend, period } }: { briefing: Briefing }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const textOf = useFigureText();
  return (
    <section>
      <h2>{t('figures')}</h2>
      <p className="oc-quiet">
        {t(period === 'day' ? 'trendOfDays' : 'trendOfWeeks')}{' '}
        <Trend
          label={trend.map(({ first, received }) => `${first}: ${received}`).join(', ')}
          values={trend.map(({ received }) => received)}
        />
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('figure')}</th>
            <th scope="col">{t('thisPeriod')}</th>
            <th scope="col">{t('periodBefore')}</th>
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
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Paper({ briefing }: { briefing: Briefing }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const format = useFormat();
  const dateOf = (date: string): string => format.date(`${date}T04:00:00Z`);
  const title = t(briefing.period === 'day' ? 'dailyTitle' : 'weeklyTitle', {
    first: dateOf(briefing.first),
    last: dateOf(briefing.last),
  });
  const received = (rows: Briefing['categories'], by: string) =>
    rows.length === 0 ? (
      <p className="oc-quiet">{t('nothingReceived')}</p>
    ) : (
      <Bars rows={rows} by={by} before={t('periodBefore')} />
    );
  return (
    <article className="bulletin" aria-labelledby="briefing-title">
      <header>
        <p className="oc-quiet">{t('briefingLead')}</p>
        <h1 id="briefing-title">{title}</h1>
        {!briefing.isComplete && <Notice>{t('underWay')}</Notice>}
      </header>
      <section aria-labelledby="briefing-summary">
        <h2 id="briefing-summary">{t('summary')}</h2>
        {briefing.sentences.length === 0 && <p className="oc-quiet">{t('noSentences')}</p>}
        <ul className="briefing-sentences">
          {briefing.sentences.map((sentence) => (
            <li key={sentence.zh}>{sentence[lang]}</li>
          ))}
        </ul>
      </section>
      <div className="bulletin-pair">
        <Contacts briefing={briefing} />
        <section>
          <h2>{t('hotspots')}</h2>
          {briefing.hotspots.length === 0 && <p className="oc-quiet">{t('noHotspots')}</p>}
          <ul className="bulletin-named">
            {briefing.hotspots.map(({ id, size, place, summary, from }) => (
              <li key={id}>
                <strong>{place}</strong> {summary}{' '}
                <span className="oc-micro oc-quiet">
                  {t('hotspotSize', { count: size })} · {format.date(from)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <div className="bulletin-pair">
        <section>
          <h2>{t('categories')}</h2>
          {received(briefing.categories, t('category'))}
        </section>
        <section>
          <h2>{t('areas')}</h2>
          {received(briefing.areas, t('area'))}
        </section>
      </div>
      <div className="bulletin-pair">
        <Figures briefing={briefing} />
        <section>
          <h2>{t('supervision')}</h2>
          <Troubled rows={briefing.troubled} none={t('nobodyWarned')} />
        </section>
      </div>
    </article>
  );
}

export function BriefingPage() {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const now = useNow(30_000);
  const [address, setAddress] = useSearchParams();
  const { period, date: wanted } = addressSchema.parse(Object.fromEntries(address));
  // Yesterday has its last word.
  const date = wanted ?? daysAfter(cityDay(now), -1);
  const briefing = useBriefing({ period, date });
  const turn = (next: { period?: string; date?: string }) =>
    setAddress({ period, date, ...next }, { replace: true });
  const step = period === 'day' ? 1 : 7;
  return (
    <PaperFrame
      query={briefing}
      pdf={`/api/reports/briefing.pdf?period=${period}&date=${date}&lang=${lang}`}
      choices={
        <>
          <Select
            label={t('periodLabel')}
            options={briefingPeriodSchema.options.map((id) => ({ id, label: t(`briefingPeriod.${id}`) }))}
            value={period}
            onChange={(id) => id && turn({ period: id })}
          />
          <TextField
            label={t('dateLabel')}
            type="date"
            value={date}
            onChange={(day) => day !== '' && turn({ date: day })}
          />
          <Button icon={ChevronLeft} onPress={() => turn({ date: daysAfter(date, -step) })}>
            {t('older')}
          </Button>
          <Button icon={ChevronRight} onPress={() => turn({ date: daysAfter(date, step) })}>
            {t('newer')}
          </Button>
        </>
      }
    >
      {(content) => <Paper briefing={content} />}
    </PaperFrame>
  );
}
