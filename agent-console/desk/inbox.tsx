import { Inbox as InboxIcon } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, ChannelMark, EmptyState, List, RelativeTime, Row, Stack } from '../../design/index.ts';
import type { InboxItem } from '../../server/desk/contract.ts';
import { inOthersCall, type PresenceView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { isOverdue } from './inbox-news.ts';

/** Drawn anew only when something of this contact is new: the list itself is, at every step through it. */
const Line = memo(function Line({ item }: { item: InboxItem }) {
  const { t } = useTranslation('desk');
  return (
    <Row gap={2} align="start">
      <ChannelMark channel={item.interaction.channel} />
      <Stack gap={0} grows>
        <Row justify="between">
          <span className="oc-truncate oc-strong">{item.citizenName ?? t('citizen.unknown')}</span>
          <span className="oc-micro oc-quiet">
            <RelativeTime time={item.lastMessage?.createdAt ?? item.interaction.arrivedAt} />
          </span>
        </Row>
        <Row justify="between">
          <span className="oc-truncate oc-small oc-quiet">
            {item.interaction.state === 'active'
              ? (item.lastMessage?.text ?? '')
              : t(isOverdue(item) ? 'wrapUp.overdue' : 'wrapUp.title')}
          </span>
          {item.unread > 0 && item.interaction.state === 'active' && (
            <Badge tone="accent">{item.unread}</Badge>
          )}
        </Row>
      </Stack>
    </Row>
  );
});

/** The contacts in hand, oldest first. */
export function Inbox({
  items,
  selected,
  onSelect,
  presence,
}: {
  items: readonly InboxItem[];
  selected: string | null;
  onSelect: (conversationId: string) => void;
  /** Its reader's: whether contacts come now. */
  presence: PresenceView;
}) {
  const { t } = useTranslation('desk');
  const isAvailable = presence.state === 'available';
  const isInOthersCall = presence.reason === inOthersCall;
  return (
    <List
      label={t('inbox.label')}
      items={items}
      itemKey={(item) => item.interaction.conversationId}
      selected={selected}
      onSelect={onSelect}
      empty={
        <EmptyState
          icon={InboxIcon}
          title={t('inbox.empty')}
          description={t(isAvailable ? 'inbox.ready' : isInOthersCall ? 'inbox.inCall' : 'inbox.emptyNote')}
          action={!isAvailable && !isInOthersCall && <ActionButton id="presence.available" />}
        />
      }
      render={(item) => <Line item={item} />}
    />
  );
}
