// The wallboard of supervisors: what waits, who works, how well the centre answers, and what is about to be late.
import './supervision.css';
import { useQuery } from '@tanstack/react-query';
import { AlarmClockCheck, Headset, Inbox } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import {
  Badge,
  EmptyState,
  Pane,
  Row,
  Skeleton,
  StatusDot,
  Table,
  type Tone,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { inOthersCall, type RoutingBoard, routingBoardSchema } from '../../server/routing/contract.ts';
import { useActions } from '../actions/registry.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { presenceTones } from '../desk/presence-tones.ts';
import { NothingSetUp } from '../exchange/set-up.tsx';
import { useUser } from '../session/session.ts';
import { useTicketNews, useTickets } from '../tickets/ticket-data.ts';
import { TicketList } from '../tickets/ticket-list.tsx';
import { AgentQueuesButton } from './agent-queues.tsx';
import { byState, byWait, connectionTarget, longWaitMs, waitText } from './board.ts';
import { DistrictMap } from './district-map.tsx';
import { LiveCalls } from './live-calls.tsx';
import { Switches } from './switches.tsx';
import { UnconfirmedCases } from './unconfirmed.tsx';
import { useStayingOnWall } from './wall.ts';

/** Only while the page is seen: a hidden tab asks nothing. */
const refreshEveryMs = 5_000;

function Figure({
  label,
  value,
  note,
  tone,
  toneLabel,
}: {
  label: string;
  value: string;
  note: string;
  tone?: Tone;
  toneLabel?: string;
}) {
  return (
    <div className="board-figure">
      <dt>{label}</dt>
      <dd>
        <Row gap={2} align="baseline" wraps>
          <span className="board-value">{value}</span>
          {tone && toneLabel && <StatusDot tone={tone} label={toneLabel} />}
        </Row>
        <p className="oc-micro oc-quiet">{note}</p>
      </dd>
    </div>
  );
}

function Figures({ board }: { board: RoutingBoard }) {
  const { t } = useTranslation('supervision');
  const format = useFormat();
  const { serviceLevel15s: answeredInTime, smsAnswered3min, connectionRate, estimate } = board;
  const isMet = connectionRate !== null && connectionRate >= connectionTarget;
  const waiting = board.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const longestMs = Math.max(
    0,
    ...board.queues.map((queue) => (queue.waiting > 0 ? queue.longestWaitMs : 0)),
  );
  const online = board.agents.filter((agent) => agent.state === 'available').length;
  return (
    <dl className="board-figures" aria-label={t('figure.label')}>
      <Figure
        label={t('figure.waiting')}
        value={format.number(waiting)}
        note={t('figure.waitingNote')}
        {...(waiting > 0 && {
          tone: longestMs > longWaitMs ? 'danger' : 'ok',
          toneLabel: t('figure.longest', { wait: waitText(longestMs) }),
        })}
      />
      <Figure
        label={t('figure.available')}
        value={format.number(online)}
        note={t('figure.availableNote', { count: board.agents.length })}
      />
      <Figure
        label={t('figure.serviceLevel')}
        note={t('figure.serviceLevelNote')}
        value={answeredInTime === null ? '—' : format.percent(answeredInTime)}
      />
      <Figure
        label={t('figure.connectionRate')}
        note={t('figure.connectionRateNote')}
        value={connectionRate === null ? '—' : format.percent(connectionRate)}
        {...(connectionRate !== null && {
          tone: isMet ? 'ok' : 'danger',
          toneLabel: t(isMet ? 'figure.met' : 'figure.missed', { target: format.percent(connectionTarget) }),
        })}
      />
      <Figure
        label={t('figure.sms')}
        note={t('figure.smsNote')}
        value={smsAnswered3min === null ? '—' : format.percent(smsAnswered3min)}
        {...(board.lateSms.length > 0 && {
          tone: board.lateSms.some(({ isEscalated }) => isEscalated) ? 'danger' : 'warn',
          toneLabel: t('figure.smsLate', { count: board.lateSms.length }),
        })}
      />
      <Figure
        label={t('figure.arrived')}
        value={format.number(board.arrived24h)}
        note={t('figure.arrivedNote')}
      />
      <Figure
        label={t('figure.estimate')}
        value={estimate.meanErrorS === null ? '—' : t('seconds', { count: Math.round(estimate.meanErrorS) })}
        note={
          estimate.biasS === null
            ? t('figure.estimateNone')
            : t(estimate.biasS >= 0 ? 'figure.estimateLong' : 'figure.estimateShort', {
                seconds: Math.abs(Math.round(estimate.biasS)),
                count: estimate.told,
              })
        }
      />
    </dl>
  );
}

function Queues({ queues }: { queues: RoutingBoard['queues'] }) {
  const { t } = useTranslation('supervision');
  const lang = useLang();
  const format = useFormat();
  return (
    <Table
      label={t('queues')}
      rows={byWait(queues)}
      rowKey={(queue) => queue.code}
      empty={<NothingSetUp icon={Inbox} title={t('noQueues')} />}
      columns={[
        {
          id: 'name',
          title: t('queue.name'),
          isRowHeader: true,
          render: (queue) => (
            <Row gap={2}>
              {queue.name[lang]}
              {!queue.isOpen && <Badge>{t('queue.closed')}</Badge>}
            </Row>
          ),
        },
        {
          id: 'waiting',
          title: t('queue.waiting'),
          align: 'end',
          render: (queue) => format.number(queue.waiting),
        },
        {
          id: 'longest',
          title: t('queue.longest'),
          align: 'end',
          render: (queue) =>
            queue.waiting === 0 ? (
              <span className="oc-faint">—</span>
            ) : (
              <StatusDot
                tone={queue.longestWaitMs > longWaitMs ? 'danger' : 'ok'}
                label={waitText(queue.longestWaitMs)}
              />
            ),
        },
        {
          id: 'callbacks',
          title: t('queue.callbacks'),
          align: 'end',
          render: (queue) => format.number(queue.callbacks),
        },
        {
          id: 'offered',
          title: t('queue.offered'),
          align: 'end',
          render: (queue) => format.number(queue.offered),
        },
        {
          id: 'active',
          title: t('queue.active'),
          align: 'end',
          render: (queue) => format.number(queue.active),
        },
      ]}
    />
  );
}

function Agents({ agents }: { agents: RoutingBoard['agents'] }) {
  const { roles } = useUser();
  const maySteer = may(roles, 'routing.steer');
  const { t } = useTranslation('supervision');
  const lang = useLang();
  const { data: lists } = useLists();
  const reasonOf = (code: string): string =>
    code === inOthersCall
      ? t('inCall')
      : (lists?.reasons.find(({ list, code: its }) => list === 'break' && its === code)?.label[lang] ?? '');
  if (agents.length === 0) return <NothingSetUp icon={Headset} title={t('noAgents')} />;
  return byState(agents, lang).map((group) => (
    <section key={group.state} className="board-group">
      <h3>
        <StatusDot tone={presenceTones[group.state]} label={t(`state.${group.state}`)} />
        <span className="oc-quiet">{group.agents.length}</span>
      </h3>
      <ul className="board-agents">
        {group.agents.map((agent) => (
          <li key={agent.agentId}>
            <span className="oc-truncate">
              {maySteer ? (
                <Link
                  href={`/shift?agent=${agent.agentId}`}
                  aria-label={t('shiftOf', { name: agent.name[lang] })}
                >
                  {agent.name[lang]}
                </Link>
              ) : (
                agent.name[lang]
              )}
              {agent.reason && <span className="oc-micro oc-quiet"> {reasonOf(agent.reason)}</span>}
            </span>
            <meter
              min={0}
              max={Math.max(1, agent.capacity)}
              value={agent.load}
              aria-label={t('load', { name: agent.name[lang] })}
            />
            <span className="oc-micro oc-quiet board-load">
              {agent.load}/{agent.capacity}
            </span>
            {maySteer && <AgentQueuesButton agentId={agent.agentId} name={agent.name[lang]} />}
          </li>
        ))}
      </ul>
    </section>
  ));
}

/** Tickets whose next clock has warned or broken, for those who may read tickets. */
function Breaching() {
  const { t } = useTranslation('supervision');
  const [, navigate] = useLocation();
  const query = useTickets('breaching');
  useTicketNews();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.data && items.length === 0) {
    return <EmptyState icon={AlarmClockCheck} title={t('noBreaching')} description={t('noBreachingNote')} />;
  }
  return (
    <TicketList query={query} items={items} selected={null} onSelect={(id) => navigate(`/tickets/${id}`)} />
  );
}

