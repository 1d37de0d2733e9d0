// Every contact that is in the house: who waits and why, and what a supervisor can do about it.
import './contacts.css';
import { ArrowLeft, Route } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Badge,
  ChannelMark,
  EmptyState,
  elapsedText,
  IconButton,
  Pane,
  Row,
  Select,
  Skeleton,
  SplitPane,
  Stack,
  StatusDot,
  useFormat,
  useLang,
  useNow,
  VirtualList,
} from '../../design/index.ts';
import type { Contact } from '../../server/desk/contract.ts';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { ListFiles } from '../exchange/list-files.tsx';
import { useContacts } from './contacts-data.ts';
import { Explanation } from './explanation.tsx';
import { stateTones } from './looks.ts';
import { SteerMenu } from './steer-menu.tsx';

const path = '/contacts';
const everyQueue = 'all';

function ContactLine({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contacts');
  const lang = useLang();
  const format = useFormat();
  const now = useNow(1_000);
  const { data: lists } = useLists();
  const { interaction, citizen, preview, agentName } = contact;
  const queue = lists?.queues.find(({ code }) => code === interaction.queueCode)?.name[lang];
  const since = interaction.state === 'active' ? interaction.acceptedAt : interaction.arrivedAt;
  const isLater = interaction.notBefore !== null && Date.parse(interaction.notBefore) > now;
  return (
    <Row gap={2} align="start">
      <ChannelMark channel={interaction.channel} />
      <Stack gap={0} grows>
        <Row justify="between">
          <span className="oc-truncate oc-strong">{citizen ?? t('unknown')}</span>
          <span className="contacts-time">
            {isLater && interaction.notBefore
              ? format.moment(interaction.notBefore)
              : since && elapsedText(now - Date.parse(since))}
          </span>
        </Row>
        <span className="oc-truncate oc-small oc-quiet">{preview || t('noWords')}</span>
        <Row justify="between">
          <Row gap={2} wraps>
            <StatusDot tone={stateTones[interaction.state]} label={t(`state.${interaction.state}`)} />
            {interaction.isCallback && <Badge tone="accent">{t('callback')}</Badge>}
            {interaction.priority > 0 && (
              <Badge tone={interaction.priority >= 9 ? 'danger' : 'warn'}>
                {t('priorityOf', { value: interaction.priority })}
              </Badge>
            )}
          </Row>
          <span className="oc-micro oc-quiet oc-truncate">{agentName?.[lang] ?? queue}</span>
        </Row>
      </Stack>
    </Row>
  );
}

export default function ContactsPage() {
  const { t } = useTranslation('contacts');
  const lang = useLang();
  const [location, navigate] = useLocation();
  const [queue, setQueue] = useState(everyQueue);
  const query = useContacts();
  const { data: lists } = useLists();
  const selected = location.slice(path.length + 1) || null;
  const items = (query.data?.items ?? []).filter(
    ({ interaction }) => queue === everyQueue || interaction.queueCode === queue,
  );
  const open = (id: string | null): void =>
    navigate(id ? `${path}/${id}` : path, { replace: selected !== null });
  const move = (step: 1 | -1): void => {
    const index = items.findIndex(({ interaction }) => interaction.id === selected);
    const next = items[Math.min(items.length - 1, Math.max(0, index + step))];
    if (next) open(next.interaction.id);
  };
  useActions([
    { id: 'contacts.next', labelKey: 'contacts:next', shortcut: 'j', isStep: true, run: () => move(1) },
    {
      id: 'contacts.previous',
      labelKey: 'contacts:previous',
      shortcut: 'k',
      isStep: true,
      run: () => move(-1),
    },
  ]);
  if (query.error && !query.data) {
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const current = query.data?.items.find(({ interaction }) => interaction.id === selected);
  const side = (
    <div className="contacts-side">
      <div className="contacts-filter">
        <Select
          label={t('queue')}
          isLabelHidden
          options={[
            { id: everyQueue, label: t('everyQueue') },
            ...(lists?.queues ?? []).map(({ code, name }) => ({ id: code, label: name[lang] })),
          ]}
          value={queue}
          onChange={(key) => setQueue(String(key ?? everyQueue))}
        />
        <ListFiles name="contacts" />
      </div>
      {query.data ? (
        <VirtualList
          label={t('title')}
          items={items}
          itemKey={({ interaction }) => interaction.id}
          selected={selected}
          onSelect={open}
          rowHeight={84}
          empty={<EmptyState icon={Route} title={t('none')} description={t('noneNote')} />}
          render={(contact) => <ContactLine contact={contact} />}
        />
      ) : (
        <Skeleton lines={8} />
      )}
    </div>
  );
  const main = selected ? (
    <Pane
      title={current?.citizen ?? t('contact')}
      isPadded
      actions={
        <Row gap={1}>
          {current && <SteerMenu interaction={current.interaction} />}
          <span className="contacts-narrow">
            <IconButton icon={ArrowLeft} label={t('back')} onPress={() => open(null)} />
          </span>
        </Row>
      }
    >
      <Explanation key={selected} interactionId={selected} />
    </Pane>
  ) : (
    <EmptyState icon={Route} title={t('pick')} description={t('pickNote')} />
  );
  return (
    <SplitPane
      storageKey="contacts"
      initial={380}
      narrowShows={selected ? 'main' : 'side'}
      side={side}
      main={main}
    />
  );
}
