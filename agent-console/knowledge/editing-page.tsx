// The editors' day: what waits for review, what comes due, what readers say is wrong, what was asked in vain; synonyms and figures.
import { CalendarClock, ClipboardCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Badge,
  EmptyState,
  RelativeTime,
  Skeleton,
  Table,
  Tabs,
  useFormat,
  useLang,
  useNow,
} from '../../design/index.ts';
import type { ArticleView } from '../../server/knowledge/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { ImportsView } from '../imports/imports.tsx';
import { useUser } from '../session/session.ts';
import { CatalogueView } from './catalogue.tsx';
import { Corrections } from './corrections.tsx';
import { FiguresView } from './figures.tsx';
import { Gaps } from './gaps.tsx';
import { type ArticleStatus, useArticles } from './knowledge-data.ts';
import { Synonyms } from './synonyms.tsx';
import './knowledge.css';

/** The first four for everybody who works on articles, the others for who steers them; imports for editors alone. */
const tabs = [
  'review',
  'expiring',
  'corrections',
  'catalogue',
  'gaps',
  'synonyms',
  'figures',
  'imports',
] as const;
type Tab = (typeof tabs)[number];
const rhythmMs = 30_000;

/** Articles that wait for somebody, as a table; the one that is due first comes first. */
function Waiting({ status }: { status: ArticleStatus }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const now = useNow(rhythmMs);
  const [, navigate] = useLocation();
  const departments = useLists().data?.departments;
  const query = useArticles(status);
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} />;
  const dueAt = ({ reviewBy }: ArticleView): number =>
    reviewBy ? Date.parse(reviewBy) : Number.MAX_SAFE_INTEGER;
  const rows = query.data.pages.flatMap((page) => page.items).toSorted((a, b) => dueAt(a) - dueAt(b));
  const isReview = status === 'review';
  return (
    <Table
      label={t(`day.${isReview ? 'review' : 'expiring'}`)}
      rows={rows}
      rowKey={({ id }) => id}
      onOpen={(id) => navigate(`/knowledge/${id}`)}
      empty={
        <EmptyState
          icon={isReview ? ClipboardCheck : CalendarClock}
          title={t('none')}
          description={t(`noneNote.${status}`)}
        />
      }
      columns={[
        { id: 'title', title: t('field.title'), isRowHeader: true, render: ({ title }) => title[lang] },
        {
          id: 'department',
          title: t('field.department'),
          render: ({ departmentCode }) =>
            departments?.find(({ code }) => code === departmentCode)?.name[lang] ?? '—',
        },
        {
          id: 'audience',
          title: t('field.audience'),
          render: ({ audience }) => <Badge>{t(`audience.${audience}`)}</Badge>,
        },
        {
          id: 'due',
          title: t('field.reviewBy'),
          render: ({ reviewBy }) =>
            reviewBy ? (
              <Badge tone={Date.parse(reviewBy) <= now ? 'danger' : 'neutral'}>{format.date(reviewBy)}</Badge>
            ) : (
              '—'
            ),
        },
        {
          id: 'updated',
          title: t('updated'),
          render: ({ updatedAt }) => <RelativeTime time={updatedAt} />,
        },
      ]}
    />
  );
}

export default function EditingPage() {
  const { t } = useTranslation('knowledge');
  const [location, navigate] = useLocation();
  const segment = location.split('/')[2];
  const { roles } = useUser();
  const steered = may(roles, 'knowledge.steer') ? tabs : tabs.slice(0, 4);
  const shown = steered.filter((tab) => tab !== 'imports' || may(roles, 'knowledge.import'));
  const selected: Tab = shown.find((tab) => tab === segment) ?? 'review';
  const content: Record<Tab, React.ReactNode> = {
    review: <Waiting status="review" />,
    expiring: <Waiting status="expiring" />,
    corrections: <Corrections />,
    catalogue: <CatalogueView />,
    gaps: <Gaps />,
    synonyms: <Synonyms />,
    figures: <FiguresView />,
    imports: <ImportsView />,
  };
  return (
    <Tabs
      label={t('day.title')}
      className="editing"
      selected={selected}
      onSelect={(tab) => navigate(`/editing/${tab}`)}
      items={shown.map((id) => ({ id, label: t(`day.${id}`), content: content[id] }))}
    />
  );
}
