// How many agents each hour of the week needs for a target, from the queue's own last weeks; and for any other figures.
import './staffing.css';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { EmptyState, Pane, Select, Skeleton, useFormat, useLang } from '../../design/index.ts';
import { routingBoardSchema } from '../../server/routing/contract.ts';
import {
  type StaffedHour,
  type Staffing,
  type StaffingTarget,
  staffingSchema,
} from '../../server/routing/staffing/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { NothingSetUp } from '../exchange/set-up.tsx';
import { busiest, readTarget, type TargetTexts } from './staffing.ts';
import { Calculator } from './staffing-calculator.tsx';
import { Outcomes } from './staffing-outcomes.tsx';
import { TargetFields } from './staffing-target.tsx';
import { clockOf, Week } from './staffing-week.tsx';

function Basis({ basis }: { basis: Staffing['basis'] }) {
  const { t } = useTranslation('staffing');
  const format = useFormat();
  const seconds = (value: number) => t('seconds', { value: format.number(Math.round(value)) });
  return (
    <p className="oc-small oc-quiet staffing-basis">
      {t('basis', {
        from: format.date(basis.from),
        // The last day, not the moment after it.
        until: format.date(Date.parse(basis.until) - 1),
        weeks: basis.weeks,
        contacts: format.number(basis.contacts),
        service: basis.serviceS === null ? '—' : seconds(basis.serviceS),
        patience:
          basis.patienceS === null
            ? t('nobodyGaveUp')
            : t('patience', { patience: seconds(basis.patienceS) }),
      })}
    </p>
  );
}

/** The week, and beside it what the chosen hour comes to. */
function Result({ staffing, target }: { staffing: Staffing; target: StaffingTarget }) {
  const { t } = useTranslation('staffing');
  const format = useFormat();
  const [chosen, setChosen] = useState<StaffedHour | null>(null);
  const { basis, hours } = staffing;
  const cell =
    hours.find(({ weekday, hour }) => weekday === chosen?.weekday && hour === chosen.hour) ?? busiest(hours);
  if (!cell || basis.serviceS === null) {
    return (
      <Pane title={t('table')} className="staffing-table">
        <EmptyState icon={CalendarClock} title={t('noHistory')} description={t('noHistoryNote')} />
      </Pane>
    );
  }
  const { serviceS, patienceS } = basis;
  const load = { contactsPerHour: cell.contacts, serviceS, patienceS };
  const title = t('chosen', {
    day: t(`weekday.${cell.weekday}`),
    from: clockOf(cell.hour),
    to: clockOf(cell.hour + 1),
  });
  return (
    <>
      <Pane title={t('table')} className="staffing-table">
        <Week hours={hours} chosen={cell} onChoose={setChosen} />
      </Pane>
      <Pane
        title={title}
        actions={
          <span className="oc-quiet">
            {t('expected', { contacts: format.number(Math.round(cell.contacts * 10) / 10) })}
          </span>
        }
        isPadded
        className="staffing-chosen"
      >
        <Outcomes label={title} load={load} target={target} />
      </Pane>
    </>
  );
}

export default function StaffingPage() {
  const { t } = useTranslation('staffing');
  const lang = useLang();
  const [texts, setTexts] = useState<TargetTexts>({ share: '80', withinS: '15' });
  const [target, setTarget] = useState<StaffingTarget>({ share: 0.8, withinS: 15 });
  const [address, setAddress] = useSearchParams();
  const board = useQuery({
    queryKey: ['routing', 'board'],
    queryFn: () => api.get('/api/routing/board', routingBoardSchema),
  });
  const queues = board.data?.queues ?? [];
  const wanted = address.get('queue');
  const queue = (queues.find(({ code }) => code === wanted) ?? queues[0])?.code;
  const staffing = useQuery({
    queryKey: ['routing', 'staffing', queue, target],
    queryFn: ({ signal }) =>
      api.get('/api/routing/staffing', staffingSchema, {
        query: { queue, channel: 'voice', ...target },
        signal,
      }),
    enabled: queue !== undefined,
    placeholderData: (before) => before,
  });
  const changeTarget = (typed: TargetTexts): void => {
    setTexts(typed);
    const read = readTarget(typed);
    if (read.success) setTarget(read.data);
  };
  const failed = [board, staffing].find(({ data, error }) => !data && error);
  return (
    <div className="staffing" aria-busy={staffing.isFetching}>
      <form className="staffing-filter" aria-label={t('filter')} onSubmit={(event) => event.preventDefault()}>
        <Select
          label={t('field.queue')}
          options={queues.map(({ code, name }) => ({ id: code, label: name[lang] }))}
          value={queue ?? null}
          onChange={(code) => setAddress(code === null ? {} : { queue: code }, { replace: true })}
          className="staffing-queue"
        />
        <TargetFields texts={texts} onChange={changeTarget} />
        {staffing.data && staffing.data.hours.length > 0 && <Basis basis={staffing.data.basis} />}
      </form>
      <div className="staffing-panes" data-stale={staffing.isPlaceholderData || undefined}>
        {staffing.data && <Result staffing={staffing.data} target={target} />}
        {!staffing.data && (
          <Pane title={t('table')} isPadded className="staffing-table">
            {failed && <FailureState error={failed.error} onRetry={() => void failed.refetch()} />}
            {!failed && board.data && queue === undefined && (
              <NothingSetUp icon={CalendarClock} title={t('noQueues')} />
            )}
            {!failed && (!board.data || queue !== undefined) && <Skeleton lines={12} />}
          </Pane>
        )}
        <Calculator />
      </div>
    </div>
  );
}
