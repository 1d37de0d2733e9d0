// Closed matters whose answers may be published, and what was made of each.
import { MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Button,
  ComboBox,
  EmptyState,
  Row,
  Skeleton,
  Stack,
  Table,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { FailureState } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { useReplies } from './publishing-data.ts';
import { Status } from './status.tsx';

export function Replies() {
  const { t } = useTranslation('publishing');
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const departments = useLists().data?.departments ?? [];
  const [typed, setTyped] = useState('');
  const [filter, setFilter] = useState<{ q: string; departmentCode: string | null }>({
    q: '',
    departmentCode: null,
  });
  const query = useReplies(filter);
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap={3} className="publishing-page">
      <p className="oc-small oc-quiet">{t('repliesNote')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setFilter({ ...filter, q: typed.trim() });
        }}
      >
        <Row gap={3} wraps align="end">
          <TextField label={t('search')} maxLength={100} value={typed} onChange={setTyped} />
          <ComboBox
            label={t('department')}
            options={departmentOptions(departments, lang)}
            value={filter.departmentCode}
            onChange={(departmentCode) => setFilter({ ...filter, departmentCode })}
          />
          <Button type="submit">{t('find')}</Button>
        </Row>
      </form>
      {query.data ? (
        <Table
          label={t('replies')}
          rows={query.data.pages.flatMap(({ items }) => items)}
          rowKey={({ ticketId }) => ticketId}
          onOpen={(id) => navigate(`/publishing/replies/${id}`)}
          empty={<EmptyState icon={MessagesSquare} title={t('noReplies')} />}
          columns={[
            {
              id: 'title',
              title: t('name'),
              isRowHeader: true,
              width: '45%',
              render: ({ title }) => title,
            },
            {
              id: 'status',
              title: t('state'),
              render: ({ publication }) => <Status status={publication?.status ?? null} />,
            },
            {
              id: 'department',
              title: t('department'),
              render: ({ department }) => department?.[lang] ?? '—',
            },
            { id: 'number', title: t('number'), render: ({ number }) => number },
            { id: 'closed', title: t('closedAt'), render: ({ closedAt }) => format.day(closedAt) },
          ]}
        />
      ) : (
        <Skeleton lines={6} />
      )}
      {query.hasNextPage && (
        <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}
