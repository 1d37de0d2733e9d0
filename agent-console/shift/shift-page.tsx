// The agent's shift on one sheet: what was done, how the time went, and what the next one goes on with.
import '../reports/reports.css';
import '../reports/bulletin.css';
import { CalendarOff, FileDown, Printer, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import {
  Button,
  EmptyState,
  elapsedText,
  Notice,
  Select,
  Skeleton,
  StatusDot,
  useFormat,
  useLang,
} from '../../design/index.ts';
import {
  type ContactCounts,
  type ShiftReport,
  shiftQuerySchema,
  totalCounts,
} from '../../server/reports/shift/contract.ts';
import { presenceStateSchema } from '../../server/routing/contract.ts';
import { useActions } from '../actions/registry.ts';
import { askedIn } from '../api/address.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { presenceTones } from '../desk/presence-tones.ts';
import { useUser } from '../session/session.ts';
import { useShift } from './shift-data.ts';

type Shift = NonNullable<ShiftReport['shift']>;

/** Hours and minutes; what is shorter than a minute is said to be so. */
function useSpanText(): (seconds: number) => string {
  const { t } = useTranslation('shift');
  return (seconds) => {
    const minutes = Math.round(seconds / 60);
    if (minutes === 0) return seconds === 0 ? t('none') : t('span.less');
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return hours === 0 ? t('span.minutes', { minutes }) : t('span.hours', { hours, minutes: rest });
  };
}

function Contacts({ shift }: { shift: Shift }) {
  const { t } = useTranslation(['shift', 'reports']);
  const format = useFormat();
  const spanText = useSpanText();
  const { channels } = shift;
  if (channels.length === 0) return <p className="oc-quiet">{t('contacts.none')}</p>;
  const row = (name: string, one: ContactCounts) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td>
        <strong>{format.number(one.taken)}</strong>
      </td>
      <td>{format.number(one.declined)}</td>
      <td>{format.number(one.missed)}</td>
      <td>{format.number(one.finished)}</td>
      <td>{spanText(one.contactS)}</td>
      <td>{spanText(one.wrapUpS)}</td>
      <td>
        {one.finished === 0 ? t('none') : elapsedText((1_000 * (one.contactS + one.wrapUpS)) / one.finished)}
      </td>
    </tr>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="shift-wide" aria-label={t('contacts.title')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('contacts.channel')}</th>
            <th scope="col">{t('contacts.taken')}</th>
            <th scope="col">{t('contacts.declined')}</th>
            <th scope="col">{t('contacts.missed')}</th>
            <th scope="col">{t('contacts.finished')}</th>
            <th scope="col">{t('contacts.contactTime')}</th>
            <th scope="col">{t('contacts.wrapUpTime')}</th>
            <th scope="col">{t('contacts.handling')}</th>
          </tr>
        </thead>
        <tbody>
          {channels.map((each) => row(t(`reports:channels.${each.channel}`), each))}
          {channels.length > 1 && row(t('contacts.all'), totalCounts(channels))}
        </tbody>
      </table>
    </section>
  );
}

