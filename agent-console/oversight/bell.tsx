// What the reader is told on every page, of what they wait for, by ladders of clocks, about articles and of what many people
// report: a bell with the number of unread, and a toast as it comes.
import './oversight.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bell as BellIcon, BellRing } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { z } from 'zod';
import {
  Badge,
  Dialog,
  EmptyState,
  IconButton,
  Row,
  Stack,
  showToast,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { type ArticleNoticeKind, articleNoticeSchema } from '../../server/knowledge/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { okSchema } from '../../server/platform/contract.ts';
import {
  type EscalationView,
  escalationListSchema,
  hotspotListSchema,
} from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { useLists } from '../desk/desk-data.ts';
import { useNews } from '../realtime/line.tsx';
import { useUser } from '../session/session.ts';
import { keep, readKept } from '../session/kept.ts';
import { useDeadlineToast } from '../tickets/deadline-toast.ts';
import { OwnLine, ownKey, useOwnLines } from './own-lines.tsx';
import { momentOfRung } from './told.ts';

const key = ['escalations'];
const urgentKinds: readonly ArticleNoticeKind[] = ['overdue', 'correction_late', 'source_failed'];
const articleKey = ['knowledge', 'notices'];
/** The latest alarm of a hot spot that was read in this tab. */
const hotspotsRead = 'bell.hotspots';
/** A hot spot stands in the bell as long as its reports count as recent. */
const hotspotShownMs = 2 * 86_400_000;
const articleNotices = z.object({ items: z.array(articleNoticeSchema) });

export default function Bell() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const client = useQueryClient();
  const lists = useLists().data;
  const [isOpen, setOpen] = useState(false);
  const showDeadline = useDeadlineToast();
  const { roles } = useUser();
  const [hears, reads] = [may(roles, 'escalation.hear'), may(roles, 'knowledge.search')];
  const [readUntil, setReadUntil] = useState(() => readKept(hotspotsRead, z.string()) ?? '');
  // The same as the page of hot spots has; news of one that grows asks again.
  const hotspots = useQuery({
    queryKey: ['tickets', 'hotspots'],
    queryFn: () => api.get('/api/hotspots', hotspotListSchema),
    enabled: may(roles, 'oversight.read'),
  });
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/escalations', escalationListSchema),
    enabled: hears,
  });
  const articles = useQuery({
    queryKey: articleKey,
    queryFn: () => api.get('/api/knowledge/notices', articleNotices),
    enabled: reads,
  });
  const own = useOwnLines();
  const see = useMutation({
    mutationFn: () =>
      Promise.all([
        api.post('/api/bell/seen', {}, okSchema),
        hears && api.post('/api/escalations/seen', {}, okSchema),
        reads && api.post('/api/knowledge/notices/seen', {}, okSchema),
      ]),
    onSettled: () =>
      Promise.all([ownKey, key, articleKey].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  useNews('article_notice', ({ kind, title }) => {
    void client.invalidateQueries({ queryKey: ['knowledge'] });
    showToast({ tone: 'ok', title: t(`bell.article.${kind}`), description: title[lang] });
  });
  useNews('escalation', (news) => {
    void client.invalidateQueries({ queryKey: key });
    const clock = t(`tickets:clock.${news.clock}`);
    const what = momentOfRung(news, t);
    showDeadline(news.share, t('bell.news', { number: news.number, clock, what }), news.title);
  });
  const items = data?.items ?? [];
  const notices = articles.data?.items ?? [];
  const alarms = (hotspots.data?.items ?? []).flatMap(({ id, size, summary, alarmedAt }) =>
    alarmedAt !== null && Date.now() - Date.parse(alarmedAt) < hotspotShownMs
      ? [{ id, size, summary, at: alarmedAt, isSeen: alarmedAt <= readUntil }]
      : [],
  );
  const unread = [...own, ...items, ...notices, ...alarms].filter(({ isSeen }) => !isSeen).length;
  const departmentOf = ({ departmentCode }: EscalationView): string =>
    lists?.departments.find(({ code }) => code === departmentCode)?.name[lang] ?? t('due.desk');
  const close = (): void => {
    setOpen(false);
    if (unread > 0) see.mutate();
    const latest = [readUntil, ...alarms.map(({ at }) => at)].toSorted().at(-1) ?? readUntil;
    keep(hotspotsRead, latest);
    setReadUntil(latest);
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
          {own.length + items.length + notices.length + alarms.length === 0 && (
            <EmptyState icon={BellIcon} title={t('bell.none')} description={t('bell.noneNote')} />
          )}
          <ul className="oversight-lines">
            {own.map((line) => (
              <OwnLine key={line.id} line={line} onFollow={close} />
            ))}
            {alarms.map(({ id, size, summary, at, isSeen }) => (
              <li key={id}>
                <Stack gap={1}>
                  <Row wraps gap={2}>
                    <Badge tone="warn">{t('bell.hotspot', { count: size })}</Badge>
                    <Link href="/oversight/hotspots" onClick={close}>
                      {isSeen ? summary : <strong>{summary}</strong>}
                    </Link>
                  </Row>
                  <span className="oc-micro oc-quiet">{format.moment(at)}</span>
                </Stack>
              </li>
            ))}
            {notices.map(({ id, articleId, kind, title, at, isSeen }) => (
              <li key={id}>
                <Stack gap={1}>
                  <Row wraps gap={2}>
                    <Badge tone={urgentKinds.includes(kind) ? 'danger' : 'accent'}>
                      {t(`bell.article.${kind}`)}
                    </Badge>
                    <Link
                      href={kind === 'source_failed' ? '/editing/imports' : `/knowledge/${articleId}`}
                      onClick={close}
                    >
                      {isSeen ? title[lang] : <strong>{title[lang]}</strong>}
                    </Link>
                  </Row>
                  <span className="oc-micro oc-quiet">{format.moment(at)}</span>
                </Stack>
              </li>
            ))}
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
