// What understands the texts of citizens: how it was made, how well it does, and how to make a better one.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Fact, Facts, type Format, Notice, Skeleton, StatusDot, useFormat } from '../../design/index.ts';
import type { ModelReport, ModelView } from '../../server/operations/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ofModels } from './judgement.ts';
import { useModel, useOperations } from './operations-data.ts';

type Text = TFunction<'operations'>;

/** In the order in which they are given, on a machine of the city. */
const commands = {
  lessons: 'npm run -s classify:corrections -- --days 365 > lessons.jsonl',
  latest: 'npm run -s classify:corrections -- --days 14 > latest.jsonl',
  train: 'npm run -s classify:train -- --compare latest.jsonl lessons.jsonl',
  back: 'npm run -s classify:model -- --back',
} as const;
const steps = ['lessons', 'latest', 'train', 'back'] as const;

const orDash = <T,>(value: T | null, text: (value: T) => string): string =>
  value === null ? '—' : text(value);

const originOf = (t: Text, format: Format, { isShipped, at, by }: ModelView): string =>
  isShipped
    ? t('model.shipped', { date: format.date(at) })
    : t(by === '' ? 'model.trained' : 'model.trainedBy', { time: format.exact(at), by });

function factsOf(t: Text, format: Format, { inForce, before, since }: ModelReport): Fact[] {
  const { messages, corrections, accuracy, macroF1, calibrationError, sure, comparison } = inForce;
  return [
    { id: 'origin', term: t('model.origin'), value: originOf(t, format, inForce) },
    {
      id: 'messages',
      term: t('model.learned'),
      value: corrections
        ? t('model.messagesCorrected', {
            messages: format.number(messages),
            corrections: format.number(corrections),
          })
        : format.number(messages),
    },
    { id: 'accuracy', term: t('model.accuracy'), value: format.percent(accuracy) },
    { id: 'f1', term: t('model.macroF1'), value: format.percent(macroF1) },
    { id: 'calibration', term: t('model.calibration'), value: orDash(calibrationError, format.percent) },
    {
      id: 'sure',
      term: t('model.sure'),
      value: orDash(sure, ({ share, accuracy: right }) =>
        t('model.sureSaid', { share: format.percent(share), right: format.percent(right) }),
      ),
    },
    {
      id: 'since',
      term: t('model.since'),
      value:
        since.tried === 0
          ? t('model.noneSince')
          : t('model.sinceSaid', {
              tried: format.number(since.tried),
              corrected: format.number(since.corrected),
            }),
    },
    ...(comparison
      ? [
          {
            id: 'comparison',
            term: t('model.comparison'),
            value: t('model.compared', {
              messages: format.number(comparison.messages),
              before: format.percent(comparison.before),
              after: format.percent(comparison.after),
            }),
          },
        ]
      : []),
    ...(before
      ? [
          {
            id: 'before',
            term: t('model.before'),
            value: `${originOf(t, format, before)} · ${t('model.accuracy')} ${format.percent(before.accuracy)}`,
          },
        ]
      : []),
  ];
}

export function Model() {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const query = useModel();
  const processes = useOperations().data?.processes ?? [];
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={12} />;
  const { inForce } = query.data;
  const { verdict, faults, isMixed } = ofModels(processes);
  return (
    <div className="operations-state operations-model">
      {faults.map(({ host, pid, fault }) => (
        <Notice key={`${host}-${pid}`} tone="danger">
          {t('model.fault', { process: `${host} · ${pid}`, fault })}
        </Notice>
      ))}
      {isMixed && <Notice tone="warn">{t('model.mixed')}</Notice>}
      <section className="operations-card">
        <header>
          <h2 className="oc-strong">{t('model.inForce')}</h2>
          <StatusDot tone={verdict} label={t(`verdict.${verdict}`)} />
        </header>
        <Facts items={factsOf(t, format, query.data)} />
        <p className="oc-small oc-quiet">{t('model.measured')}</p>
      </section>
      <section>
        <h2 className="oc-strong">{t('model.anew')}</h2>
        <p className="oc-small oc-quiet">{t(inForce.isShipped ? 'model.noneYet' : 'model.anewNote')}</p>
        <ol className="operations-steps">
          {steps.map((step) => (
            <li key={step}>
              {t(`model.step.${step}`)}
              <code>{commands[step]}</code>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
