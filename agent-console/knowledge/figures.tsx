// How fresh the articles are and how much they help.
import { BookOpen, Bot } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { EmptyState, Facts, Skeleton, Stack, Table, useFormat, useLang } from '../../design/index.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useFigures } from './knowledge-data.ts';

export function FiguresView() {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const query = useFigures();
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  const { days, inForce, overdue, withoutDate, unused, articles, corrections, byStatus, machine, ...used } =
    query.data;
  const shareOf = (part: number, whole: number): string => (whole === 0 ? '—' : format.percent(part / whole));
  const judged = used.solved + used.notHelped;
  const fact = (id: string, term: string, value: string | number) => ({ id, term, value: String(value) });
  return (
    <Stack gap={4}>
      <div className="editing-figures">
        <section>
          <h2 className="oc-title">{t('figure.fresh')}</h2>
          <Facts
            items={[
              fact('inForce', t('figure.inForce'), inForce),
              fact('inTime', t('figure.inTime'), shareOf(inForce - overdue - withoutDate, inForce)),
              fact('overdue', t('figure.overdue'), overdue),
              fact('withoutDate', t('figure.withoutDate'), withoutDate),
              fact('review', t('status.review'), byStatus.review ?? 0),
              fact('corrections', t('figure.corrections'), `${corrections.open} / ${corrections.late}`),
            ]}
          />
        </section>
        <section>
          <h2 className="oc-title">{t('figure.used', { count: days })}</h2>
          <Facts
            items={[
              fact('opened', t('figure.opened'), used.opened),
              fact('inserted', t('figure.inserted'), used.used),
              fact('solved', t('figure.solved'), `${used.solved} (${shareOf(used.solved, judged)})`),
              fact('notHelped', t('figure.notHelped'), used.notHelped),
              fact('nothing', t('figure.nothing'), used.nothing),
              fact('unused', t('figure.unused'), unused),
            ]}
          />
        </section>
      </div>
      <section className="catalogue-part">
        <h2 className="oc-title">{t('figure.machine', { count: days })}</h2>
        <Table
          label={t('figure.machine', { count: days })}
          rows={machine}
          rowKey={({ channel }) => channel}
          empty={
            <EmptyState
              icon={Bot}
              title={t('figure.machineNone')}
              description={t('figure.machineNoneNote')}
            />
          }
          columns={[
            {
              id: 'channel',
              title: t('figure.channelTitle'),
              isRowHeader: true,
              render: ({ channel }) => t(`figure.channel.${channel}`),
            },
            { id: 'given', title: t('figure.given'), align: 'end', render: ({ given }) => given },
            {
              id: 'solved',
              title: t('figure.solved'),
              align: 'end',
              render: ({ given, solved }) => `${solved} (${shareOf(solved, given)})`,
            },
            { id: 'person', title: t('figure.person'), align: 'end', render: ({ person }) => person },
          ]}
        />
      </section>
      <section className="catalogue-part">
        <h2 className="oc-title">{t('figure.articles')}</h2>
        <Table
          label={t('figure.articles')}
          rows={articles}
          rowKey={({ id }) => id}
          empty={
            <EmptyState
              icon={BookOpen}
              title={t('figure.articlesNone')}
              description={t('figure.articlesNoneNote')}
            />
          }
          onOpen={(id) => navigate(`/knowledge/${id}`)}
          columns={[
            { id: 'title', title: t('field.title'), isRowHeader: true, render: ({ title }) => title[lang] },
            { id: 'opened', title: t('figure.opened'), align: 'end', render: ({ opened }) => opened },
            { id: 'inserted', title: t('figure.inserted'), align: 'end', render: (row) => row.used },
            { id: 'solved', title: t('figure.solved'), align: 'end', render: ({ solved }) => solved },
            { id: 'notHelped', title: t('figure.notHelped'), align: 'end', render: (row) => row.notHelped },
          ]}
        />
      </section>
    </Stack>
  );
}