export default function SupervisionPage() {
  useStayingOnWall();
  const { t } = useTranslation(['supervision', 'tickets']);
  const { roles } = useUser();
  const query = useQuery({
    queryKey: ['routing', 'board'],
    queryFn: () => api.get('/api/routing/board', routingBoardSchema),
    refetchInterval: refreshEveryMs,
    refetchIntervalInBackground: false,
    staleTime: 0,
  });
  useActions([
    {
      id: 'supervision.refresh',
      labelKey: 'supervision:refresh',
      shortcut: 'shift+r',
      run: () => void query.refetch(),
    },
  ]);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const board = query.data;
  return (
    <div className="board" data-stale={query.isError || undefined}>
      {may(roles, 'routing.steer') && <UnconfirmedCases />}
      <Switches switches={board.switches} mayTurn={may(roles, 'routing.steer')} />
      <Figures board={board} />
      <div className="board-panes">
        <Pane title={t('queues')} className="board-queues">
          <Queues queues={board.queues} />
          {may(roles, 'routing.steer') && <LiveCalls />}
        </Pane>
        {may(roles, 'oversight.read') && <DistrictMap />}
        {may(roles, 'ticket.read') && (
          <Pane title={t('breaching')} className="board-breaching">
            <Breaching />
          </Pane>
        )}
        <Pane title={t('agents')} className="board-people">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and has nothing else to focus */}
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
          <div role="group" aria-label={t('agents')} tabIndex={0} className="board-crowd">
            <Agents agents={board.agents} />
          </div>
        </Pane>
      </div>
    </div>
  );
}
