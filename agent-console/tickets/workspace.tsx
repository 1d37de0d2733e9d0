// A list of tickets beside the one that is open. The dispatch desk, a department and the register are such workspaces.
import './tickets.css';
import { ArrowLeft, ClipboardCheck } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  EmptyState,
  IconButton,
  Pane,
  SearchField,
  SplitPane,
  Tabs,
  useForgetTransitions,
} from '../../design/index.ts';
import type { ListView, TicketSummary } from '../../server/tickets/contract.ts';
import { IsMarked, useActions } from '../actions/registry.ts';
import { useListAttention } from '../attention/attention.ts';
import { OthersHere } from '../attention/others.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { type Beside, besideOf, hasMoved, stepTo } from './step.ts';
import { StrandedDrafts } from './stranded-drafts.tsx';
import { useTicketCounts } from './ticket-counts.ts';
import { useTicketNews, useTickets } from './ticket-data.ts';
import { TicketDetail } from './ticket-detail.tsx';
import { TicketList } from './ticket-list.tsx';

export function TicketWorkspace({
  path,
  views,
  tools,
}: {
  /** Where it stands; the open ticket's id follows it. */
  path: '/dispatch' | '/department' | '/tickets';
  views: readonly [ListView, ...ListView[]];
  /** What is done with the tickets of the list, beside the search. */
  tools?: (items: readonly TicketSummary[], view: ListView) => ReactNode;
}) {
  const { t } = useTranslation('tickets');
  const [location, navigate] = useLocation();
  const [view, setView] = useState<ListView>(views[0]);
  const [words, setWords] = useState('');
  const asked = useDeferredValue(words.trim());
  const query = useTickets(view, asked);
  useTicketNews();
  const counts = useTicketCounts(views);
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  useListAttention(items);
  const selected = location.slice(path.length + 1) || null;
  // The row is marked at once; the ticket follows, and gives way to the next step through the list.
  const shown = useDeferredValue(selected);
  useForgetTransitions(shown);
  const open = (id: string | null): void =>
    navigate(id ? `${path}/${id}` : path, { replace: selected !== null });
  const at = items.findIndex((ticket) => ticket.id === selected);
  const stood = useRef(0);
  useEffect(() => {
    if (at >= 0) stood.current = at;
  }, [at]);
  const ids = items.map(({ id }) => id);
  const beside = useRef<(Beside & { of: string }) | null>(null);
  useEffect(() => {
    if (selected === null || at < 0 || beside.current?.of === selected) return;
    beside.current = { of: selected, ...besideOf(ids, at) };
  });
  const move = (step: 1 | -1): void => {
    const { before, after } = beside.current ?? {};
    const neighbour = step === 1 ? after : before;
    const isElsewhere = at >= 0 && beside.current !== null && hasMoved(ids, at, beside.current);
    const next = stepTo(at, stood.current, step, items.length);
    if (isElsewhere && neighbour !== undefined && ids.includes(neighbour)) open(neighbour);
    else open(next === undefined ? null : (ids[next] ?? null));
  };
  useActions([
    { id: 'tickets.next', labelKey: 'tickets:list.next', shortcut: 'j', isStep: true, run: () => move(1) },
    {
      id: 'tickets.previous',
      labelKey: 'tickets:list.previous',
      shortcut: 'k',
      isStep: true,
      run: () => move(-1),
    },
    ...views.map((each, index) => ({
      id: `tickets.view_${each}`,
      labelKey: `tickets:view.${each}` as const,
      shortcut: String(index + 1),
      run: () => setView(each),
    })),
  ]);
  const list = <TicketList query={query} items={items} selected={selected} onSelect={open} />;
  return (
    <SplitPane
      storageKey={path.slice(1)}
      initial={400}
      narrowShows={selected ? 'main' : 'side'}
      side={
        <div className="ticket-side">
          <div className="ticket-search">
            <SearchField label={t('list.search')} value={words} onChange={setWords} />
            <ListFiles name="tickets" filter={{ view, q: asked }} />
            {tools?.(items, view)}
          </div>
          <StrandedDrafts />
          <Tabs
            label={t('list.view')}
            className="ticket-views"
            selected={view}
            onSelect={(id) => setView(views.find((each) => each === id) ?? views[0])}
            items={views.map((each) => {
              const count = counts.get(each);
              return {
                id: each,
                label: t(`view.${each}`),
                ...(count !== undefined && { count }),
                content: list,
              };
            })}
          />
        </div>
      }
      main={
        shown ? (
          <Pane
            title={t('detail')}
            actions={
              <>
                <OthersHere of="ticket" id={shown} />
                <IconButton
                  className="ticket-back"
                  icon={ArrowLeft}
                  label={t('list.back')}
                  onPress={() => open(null)}
                />
              </>
            }
          >
            <IsMarked value={shown === selected}>
              <TicketDetail key={shown} id={shown} />
            </IsMarked>
          </Pane>
        ) : (
          <EmptyState icon={ClipboardCheck} title={t('none')} description={t('noneNote')} />
        )
      }
    />
  );
}
