// The newsroom's list: drafts, what is published, what was withdrawn.
import { Newspaper, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button, EmptyState, Row, Skeleton, Stack, Table, useFormat, useLang } from '../../design/index.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { useNotices } from './publishing-data.ts';
import { Status } from './status.tsx';

export function Notices() {
  const { t } = useTranslation('publishing');
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const query = useNotices();
  useActions([
    {
      id: 'publishing.new',
      labelKey: 'publishing:newNotice',
      shortcut: 'n',
      permission: 'participation.run',
      run: () => navigate(`/publishing/notices/new/${crypto.randomUUID()}`),
    },
  ]);
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} />;
  return (
    <Stack gap={3} className="publishing-page">
      <Row>
        <ActionButton id="publishing.new" icon={Plus} variant="primary" size="small" />
        <ListFiles name="notices" />
      </Row>
      <Table
        label={t('notices')}
        rows={query.data.pages.flatMap(({ items }) => items)}
        rowKey={({ id }) => id}
        onOpen={(id) => navigate(`/publishing/notices/${id}`)}
        empty={<EmptyState icon={Newspaper} title={t('noNotices')} />}
        columns={[
          {
            id: 'title',
            title: t('name'),
            isRowHeader: true,
            width: '45%',
            render: ({ title }) => title[lang],
          },
          { id: 'status', title: t('state'), render: ({ status }) => <Status status={status} /> },
          { id: 'department', title: t('department'), render: ({ department }) => department?.[lang] ?? '—' },
          {
            id: 'published',
            title: t('publishedAt'),
            render: ({ publishedAt }) => (publishedAt ? format.day(publishedAt) : '—'),
          },
        ]}
      />
      {query.hasNextPage && (
        <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}
