// Servers, queues, clocks, carriers and processes as they are now.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Fact, Facts, Skeleton, StatusDot, Table, useFormat } from '../../design/index.ts';
import type { Operations, ProcessView, QueueView } from '../../server/operations/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import {
  bytesText,
  ofClocks,
  ofDatabase,
  ofDoors,
  ofProcess,
  ofQueue,
  ofRedis,
  ofReplica,
  ofSms,
  spanText,
  type Verdict,
  worst,
} from './judgement.ts';
import { useOperations } from './operations-data.ts';

type Text = TFunction<'operations'>;

const queueLabel = (t: Text, name: string): string => t(`queue.${name}` as 'queue.timers', name);
const orDash = <T,>(value: T | null, text: (value: T) => string): string =>
  value === null ? '—' : text(value);

const replicaText = (t: Text, replica: Operations['replica']): string =>
  t(`replica.${replica?.state ?? 'none'}`, { lag: orDash(replica?.lagMs ?? null, spanText) });

function Card({ title, verdict, facts }: { title: string; verdict: Verdict; facts: Fact[] }) {
  const { t } = useTranslation('operations');
  return (
    <section className="operations-card">
      <header>
        <h2 className="oc-strong">{title}</h2>
        <StatusDot tone={verdict} label={t(`verdict.${verdict}`)} />
      </header>
      <Facts items={facts} />
    </section>
  );
}

function Servers({ now }: { now: Operations }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const { database, replica, redis, clocks, sms, carriers, doors } = now;
  const answer = (ms: number | null): string => orDash(ms, spanText);
  const upOrDown = (state: 'up' | 'down' | 'configured'): string => t(`carrier.${state}`);
  return (
    <div className="operations-cards">
      <Card
        title={t('database')}
        verdict={worst(ofDatabase(database), ofReplica(replica))}
        facts={[
          { id: 'answer', term: t('answer'), value: answer(database.answerMs) },
          { id: 'size', term: t('size'), value: orDash(database.bytes, bytesText) },
          {
            id: 'connections',
            term: t('connections'),
            value: `${database.connections ?? '—'} / ${database.mostConnections ?? '—'}`,
          },
          { id: 'longest', term: t('longest'), value: orDash(database.longestMs, spanText) },
          { id: 'replica', term: t('replica.title'), value: replicaText(t, replica) },
          { id: 'version', term: t('version'), value: database.version?.split(' ')[0] ?? '—' },
        ]}
      />
      <Card
        title={t('redis')}
        verdict={ofRedis(redis)}
        facts={[
          { id: 'answer', term: t('answer'), value: answer(redis.answerMs) },
          {
            id: 'memory',
            term: t('memory'),
            value: `${orDash(redis.usedBytes, bytesText)} / ${redis.mostBytes === null ? t('noLimit') : bytesText(redis.mostBytes)}`,
          },
          {
            id: 'policy',
            term: t('whenFull'),
            value: orDash(redis.evictsNothing, (kept) => t(kept ? 'refuses' : 'forgets')),
          },
          { id: 'version', term: t('version'), value: redis.version ?? '—' },
        ]}
      />
      <Card
        title={t('clocks')}
        verdict={ofClocks(clocks)}
        facts={[
          { id: 'open', term: t('open'), value: format.number(clocks.open) },
          { id: 'overdue', term: t('overdue'), value: format.number(clocks.overdue) },
          { id: 'latest', term: t('latest'), value: orDash(clocks.latestMs, spanText) },
        ]}
      />
      <Card
        title={t('carriers')}
        verdict={carriers.some(({ state }) => state === 'down') ? 'danger' : ofSms(sms)}
        facts={[
          { id: 'sms', term: t('smsWaiting'), value: format.number(sms.waiting) },
          { id: 'oldest', term: t('oldest'), value: orDash(sms.oldestMs, spanText) },
          ...carriers.map((one) => ({
            id: `${one.kind}-${one.host}-${one.pid}`,
            term: t(`carrier.${one.kind}`),
            value: `${upOrDown(one.state)} · ${one.host} ${one.pid}`,
          })),
          ...(carriers.length === 0 ? [{ id: 'none', term: t('lines'), value: t('carrier.none') }] : []),
        ]}
      />
      <Card
        title={t('doors')}
        verdict={ofDoors(doors)}
        facts={doors.map(({ door, perMinute, floodFrom, floodedSince }) => ({
          id: door,
          term: t(`door.${door}`),
          value: floodedSince
            ? t('floodedSince', { time: format.moment(floodedSince) })
            : t('perMinute', { lately: format.number(perMinute), most: format.number(floodFrom) }),
        }))}
      />
    </div>
  );
}

