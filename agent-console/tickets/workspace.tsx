// A list of tickets beside the one that is open. The dispatch desk, a department and the register are such workspaces.
import './tickets.css';
import { ArrowLeft, ClipboardCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState, IconButton, Pane, SearchField, Select, SplitPane } from '../../design/index.ts';
import { useActions } from '../actions/registry.ts';
import { type TicketListView, useTicketNews, useTickets } from './ticket-data.ts';
import { TicketDetail } from './ticket-detail.tsx';
import { TicketList } from './ticket-list.tsx';

export function TicketWorkspace({
  views,
  storageKey,
}: {
  views: readonly [TicketListView, ...TicketListView[]];
  storageKey: string;
}) {
  const { t } = useTranslation('tickets');
  const [view, setView] = useState<TicketListView>(views[0]);
  const [words, setWords] = useState('');
  const [selected, setSelected] = useState<string | null>(null);
  const query = useTickets(view, words.trim());
  useTicketNews();
  const items = query.data?.items ?? [];
  const move = (step: number): void => {
    const index = items.findIndex((ticket) => ticket.id === selected);
    setSelected(items[(index + step + items.length) % items.length]?.id ?? null);
  };
  useActions([
    { id: 'tickets.next', labelKey: 'tickets:list.next', shortcut: 'j', run: () => move(1) },
    { id: 'tickets.previous', labelKey: 'tickets:list.previous', shortcut: 'k', run: () => move(-1) },
  ]);
  return (
    <SplitPane
      storageKey={storageKey}
      initial={380}
      narrowShows={selected ? 'main' : 'side'}
      side={
        <Pane
          title={t(`view.${view}`)}
          actions={
            views.length > 1 && (
              <Select
                label={t('list.view')}
                isLabelHidden
                options={views.map((each) => ({ id: each, label: t(`view.${each}`) }))}
                value={view}
                onChange={(id) => {
                  setView(views.find((each) => each === id) ?? views[0]);
                  setSelected(null);
                }}
              />
            )
          }
        >
          <div className="ticket-search">
            <SearchField label={t('list.search')} value={words} onChange={setWords} />
          </div>
          <TicketList query={query} selected={selected} onSelect={setSelected} />
        </Pane>
      }
      main={
        selected ? (
          <Pane
            title={t('detail')}
            actions={<IconButton icon={ArrowLeft} label={t('list.back')} onPress={() => setSelected(null)} />}
          >
            <TicketDetail key={selected} id={selected} />
          </Pane>
        ) : (
          <EmptyState icon={ClipboardCheck} title={t('none')} description={t('noneNote')} />
        )
      }
    />
  );
}
