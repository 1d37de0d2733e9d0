// What the reader is told on every page, of what they wait for, by ladders of clocks, about articles and of what many people
// report: a bell with the number of unread, and a toast as it comes.
import './oversight.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bell as BellIcon, BellRing } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Dialog, EmptyState, IconButton, showToast, useFormat, useLang } from '../../design/index.ts';
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
import { BellLine } from './bell-line.tsx';
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
type ArticleNotice = z.infer<typeof articleNoticeSchema>;

/** What went up to the reader by ladders of clocks, with a toast as it comes. */
function useEscalations(hears: boolean): readonly EscalationView[] {
  const { t } = useTranslation(['oversight', 'tickets']);
  const client = useQueryClient();
  const showDeadline = useDeadlineToast();
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => api.get('/api/escalations', escalationListSchema),
    enabled: hears,
  });
  useNews('escalation', (news) => {
    void client.invalidateQueries({ queryKey: key });
    const clock = t(`tickets:clock.${news.clock}`);
    const what = momentOfRung(news, t);
    showDeadline(news.share, t('bell.news', { number: news.number, clock, what }), news.title);
  });
  return data?.items ?? [];
}

/** What the reader is told about articles, with a toast as it comes. */
function useArticleNotices(reads: boolean): readonly ArticleNotice[] {
  const { t } = useTranslation('oversight');
  const lang = useLang();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: articleKey,
    queryFn: () => api.get('/api/knowledge/notices', articleNotices),
    enabled: reads,
  });
  useNews('article_notice', ({ kind, title }) => {
    void client.invalidateQueries({ queryKey: ['knowledge'] });
    showToast({ tone: 'ok', title: t(`bell.article.${kind}`), description: title[lang] });
  });
  return data?.items ?? [];
}

/** Hot spots that alarm now, and how all of them are marked as read. */
function useAlarms(watches: boolean) {
  const [readUntil, setReadUntil] = useState(() => readKept(hotspotsRead, z.string()) ?? '');
  // The same as the page of hot spots has; news of one that grows asks again.
  const { data } = useQuery({
    queryKey: ['tickets', 'hotspots'],
    queryFn: () => api.get('/api/hotspots', hotspotListSchema),
    enabled: watches,
  });
  const alarms = (data?.items ?? []).flatMap(({ id, size, summary, alarmedAt }) =>
    alarmedAt !== null && Date.now() - Date.parse(alarmedAt) < hotspotShownMs
      ? [{ id, size, summary, at: alarmedAt, isSeen: alarmedAt <= readUntil }]
      : [],
  );
  const markRead = (): void => {
    const latest = [readUntil, ...alarms.map(({ at }) => at)].toSorted().at(-1) ?? readUntil;
    keep(hotspotsRead, latest);
    setReadUntil(latest);
  };
  return { alarms, markRead };
}

function EscalationLine({ item, onFollow }: { item: EscalationView; onFollow: () => void }) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const departments = useLists().data?.departments;
  const department = departments?.find(({ code }) => code === item.departmentCode)?.name[lang];
  return (
    <BellLine
      tone={!item.isOpen ? 'neutral' : item.share >= 1 ? 'danger' : 'warn'}
      event={`${t(`tickets:clock.${item.clock}`)} · ${momentOfRung(item, t)}`}
      title={item.title}
      href={`/tickets/${item.ticketId}`}
      isSeen={item.isSeen}
      notes={[
        item.number,
        department ?? t('due.desk'),
        format.moment(item.at),
        t(item.isOpen ? 'bell.open' : 'bell.ended'),
      ]}
      onFollow={onFollow}
    />
  );
}

export default function Bell() {
  const { t } = useTranslation('oversight');
  const lang = useLang();
  const format = useFormat();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { roles } = useUser();
  const [hears, reads] = [may(roles, 'escalation.hear'), may(roles, 'knowledge.search')];
  const own = useOwnLines();
  const escalations = useEscalations(hears);
  const notices = useArticleNotices(reads);
  const { alarms, markRead } = useAlarms(may(roles, 'oversight.read'));
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
  const lines = [...own, ...escalations, ...notices, ...alarms];
  const unread = lines.filter(({ isSeen }) => !isSeen).length;
  const close = (): void => {
    setOpen(false);
    if (unread > 0) see.mutate();
    markRead();
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
          {lines.length === 0 && (
            <EmptyState icon={BellIcon} title={t('bell.none')} description={t('bell.noneNote')} />
          )}
          <ul className="oversight-lines">
            {own.map((line) => (
              <OwnLine key={line.id} line={line} onFollow={close} />
            ))}
            {alarms.map(({ id, size, summary, at, isSeen }) => (
              <BellLine
                key={id}
                tone="warn"
                event={t('bell.hotspot', { count: size })}
                title={summary}
                href="/oversight/hotspots"
                isSeen={isSeen}
                notes={[format.moment(at)]}
                onFollow={close}
              />
            ))}
            {notices.map(({ id, articleId, kind, title, at, isSeen }) => (
              <BellLine
                key={id}
                tone={urgentKinds.includes(kind) ? 'danger' : 'accent'}
                event={t(`bell.article.${kind}`)}
                title={title[lang]}
                href={kind === 'source_failed' ? '/editing/imports' : `/knowledge/${articleId}`}
                isSeen={isSeen}
                notes={[format.moment(at)]}
                onFollow={close}
              />
            ))}
            {escalations.map((item) => (
              <EscalationLine key={item.id} item={item} onFollow={close} />
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
