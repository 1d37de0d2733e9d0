// How satisfied citizens are with talks: by agent, queue, channel and week; and below, those that they rated low.
import { Smile } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { z } from 'zod';
import {
  Badge,
  Button,
  ChannelMark,
  EmptyState,
  Row,
  Select,
  Skeleton,
  Stack,
  Table,
  type TableColumn,
  TextField,
  useFormat,
  useLang,
  useNow,
} from '../../design/index.ts';
import { cityDay } from '../../server/calendar/city.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { scores } from '../../server/platform/contract.ts';
import {
  type RatingCounts,
  type RatingFigures,
  ratingsBySchema,
  satisfiedShare,
} from '../../server/ratings/figures/contract.ts';
import { type AddressPart, changedAddress } from '../api/address.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { FileMenu } from '../exchange/file-menu.tsx';
import { useUser } from '../session/session.ts';
import { AsOf } from '../shell/as-of.tsx';
import { useScoreText } from '../tickets/score-text.ts';
import { usePoorRatings, useRatings } from './quality-data.ts';

const dayMs = 86_400_000;
const usualDays = 28;
const all = 'all';
const scopeSchema = z.object({
  by: ratingsBySchema.catch('agent'),
  from: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
  channel: z.enum(['voice', 'chat']).optional().catch(undefined),
  agent: z.uuid().optional().catch(undefined),
  queue: z.string().optional().catch(undefined),
  /** Whose poor ratings are shown, as the row had it. */
  name: z.string().optional().catch(undefined),
});
type Line = RatingCounts & { key: string; name: string };

function Figures({
  figures,
  onOpen,
}: {
  figures: RatingFigures;
  onOpen: ((key: string) => void) | undefined;
}) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const scoreText = useScoreText();
  const shareText = (counts: RatingCounts): string => {
    const share = satisfiedShare(counts);
    return share === null ? '—' : format.percent(share);
  };
  const number = (id: string, title: string, of: (line: Line) => number): TableColumn<Line> => ({
    id,
    title,
    align: 'end',
    render: (line) => format.number(of(line)),
  });
  const lines: Line[] = [
    ...figures.rows.map((row) => ({ ...row, name: row.name[lang] })),
    { ...figures.total, key: all, name: t('ratings.total') },
  ];
  return (
    <Table
      label={t('tabs.ratings')}
      rows={lines}
      rowKey={({ key }) => key}
      {...(onOpen && { onOpen: (key: string) => key !== all && onOpen(key) })}
      columns={[
        {
          id: 'name',
          title: t(`by.${figures.by}`),
          isRowHeader: true,
          width: '12rem',
          render: ({ key, name }) => (key === all ? <strong>{name}</strong> : name),
        },
        {
          id: 'share',
          title: t('ratings.share'),
          align: 'end',
          render: (line) => <strong>{shareText(line)}</strong>,
        },
        number('talks', t('ratings.talks'), ({ talks }) => talks),
        number('asked', t('ratings.asked'), ({ asked }) => asked),
        number('rated', t('ratings.rated'), ({ rated }) => rated),
        ...scores.map((score, index) =>
          number(`score-${score}`, scoreText(score), ({ grades }) => grades[index] ?? 0),
        ),
      ]}
    />
  );
}

type PoorScope = Pick<z.infer<typeof scopeSchema>, 'agent' | 'queue' | 'channel'> & {
  from: string;
  until: string;
};

