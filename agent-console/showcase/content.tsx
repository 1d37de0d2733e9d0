// Marks, clocks, tables, lists, conversation, timeline, states, layout.
import { AlarmClock, CircleCheck, Inbox, RotateCw, Send, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Avatar,
  Badge,
  Button,
  ChannelMark,
  Countdown,
  EmptyState,
  ErrorState,
  Facts,
  Notice,
  Pane,
  RelativeTime,
  Row,
  readNow,
  Skeleton,
  SplitPane,
  Stack,
  StatusDot,
  Table,
  Tabs,
  Thread,
  Timeline,
  VirtualList,
} from '../../design/index.ts';
import { ConnectionNotice } from '../shell/connection-banner.tsx';
import { Section } from './section.tsx';

const minuteMs = 60_000;
const at = (fromNowMs: number): string => new Date(readNow() + fromNowMs).toISOString();
const clock = (startMinutes: number, dueMinutes: number) => ({
  state: 'running' as const,
  startedAt: at(startMinutes * minuteMs),
  dueAt: at(dueMinutes * minuteMs),
});
/** Made once, so that they count down while the page is looked at. */
const clocks = {
  calm: clock(-60, 4_000),
  watch: clock(-200, 130),
  urgent: clock(-100, 12),
  over: clock(-200, -47),
  paused: { ...clock(-60, 100), state: 'paused' as const },
  met: { ...clock(-60, 100), state: 'met' as const },
  breached: { ...clock(-200, -47), state: 'breached' as const, endedAt: at(-10 * minuteMs) },
};

export function Marks() {
  const { t } = useTranslation('showcase');
  return (
    <>
      <Section title={t('sections.marks')}>
        <Stack gap={4}>
          <Row wraps>
            <Badge>{t('mark.waiting')}</Badge>
            <Badge tone="accent" icon={Send}>
              {t('mark.dispatched')}
            </Badge>
            <Badge tone="ok" icon={CircleCheck}>
              {t('mark.closed')}
            </Badge>
            <Badge tone="warn">{t('mark.replied')}</Badge>
            <Badge tone="danger" icon={AlarmClock}>
              {t('mark.overdue')}
            </Badge>
          </Row>
          <Row gap={4} wraps>
            <StatusDot tone="ok" label={t('mark.available')} />
            <StatusDot tone="danger" label={t('mark.busy')} />
            <StatusDot tone="warn" label={t('mark.away')} />
            <StatusDot tone="neutral" label={t('mark.off')} />
            <StatusDot tone="accent" label={t('mark.dispatched')} />
          </Row>
          <Row gap={4} wraps>
            <Avatar name={t('thread.agent')} size="large" />
            <Avatar name={t('thread.agent')} />
            <Avatar name={t('thread.citizen')} kind="citizen" />
            <Avatar kind="citizen" size="small" />
            <ChannelMark channel="voice" isLabelShown />
            <ChannelMark channel="chat" isLabelShown />
            <ChannelMark channel="sms" isLabelShown />
            <ChannelMark channel="web" isLabelShown />
          </Row>
        </Stack>
      </Section>
      <Section title={t('sections.clocks')}>
        <Row gap={6} wraps>
          {Object.entries(clocks).map(([name, face]) => (
            <Countdown key={name} clock={face} label={t('clock.resolve')} />
          ))}
          <span className="oc-small oc-quiet">
            <RelativeTime time={clocks.calm.startedAt} />
          </span>
        </Row>
      </Section>
    </>
  );
}

const contacts = Array.from({ length: 10_000 }, (_, index) => ({ id: `c${index + 1}`, number: index + 1 }));

export function Records() {
  const { t } = useTranslation('showcase');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['2']));
  const [chosen, setChosen] = useState('c2');
  const [sort, setSort] = useState<{ column: string; direction: 'ascending' | 'descending' }>({
    column: 'due',
    direction: 'ascending',
  });
  const rows = [
    { id: '1', title: t('table.rows.water'), department: t('department.housing'), face: clocks.over },
    { id: '2', title: t('table.rows.noise'), department: t('department.environment'), face: clocks.urgent },
    { id: '3', title: t('table.rows.bus'), department: t('department.traffic'), face: clocks.watch },
    { id: '4', title: t('table.rows.permit'), department: t('department.police'), face: clocks.calm },
  ];
  const sorted = sort.direction === 'ascending' ? rows : rows.toReversed();
  const table = (
    <Table
      label={t('table.label')}
      rows={sorted}
      rowKey={(row) => row.id}
      selected={selected}
      onSelect={setSelected}
      sort={sort}
      onSort={setSort}
      onOpen={() => undefined}
      columns={[
        {
          id: 'number',
          title: t('table.number'),
          width: '10rem',
          render: (row) => <span className="oc-quiet">SZ2026112400012{row.id}</span>,
        },
        { id: 'title', title: t('table.title'), isRowHeader: true, render: (row) => row.title },
        {
          id: 'department',
          title: t('table.department'),
          render: (row) => <span className="oc-quiet">{row.department}</span>,
        },
        {
          id: 'state',
          title: t('table.state'),
          render: () => <Badge tone="accent">{t('mark.dispatched')}</Badge>,
        },
        {
          id: 'due',
          title: t('table.due'),
          width: '9rem',
          isSortable: true,
          align: 'end',
          render: (row) => <Countdown clock={row.face} />,
        },
      ]}
    />
  );
  const none = <EmptyState icon={Inbox} title={t('table.empty')} description={t('table.emptyNote')} />;
  return (
    <Section title={t('sections.tables')}>
      <Stack gap={6}>
        <Tabs
          label={t('table.label')}
          items={[
            {
              id: 'mine',
              label: t('mark.dispatched'),
              count: 4,
              content: <div className="showcase-frame">{table}</div>,
            },
            { id: 'none', label: t('mark.replied'), count: 0, content: none },
            { id: 'closed', label: t('mark.closed'), isDisabled: true, content: null },
          ]}
        />
        <div className="showcase-frame" data-tall>
          <Pane title={t('list.label')} actions={<Badge>{contacts.length}</Badge>}>
            <VirtualList
              label={t('list.label')}
              items={contacts}
              itemKey={(item) => item.id}
              selected={chosen}
              onSelect={setChosen}
              render={(item) => (
                <Row gap={3}>
                  <Avatar name={t('thread.citizen')} kind="citizen" />
                  <Stack gap={0} grows>
                    <span className="oc-truncate oc-strong">{t('thread.citizen')}</span>
                    <span className="oc-truncate oc-small oc-quiet">
                      {t('list.item', { number: item.number })}
                    </span>
                  </Stack>
                  <ChannelMark channel={item.number % 3 === 0 ? 'voice' : 'chat'} />
                </Row>
              )}
            />
          </Pane>
        </div>
      </Stack>
    </Section>
  );
}

