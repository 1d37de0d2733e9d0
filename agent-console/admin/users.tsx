import { FileUp, MoreHorizontal, Users as UsersIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Badge,
  Button,
  EmptyState,
  IconButton,
  Menu,
  Row,
  SearchField,
  Skeleton,
  StatusDot,
  showToast,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { ListFiles } from '../exchange/list-files.tsx';
import { type UserDeed, type UserRow, useUserDeed, useUsers } from './admin-data.ts';
import { GivePassword } from './give-password.tsx';
import { StaffImport } from './staff-import.tsx';
import { UserEmail } from './user-email.tsx';

const deedLabels = {
  'end-sessions': 'users.endSessions',
  unlock: 'users.unlock',
  'reset-second-factor': 'users.reset',
} as const satisfies Record<UserDeed, string>;

/** What can be done about somebody's sign-in now. */
function UserMenu({
  user,
  onChoose,
  onEmail,
  onPassword,
}: {
  user: UserRow;
  onChoose: (deed: UserDeed) => void;
  onEmail: () => void;
  onPassword: () => void;
}) {
  const { t } = useTranslation('admin');
  const lang = useLang();
  const items = (
    [
      ['end-sessions', user.sessions > 0],
      ['unlock', user.lockedUntil !== null],
      ['reset-second-factor', user.hasSecondFactor],
    ] as const
  ).map(([id, isOpen]) => ({ id, label: t(deedLabels[id]), isDisabled: !isOpen }));
  const label = t('users.actionsOf', { name: user.displayName[lang] });
  return (
    <Menu
      label={label}
      placement="bottom end"
      trigger={<IconButton icon={MoreHorizontal} label={label} size="small" />}
      groups={[
        {
          id: 'deeds',
          items: [
            ...items,
            { id: 'password', label: t('users.givePassword') },
            { id: 'email', label: t('users.setEmail') },
          ],
        },
      ]}
      onAction={(id) => {
        if (id === 'email') onEmail();
        if (id === 'password') onPassword();
        const chosen = items.find((item) => item.id === id);
        if (chosen) onChoose(chosen.id);
      }}
    />
  );
}

/** Everybody with an account, by user name. Typing narrows what has been loaded. */
export function Users() {
  const { t } = useTranslation(['admin', 'shell']);
  const lang = useLang();
  const [words, setWords] = useState('');
  const query = useUsers();
  const format = useFormat();
  const deed = useUserDeed();
  const showFailure = useFailureToast();
  const [asked, setAsked] = useState<{ user: UserRow; deed: UserDeed } | null>(null);
  const [mailed, setMailed] = useState<UserRow | null>(null);
  const [given, setGiven] = useState<UserRow | null>(null);
  const [isImporting, setImporting] = useState(false);
  useActions([
    {
      id: 'admin.import_users',
      labelKey: 'admin:staff.open',
      permission: 'admin.users',
      run: () => setImporting(true),
    },
  ]);
  const go = (user: UserRow, what: UserDeed): void =>
    deed.mutate(
      { id: user.id, deed: what },
      {
        onSuccess: () => showToast({ tone: 'ok', title: t('users.done') }),
        onError: showFailure,
        onSettled: () => setAsked(null),
      },
    );
  const lists = useLists().data;
  const sought = words.trim().toLowerCase();
  // Whoever is sought may stand on a page that is not loaded yet.
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const isSeeking = sought !== '' && hasNextPage && !isFetching && !query.isFetchNextPageError;
  useEffect(() => {
    if (isSeeking) void fetchNextPage();
  }, [isSeeking, fetchNextPage]);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const departmentOf = (code: string | null): string =>
    lists?.departments.find((row) => row.code === code)?.name[lang] ?? '—';
  const rows = query.data.pages
    .flatMap((page) => page.items)
    .filter((user) =>
      [user.username, user.displayName.zh, user.displayName.en, departmentOf(user.departmentCode)].some(
        (word) => word.toLowerCase().includes(sought),
      ),
    );
  return (
    <div className="admin-part">
      <Row className="admin-bar" justify="between">
        <SearchField label={t('users.search')} value={words} onChange={setWords} />
        <Row gap={2} wraps>
          <ListFiles name="users" />
          <ActionButton id="admin.import_users" icon={FileUp} />
        </Row>
      </Row>
      <Table
        label={t('users.title')}
        rows={rows}
        rowKey={(user) => user.id}
        empty={<EmptyState icon={UsersIcon} title={t('users.none')} />}
        columns={[
          { id: 'username', title: t('users.username'), isRowHeader: true, render: (user) => user.username },
          {
            id: 'name',
            title: t('users.name'),
            render: (user) => <span className="admin-name">{user.displayName[lang]}</span>,
          },
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
              <Row wraps gap={1}>
                <StatusDot
                  tone={user.isActive ? 'ok' : 'neutral'}
                  label={t(user.isActive ? 'users.active' : 'users.inactive')}
                />
                {user.lockedUntil && (
                  <Badge tone="danger">{t('users.locked', { time: format.moment(user.lockedUntil) })}</Badge>
                )}
              </Row>
            ),
          },
          {
            id: 'factor',
            title: t('users.factor'),
            render: (user) => (user.hasSecondFactor ? t('users.on') : '—'),
          },
          { id: 'email', title: t('users.email'), render: (user) => user.email ?? '—' },
          { id: 'sessions', title: t('users.sessions'), align: 'end', render: (user) => user.sessions },
          {
            id: 'actions',
            title: t('users.actions'),
            align: 'end',
            render: (user) => (
              <UserMenu
                user={user}
                onEmail={() => setMailed(user)}
                onPassword={() => setGiven(user)}
                onChoose={(deed) => (deed === 'unlock' ? go(user, deed) : setAsked({ user, deed }))}
              />
            ),
          },
        ]}
      />
      {query.hasNextPage && (
        <Row className="admin-foot" justify="center">
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('users.more')}
          </Button>
        </Row>
      )}
      {isImporting && <StaffImport onClose={() => setImporting(false)} />}
      {given && <GivePassword user={given} onClose={() => setGiven(null)} />}
      {mailed && <UserEmail user={mailed} onClose={() => setMailed(null)} />}
      <AlertDialog
        title={asked ? `${t(deedLabels[asked.deed])}: ${asked.user.displayName[lang]}` : ''}
        isOpen={asked !== null}
        onOpenChange={() => setAsked(null)}
        confirmLabel={t(deedLabels[asked?.deed ?? 'end-sessions'])}
        isDanger
        isPending={deed.isPending}
        onConfirm={() => asked && go(asked.user, asked.deed)}
      >
        {t(asked?.deed === 'reset-second-factor' ? 'users.resetNote' : 'users.endNote')}
      </AlertDialog>
    </div>
  );
}