function Poor({ scope }: { scope: PoorScope }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const scoreText = useScoreText();
  const [, navigate] = useLocation();
  const queues = useLists().data?.queues ?? [];
  const pages = usePoorRatings(scope);
  if (pages.error && !pages.data)
    return <FailureState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!pages.data) return <Skeleton lines={4} />;
  const rows = pages.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <p className="oc-quiet">{t('ratings.noPoor')}</p>;
  return (
    <Stack gap={3}>
      <Table
        label={t('ratings.poor')}
        rows={rows}
        rowKey={({ interactionId }) => interactionId}
        onOpen={(id) => navigate(`/quality/rated/${id}`)}
        columns={[
          {
            id: 'contact',
            title: t('column.contact'),
            isRowHeader: true,
            width: '11rem',
            render: ({ channel, endedAt }) => (
              <Row gap={2}>
                <ChannelMark channel={channel} />
                <span>{format.moment(endedAt)}</span>
              </Row>
            ),
          },
          {
            id: 'agent',
            title: t('column.agent'),
            width: '8rem',
            render: ({ agentName }) => agentName[lang],
          },
          {
            id: 'queue',
            title: t('choose.queue'),
            width: '8rem',
            render: ({ queueCode }) => queues.find(({ code }) => code === queueCode)?.name[lang] ?? queueCode,
          },
          {
            id: 'score',
            title: t('ratings.score'),
            width: '8rem',
            render: ({ score }) => <Badge tone="danger">{scoreText(score)}</Badge>,
          },
          {
            id: 'words',
            title: t('ratings.words'),
            width: '24rem',
            render: ({ words }) => <span className="oc-small">{words ?? ''}</span>,
          },
        ]}
      />
      {pages.hasNextPage && (
        <Button isPending={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}

export function RatingsTab() {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const now = useNow(30_000);
  const { roles } = useUser();
  const [address, setAddress] = useSearchParams();
  const { by, channel, agent, queue, name, ...days } = scopeSchema.parse(Object.fromEntries(address));
  const from = days.from ?? cityDay(now - usualDays * dayMs);
  const until = days.until ?? cityDay(now);
  const scope = { by, from, until, ...(channel && { channel }) };
  const figures = useRatings(scope);
  const change = (part: AddressPart): void =>
    setAddress((old) => changedAddress(old, part), { replace: true });
  const drill = (key: string): void => {
    const row = figures.data?.rows.find((one) => one.key === key);
    if (row) change({ agent: undefined, queue: undefined, [by]: key, name: row.name[lang] });
  };
  const mayLook = may(roles, 'quality.review');
  return (
    <Stack gap={4} className="quality-page">
      <Row gap={3} wraps align="end">
        <Select
          label={t('byWhat')}
          options={ratingsBySchema.options.map((id) => ({ id, label: t(`by.${id}`) }))}
          value={by}
          onChange={(chosen) => chosen && change({ by: chosen })}
        />
        <TextField label={t('from')} type="date" value={from} onChange={(day) => change({ from: day })} />
        <TextField label={t('until')} type="date" value={until} onChange={(day) => change({ until: day })} />
        <Select
          label={t('by.channel')}
          options={[
            { id: all, label: t('ratings.allChannels') },
            { id: 'voice', label: t('ratings.voice') },
            { id: 'chat', label: t('ratings.chat') },
          ]}
          value={channel ?? all}
          onChange={(chosen) => change({ channel: chosen === all || chosen === null ? undefined : chosen })}
        />
        <FileMenu
          id="ratings"
          name={t('tabs.ratings')}
          formats={['csv', 'xlsx']}
          addressOf={(ending) => `/api/quality/ratings.${ending}?${new URLSearchParams({ ...scope, lang })}`}
        />
      </Row>
      <p className="oc-small oc-quiet quality-explained">{t('ratings.means')}</p>
      {figures.error && !figures.data && (
        <FailureState error={figures.error} onRetry={() => void figures.refetch()} />
      )}
      {figures.isLoading && <Skeleton lines={8} />}
      {figures.data?.rows.length === 0 && (
        <EmptyState icon={Smile} title={t('ratings.none')} description={t('ratings.noneNote')} />
      )}
      {figures.data && figures.data.rows.length > 0 && (
        <>
          <AsOf at={figures.data.asOf} />
          <Figures
            figures={figures.data}
            onOpen={mayLook && (by === 'agent' || by === 'queue') ? drill : undefined}
          />
        </>
      )}
      {mayLook && (
        <Stack gap={2} as="section">
          <Row gap={2} wraps>
            <h2 className="oc-strong">{t('ratings.poor')}</h2>
            {name && (agent || queue) && (
              <Button
                size="small"
                onPress={() => change({ agent: undefined, queue: undefined, name: undefined })}
              >
                {t('ratings.onlyOf', { name })}
              </Button>
            )}
          </Row>
          <Poor
            scope={{
              from,
              until,
              ...(channel && { channel }),
              ...(agent && { agent }),
              ...(queue && { queue }),
            }}
          />
        </Stack>
      )}
    </Stack>
  );
}