export function Talk() {
  const { t } = useTranslation('showcase');
  const citizen = { side: 'other', by: t('thread.citizen') } as const;
  const agent = { side: 'own', by: t('thread.agent') } as const;
  return (
    <>
      <Section title={t('sections.thread')}>
        <div className="showcase-frame" data-tall>
          <Pane title={t('thread.citizen')}>
            <Thread
              typing={t('thread.citizen')}
              onResend={() => undefined}
              messages={[
                { id: '1', ...citizen, text: t('thread.one'), at: at(-9 * minuteMs) },
                { id: '2', ...citizen, text: t('thread.two'), at: at(-9 * minuteMs) },
                { id: '3', side: 'note', text: t('thread.note'), at: at(-8 * minuteMs) },
                { id: '4', ...agent, text: t('thread.three'), at: at(-7 * minuteMs), state: 'read' },
                { id: '5', ...citizen, text: t('thread.four'), at: at(-5 * minuteMs) },
                { id: '6', ...agent, text: t('thread.six'), at: at(-4 * minuteMs), state: 'failed' },
                { id: '7', ...agent, text: t('thread.five'), at: at(-3 * minuteMs), state: 'delivered' },
              ]}
            />
          </Pane>
        </div>
      </Section>
      <Section title={t('sections.timeline')}>
        <Timeline
          label={t('sections.timeline')}
          items={[
            {
              id: '1',
              at: at(-4_000 * minuteMs),
              title: t('timeline.received'),
              by: t('thread.agent'),
              body: t('timeline.receivedBody'),
            },
            {
              id: '2',
              at: at(-3_900 * minuteMs),
              icon: Send,
              tone: 'accent',
              title: t('timeline.dispatched'),
            },
            { id: '3', at: at(-900 * minuteMs), icon: AlarmClock, tone: 'warn', title: t('timeline.warned') },
            {
              id: '4',
              at: at(-300 * minuteMs),
              icon: Undo2,
              tone: 'danger',
              title: t('timeline.returned'),
              by: t('department.environment'),
              body: t('timeline.returnedBody'),
            },
            { id: '5', at: at(-2 * minuteMs), icon: CircleCheck, tone: 'ok', title: t('timeline.closed') },
          ]}
        />
      </Section>
    </>
  );
}

export function States() {
  const { t } = useTranslation('showcase');
  const { t: d } = useTranslation('design');
  return (
    <Section title={t('sections.states')}>
      <Stack gap={4}>
        <div className="showcase-grid">
          <div className="showcase-frame">
            <EmptyState
              icon={Inbox}
              title={t('state.empty')}
              description={t('state.emptyNote')}
              action={<Button>{t('button.quiet')}</Button>}
            />
          </div>
          <div className="showcase-frame">
            <ErrorState
              title={t('state.error')}
              requestId="req-7f3a"
              action={<Button icon={RotateCw}>{d('retry')}</Button>}
            />
          </div>
          <div className="showcase-frame" data-padded>
            <Stack grows>
              <Skeleton lines={5} />
            </Stack>
          </div>
        </div>
        <Notice>{t('state.neutral')}</Notice>
        <Notice tone="accent">{t('state.notice')}</Notice>
        <Notice tone="ok">{t('state.ok')}</Notice>
        <Notice tone="warn">{t('state.notice')}</Notice>
        <Notice tone="danger">{t('state.danger')}</Notice>
        <ConnectionNotice state="reconnecting" />
        <ConnectionNotice state="offline" />
      </Stack>
    </Section>
  );
}

export function Layouts() {
  const { t } = useTranslation('showcase');
  return (
    <Section title={t('sections.layout')}>
      <div className="showcase-frame" data-tall>
        <SplitPane
          side={
            <Pane title={t('layout.facts')} isPadded>
              <Facts
                items={[
                  { id: 'name', term: t('layout.name'), value: t('layout.nameValue') },
                  {
                    id: 'since',
                    term: t('layout.since'),
                    value: <RelativeTime time={clocks.calm.startedAt} />,
                  },
                  {
                    id: 'channel',
                    term: t('layout.channel'),
                    value: <ChannelMark channel="voice" isLabelShown />,
                  },
                ]}
              />
            </Pane>
          }
          main={
            <Pane
              title={t('layout.main')}
              footer={<Button isWide>{t('button.wide')}</Button>}
              isPadded
              tone="canvas"
            >
              {t('type.body')}
            </Pane>
          }
        />
      </div>
    </Section>
  );
}