function Queues({ queues }: { queues: readonly QueueView[] }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const figure = (id: 'waiting' | 'active' | 'delayed' | 'pending' | 'dead') => ({
    id,
    title: t(`column.${id}`),
    align: 'end' as const,
    render: (queue: QueueView) => format.number(queue[id]),
  });
  return (
    <Table
      label={t('queues')}
      rows={queues}
      rowKey={({ name }) => name}
      empty={null}
      columns={[
        {
          id: 'name',
          title: t('column.queue'),
          isRowHeader: true,
          render: ({ name }) => queueLabel(t, name),
        },
        {
          id: 'verdict',
          title: t('column.state'),
          render: (queue) => <StatusDot tone={ofQueue(queue)} label={t(`verdict.${ofQueue(queue)}`)} />,
        },
        figure('pending'),
        {
          id: 'oldest',
          title: t('column.oldest'),
          align: 'end',
          render: ({ oldestMs }) => orDash(oldestMs, spanText),
        },
        figure('waiting'),
        figure('active'),
        figure('delayed'),
        figure('dead'),
      ]}
    />
  );
}

function Processes({ processes, at }: { processes: readonly ProcessView[]; at: string }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const now = new Date(at).getTime();
  return (
    <Table
      label={t('processes')}
      rows={processes}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        {
          id: 'name',
          title: t('column.process'),
          isRowHeader: true,
          render: ({ host, pid }) => `${host} · ${pid}`,
        },
        {
          id: 'verdict',
          title: t('column.state'),
          render: (one) => (
            <StatusDot
              tone={ofProcess(one)}
              label={
                one.isAlive
                  ? t(`verdict.${ofProcess(one)}`)
                  : t('gone', { time: format.relative(one.seenAt, now) })
              }
            />
          ),
        },
        {
          id: 'roles',
          title: t('column.roles'),
          render: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(t('and')),
        },
        { id: 'version', title: t('version'), render: ({ version }) => version },
        {
          id: 'since',
          title: t('column.runs'),
          align: 'end',
          render: ({ startedAt }) => spanText(now - new Date(startedAt).getTime()),
        },
        {
          id: 'heap',
          title: t('column.heap'),
          align: 'end',
          render: ({ heapBytes, heapLimitBytes }) => `${bytesText(heapBytes)} / ${bytesText(heapLimitBytes)}`,
        },
        { id: 'rss', title: t('column.rss'), align: 'end', render: ({ rssBytes }) => bytesText(rssBytes) },
        {
          id: 'delay',
          title: t('column.delay'),
          align: 'end',
          render: ({ loopDelayMs }) => spanText(loopDelayMs),
        },
        {
          id: 'disk',
          title: t('column.disk'),
          align: 'end',
          render: ({ disk }) => orDash(disk, (space) => bytesText(space.freeBytes)),
        },
      ]}
    />
  );
}

export function State() {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const query = useOperations();
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={12} />;
  const now = query.data;
  return (
    <div className="operations-state">
      <p className="oc-micro oc-quiet">
        {t(query.error ? 'stale' : 'fresh', { time: format.second(now.at) })}
      </p>
      <Servers now={now} />
      <h2 className="oc-strong">{t('processes')}</h2>
      <Processes processes={now.processes} at={now.at} />
      <h2 className="oc-strong">{t('queues')}</h2>
      <Queues queues={now.queues} />
    </div>
  );
}
