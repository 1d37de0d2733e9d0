// The reports that one has saved, and those that colleagues share.
import { BookmarkPlus, ChevronLeft, MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import {
  AlertDialog,
  Badge,
  EmptyState,
  IconButton,
  Menu,
  Row,
  Skeleton,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { SavedReport } from '../../server/reports/saved/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useRemoveReport, useSavedReports } from './saved-data.ts';
import { SavedEditor } from './saved-editor.tsx';
import { SavedLog } from './saved-log.tsx';
import { useScheduleWords } from './schedule-fields.tsx';
import { addressOfFilters, relativeWindows, windowOf } from './scope.ts';

const deeds = ['open', 'change', 'log', 'remove'] as const;
type Deed = (typeof deeds)[number];

function Schedule({ report }: { report: SavedReport }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const wordsOf = useScheduleWords();
  const { schedule } = report;
  if (!schedule) return '—';
  return (
    <Row wraps gap={2}>
      <span>
        {wordsOf(schedule)}
        {' · '}
        {t('saved.people', { count: schedule.recipientIds.length })}
      </span>
      {!schedule.isActive && <Badge>{t('saved.paused')}</Badge>}
      {report.failed > 0 && <Badge tone="danger">{t('saved.failed', { count: report.failed })}</Badge>}
      {report.nextAt && (
        <span className="oc-small oc-quiet">{t('saved.next', { time: format.moment(report.nextAt) })}</span>
      )}
    </Row>
  );
}

export function SavedPage() {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const [, go] = useLocation();
  const query = useSavedReports();
  const remove = useRemoveReport();
  const showFailure = useFailureToast();
  const [chosen, setChosen] = useState<{ report: SavedReport; deed: Deed } | null>(null);
  const items = query.data?.items ?? [];
  const close = (): void => setChosen(null);
  const open = (report: SavedReport): void => go(`/reports?${addressOfFilters(report.filters)}`);
  const choose = (report: SavedReport, deed: Deed): void =>
    deed === 'open' ? open(report) : setChosen({ report, deed });
  const windows = relativeWindows(t);
  const windowName = ({ filters }: SavedReport): string =>
    windows.find(({ id }) => id === windowOf(filters))?.label ?? t('days', { days: filters.days });
  return (
    <div className="reports reports-saved">
      <div className="reports-bar reports-saved-bar">
        <Link href="/reports" className="oc-button" data-variant="quiet" data-size="medium">
          <ChevronLeft aria-hidden />
          {t('back')}
        </Link>
        <h2 className="oc-title">{t('saved.title')}</h2>
      </div>
      {query.isLoading && (
        <div className="reports-loading">
          <Skeleton lines={6} />
        </div>
      )}
      {query.error && !query.data && (
        <FailureState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && (
        <Table
          label={t('saved.title')}
          rows={items}
          rowKey={({ id }) => id}
          onOpen={(id) => {
            const report = items.find((one) => one.id === id);
            if (report) open(report);
          }}
          empty={<EmptyState icon={BookmarkPlus} title={t('saved.none')} description={t('saved.noneNote')} />}
          columns={[
            { id: 'name', title: t('saved.name'), isRowHeader: true, render: ({ name }) => name },
            { id: 'by', title: t('by'), render: ({ filters }) => t(`grouping.${filters.by}`) },
            { id: 'window', title: t('window'), render: windowName },
            {
              id: 'owner',
              title: t('saved.owner'),
              render: ({ owner, isOwn, isShared }) => (
                <Row wraps gap={2}>
                  {isOwn ? t('saved.own') : owner[lang]}
                  {isShared && <Badge>{t('saved.isShared')}</Badge>}
                </Row>
              ),
            },
            { id: 'schedule', title: t('saved.schedule'), render: (report) => <Schedule report={report} /> },
            {
              id: 'deeds',
              title: t('saved.deeds'),
              align: 'end',
              render: (report) => {
                const label = t('saved.deedsOf', { name: report.name });
                return (
                  <Menu
                    label={label}
                    placement="bottom end"
                    trigger={<IconButton icon={MoreHorizontal} label={label} size="small" />}
                    groups={[
                      {
                        id: 'deeds',
                        items: (report.isOwn ? deeds : deeds.slice(0, 1)).map((id) => ({
                          id,
                          label: t(`saved.deed.${id}`),
                        })),
                      },
                    ]}
                    onAction={(id) => {
                      const deed = deeds.find((one) => one === id);
                      if (deed) choose(report, deed);
                    }}
                  />
                );
              },
            },
          ]}
        />
      )}
      {chosen?.deed === 'change' && (
        <SavedEditor report={chosen.report} filters={chosen.report.filters} onClose={close} />
      )}
      {chosen?.deed === 'log' && <SavedLog report={chosen.report} onClose={close} />}
      <AlertDialog
        title={t('saved.removeTitle', { name: chosen?.report.name ?? '' })}
        isOpen={chosen?.deed === 'remove'}
        onOpenChange={close}
        confirmLabel={t('saved.deed.remove')}
        isDanger
        isPending={remove.isPending}
        onConfirm={() =>
          chosen && remove.mutate(chosen.report.id, { onError: showFailure, onSettled: close })
        }
      >
        {t('saved.removeNote')}
      </AlertDialog>
    </div>
  );
}
