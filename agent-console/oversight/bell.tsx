// What ladders told the reader, on every page: a bell with the number of unread, and a toast as it comes.
import './oversight.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bell as BellIcon, BellRing } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  Badge,
  Dialog,
  EmptyState,
  IconButton,
  Row,
  showToast,
  Stack,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { type EscalationView, escalationListSchema } from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { useLists } from '../desk/desk-data.ts';
import { useNews } from '../realtime/line.tsx';
import { momentOfRung } from './told.ts';

const key = ['escalations'];

export default function Bell() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const client = useQueryClient();
  const lists = useLists().data;
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/escalations', escalationListSchema),
  });
  const see = useMutation({
    mutationFn: () => api.post('/api/escalations/seen', {}, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  useNews('escalation', (news) => {
    void client.invalidateQueries({ queryKey: key });
    showToast({
      tone: news.share >= 1 ? 'danger' : 'warn',
      title: t('bell.news', {
        number: news.number,
        clock: t(`tickets:clock.${news.clock}`),
        what: momentOfRung(news, t),
      }),
      description: news.title,
    });
  });
  const items = data?.items ?? [];
  const unread = items.filter(({ isSeen }) => !isSeen).length;
  const departmentOf = ({ departmentCode }: EscalationView): string =>
    lists?.departments.find(({ code }) => code === departmentCode)?.name[lang] ?? t('due.desk');
  const close = (): void => {
    setOpen(false);
    if (unread > 0) see.mutate();
  };
  return (
    <>
      <span className="bell">
        <IconButton
          icon={unread > 0 ? BellRing : BellIcon}
          label={t('bell.label', { count: unread })}
          onPress={() => setOpen(true)}
        />
        {unread > 0 && (
          <span className="bell-count" aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </span>
      {isOpen && (
        <Dialog title={t('bell.title')} isOpen onOpenChange={close}>
          {items.length === 0 && (
            <EmptyState icon={BellIcon} title={t('bell.none')} description={t('bell.noneNote')} />
          )}
          <ul className="oversight-lines">
            {items.map((item) => (
              <li key={item.id}>
                <Stack gap={1}>
                  <Row wraps gap={2}>
                    <Badge tone={!item.isOpen ? 'neutral' : item.share >= 1 ? 'danger' : 'warn'}>
                      {`${t(`tickets:clock.${item.clock}`)} · ${momentOfRung(item, t)}`}
                    </Badge>
                    <Link href={`/tickets/${item.ticketId}`} onClick={close}>
                      {item.isSeen ? item.title : <strong>{item.title}</strong>}
                    </Link>
                  </Row>
                  <span className="oc-micro oc-quiet">
                    {[
                      item.number,
                      departmentOf(item),
                      format.moment(item.at),
                      t(item.isOpen ? 'bell.open' : 'bell.ended'),
                    ].join(' · ')}
                  </span>
                </Stack>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
