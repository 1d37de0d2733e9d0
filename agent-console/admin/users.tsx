import { Users as UsersIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  EmptyState,
  Row,
  SearchField,
  Skeleton,
  StatusDot,
  Table,
  useLang,
} from '../../design/index.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useUsers } from './admin-data.ts';

/** Everybody with an account, by user name. Typing narrows what has been loaded. */
export function Users() {
  const { t } = useTranslation(['admin', 'shell']);
  const lang = useLang();
  const [words, setWords] = useState('');
  const query = useUsers();
  const lists = useLists().data;
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const departmentOf = (code: string | null): string =>
    lists?.departments.find((row) => row.code === code)?.name[lang] ?? '—';
  const asked = words.trim().toLowerCase();
  const rows = query.data.pages
    .flatMap((page) => page.items)
    .filter((user) =>
      [user.username, user.displayName.zh, user.displayName.en, departmentOf(user.departmentCode)].some(
        (word) => word.toLowerCase().includes(asked),
      ),
    );
  return (
    <div className="admin-part">
      <Row className="admin-bar" justify="between">
        <SearchField label={t('users.search')} value={words} onChange={setWords} />
        {query.hasNextPage && (
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('users.more')}
          </Button>
        )}
      </Row>
      <Table
        label={t('users.title')}
        rows={rows}
        rowKey={(user) => user.id}
        empty={<EmptyState icon={UsersIcon} title={t('users.none')} />}
        columns={[
          { id: 'username', title: t('users.username'), isRowHeader: true, render: (user) => user.username },
          { id: 'name', title: t('users.name'), render: (user) => user.displayName[lang] },
          {
            id: 'roles',
            title: t('roles'),
            render: (user) => (
              <Row wraps gap={1}>
                {user.roles.map((role) => (
                  <Badge key={role}>{t(`shell:role.${role}`)}</Badge>
                ))}
              </Row>
            ),
          },
          { id: 'department', title: t('department'), render: (user) => departmentOf(user.departmentCode) },
          {
            id: 'state',
            title: t('state'),
            render: (user) => (
              <StatusDot
                tone={user.isActive ? 'ok' : 'neutral'}
                label={t(user.isActive ? 'users.active' : 'users.inactive')}
              />
            ),
          },
        ]}
      />
    </div>
  );
}