function Work({ shift }: { shift: Shift }) {
  const { t } = useTranslation('shift');
  const format = useFormat();
  const { ratings, satisfied, talkRatings, talkSatisfied } = shift;
  const ratedText = (count: number, good: number): string =>
    count === 0 ? t('none') : t('work.satisfied', { satisfied: good, count });
  const figures = [
    ['passedOn', format.number(shift.passedOn)],
    ['filed', format.number(shift.filed)],
    ['followUps', format.number(shift.followUps)],
    ['talkRatings', ratedText(talkRatings, talkSatisfied)],
    ['ratings', ratedText(ratings, satisfied)],
  ] as const;
  return (
    <table>
      <tbody>
        {figures.map(([id, text]) => (
          <tr key={id}>
            <th scope="row">{t(`work.${id}`)}</th>
            <td>
              <strong>{text}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Times({ shift }: { shift: Shift }) {
  const { t } = useTranslation(['shift', 'desk']);
  const spanText = useSpanText();
  return (
    <table>
      <tbody>
        {presenceStateSchema.options.map((state) => {
          const seconds = shift.times[state];
          return (
            seconds !== undefined && (
              <tr key={state}>
                <th scope="row">
                  <StatusDot tone={presenceTones[state]} label={t(`desk:presence.${state}`)} />
                </th>
                <td>{spanText(seconds)}</td>
              </tr>
            )
          );
        })}
      </tbody>
    </table>
  );
}

/** What stays open; with ways there for whoever's it is. */
function Open({ open, isOwn }: { open: NonNullable<Shift['open']>; isOwn: boolean }) {
  const { t } = useTranslation(['shift', 'reports']);
  const format = useFormat();
  const lang = useLang();
  const queues = useLists().data?.queues ?? [];
  if (open.contacts.length + open.tickets.length === 0) return <p className="oc-quiet">{t('open.none')}</p>;
  return (
    <ul className="bulletin-named">
      {open.contacts.map(({ conversationId, channel, queueCode, state, at }) => {
        const queue = queues.find(({ code }) => code === queueCode)?.name[lang] ?? queueCode;
        const words = `${t(`reports:channels.${channel}`)} · ${queue}`;
        return (
          <li key={conversationId}>
            {isOwn ? <Link href={`/desk/${conversationId}`}>{words}</Link> : words}{' '}
            <span className="oc-micro oc-quiet">
              {t(state === 'wrap_up' ? 'open.wrapUp' : 'open.active')} · {format.moment(at)}
            </span>
          </li>
        );
      })}
      {open.tickets.map(({ id, number, title, at }) => (
        <li key={id}>
          <Link href={`/tickets/${id}`}>{number}</Link> {title}{' '}
          <span className="oc-micro oc-quiet">
            {t('open.notDispatched')} · {format.moment(at)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Sheet({ report, shift, isOwn }: { report: ShiftReport; shift: Shift; isOwn: boolean }) {
  const { t } = useTranslation('shift');
  const lang = useLang();
  const format = useFormat();
  return (
    <article className="bulletin" aria-labelledby="shift-title">
      <header>
        <p className="oc-quiet">{report.agent.name[lang]}</p>
        <h1 id="shift-title">{t('title')}</h1>
        <p>
          {shift.until
            ? t('span.ended', { from: format.moment(shift.from), until: format.moment(shift.until) })
            : t('span.goesOn', { from: format.moment(shift.from) })}
        </p>
      </header>
      {shift.open && (
        <section>
          <h2>{t('open.title')}</h2>
          {shift.open.contacts.length > 0 && <Notice tone="warn">{t('open.passOn')}</Notice>}
          <Open open={shift.open} isOwn={isOwn} />
        </section>
      )}
      <section>
        <h2>{t('contacts.title')}</h2>
        <Contacts shift={shift} />
      </section>
      <div className="bulletin-pair">
        <section>
          <h2>{t('work.title')}</h2>
          <Work shift={shift} />
        </section>
        <section>
          <h2>{t('times')}</h2>
          <Times shift={shift} />
        </section>
      </div>
      <section className="bulletin-notes">
        <h2>{t('means.title')}</h2>
        <ul>
          {(['shift', 'offers', 'times', 'passedOn', 'talkRatings', 'tickets'] as const).map((id) => (
            <li key={id}>{t(`means.${id}`)}</li>
          ))}
        </ul>
      </section>
    </article>
  );
}

export default function ShiftPage() {
  const { t } = useTranslation(['shift', 'reports']);
  const format = useFormat();
  const lang = useLang();
  const user = useUser();
  const [address, setAddress] = useSearchParams();
  const { agent, from } = askedIn(address, shiftQuerySchema);
  const query = useShift({ agent, from });
  useActions([
    { id: 'shift.print', labelKey: 'shift:print', permission: 'desk.work', run: () => window.print() },
  ]);
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={10} />;
  const { shifts, shift } = query.data;
  return (
    <div className="reports" aria-busy={query.isFetching}>
      <div className="reports-filter">
        {shift && (
          <Select
            label={t('which')}
            options={shifts.map((each) => ({
              id: each.from,
              label: format.moment(each.from),
            }))}
            value={shift.from}
            onChange={(id) => id && setAddress({ ...(agent && { agent }), from: id }, { replace: true })}
          />
        )}
        <Button icon={RefreshCw} isPending={query.isFetching} onPress={() => void query.refetch()}>
          {t('refresh')}
        </Button>
        {shift && (
          <>
            <Button icon={Printer} onPress={() => window.print()}>
              {t('print')}
            </Button>
            <a
              className="oc-button"
              data-variant="quiet"
              data-size="medium"
              href={`/api/reports/shift.pdf?${new URLSearchParams({ ...(agent && { agent }), from: shift.from, lang })}`}
              download
            >
              <FileDown aria-hidden />
              {t('reports:pdf')}
            </a>
          </>
        )}
      </div>
      {shift ? (
        <Sheet report={query.data} shift={shift} isOwn={query.data.agent.id === user.id} />
      ) : (
        <EmptyState icon={CalendarOff} title={t('empty')} description={t('emptyNote')} />
      )}
    </div>
  );
}
