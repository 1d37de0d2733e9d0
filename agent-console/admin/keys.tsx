// Keys with which programs act. A key is shown once, when it is made.
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Badge,
  Button,
  CheckboxGroup,
  ComboBox,
  EmptyState,
  Row,
  Skeleton,
  StatusDot,
  Table,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { apiKeyCreateSchema } from '../../server/admin/contract.ts';
import { roleSchema } from '../../server/platform/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { ListFiles } from '../exchange/list-files.tsx';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import { EditorDialog } from './editor-dialog.tsx';
import { MadeSecret } from './made-secret.tsx';
import { type ApiKey, useCreateKey, useKeys, useRevokeKey } from './admin-data.ts';

const nothing: { name: string; roles: readonly string[]; departmentCode: string | null } = {
  name: '',
  roles: [],
  departmentCode: null,
};

function NewKey({ onCancel, onMade }: { onCancel: () => void; onMade: (secret: string) => void }) {
  const { t } = useTranslation(['admin', 'shell']);
  const lang = useLang();
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => nothing,
    (written) => readWritten(apiKeyCreateSchema, written),
  );
  const lists = useLists().data;
  const create = useCreateKey();
  const make = (): void => {
    const ready = check();
    if (ready) create.mutate(ready, { onSuccess: ({ key }) => onMade(key) });
  };
  return (
    <EditorDialog
      title={t('keys.new')}
      error={create.error}
      keepLabel={t('keys.make')}
      isPending={create.isPending}
      onKeep={make}
      onClose={onCancel}
    >
      <TextField
        label={t('keys.name')}
        description={t('keys.nameNote')}
        isRequired
        autoFocus
        error={faultAt('name')}
        maxLength={60}
        value={draft.name}
        onChange={(name) => change({ name })}
      />
      <CheckboxGroup
        className="admin-roles"
        label={t('roles')}
        isRequired
        error={faultAt('roles')}
        options={roleSchema.options.map((role) => ({ id: role, label: t(`shell:role.${role}`) }))}
        value={[...draft.roles]}
        onChange={(roles) => change({ roles })}
      />
      <ComboBox
        label={t('department')}
        description={t('keys.departmentNote')}
        options={departmentOptions(lists?.departments ?? [], lang)}
        value={draft.departmentCode}
        onChange={(departmentCode) => change({ departmentCode })}
      />
    </EditorDialog>
  );
}

function KeyTable({ keys, onRevoke }: { keys: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { t } = useTranslation(['admin', 'shell']);
  const format = useFormat();
  return (
    <Table
      label={t('keys.title')}
      rows={keys}
      rowKey={(key) => key.id}
      empty={<EmptyState icon={KeyRound} title={t('keys.none')} description={t('keys.noneNote')} />}
      columns={[
        { id: 'name', title: t('keys.name'), isRowHeader: true, render: (key) => key.name },
        { id: 'prefix', title: t('keys.prefix'), render: (key) => <code>{key.prefix}…</code> },
        {
          id: 'roles',
          title: t('roles'),
          render: (key) => (
            <Row wraps gap={1}>
              {key.roles.map((role) => (
                <Badge key={role}>{t(`shell:role.${role}`)}</Badge>
              ))}
            </Row>
          ),
        },
        { id: 'created', title: t('keys.created'), render: (key) => format.moment(key.createdAt) },
        {
          id: 'state',
          title: t('state'),
          render: (key) =>
            key.revokedAt ? (
              <StatusDot tone="neutral" label={t('keys.revokedAt', { time: format.moment(key.revokedAt) })} />
            ) : (
              <StatusDot tone="ok" label={t('keys.valid')} />
            ),
        },
        {
          id: 'revoke',
          title: t('keys.action'),
          align: 'end',
          render: (key) =>
            key.revokedAt === null && (
              <Button size="small" onPress={() => onRevoke(key)}>
                {t('keys.revoke')}
              </Button>
            ),
        },
      ]}
    />
  );
}

/** The keys of programs: make one, revoke one. */
export function Keys() {
  const { t } = useTranslation('admin');
  const query = useKeys();
  const revoke = useRevokeKey();
  const showFailure = useFailureToast();
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  useActions([
    {
      id: 'admin.new_key',
      labelKey: 'admin:keys.new',
      shortcut: 'n',
      permission: 'admin.keys',
      run: () => setMaking(true),
    },
  ]);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={6} />;
  }
  return (
    <div className="admin-part">
      <Row className="admin-bar" justify="between">
        <span className="oc-small oc-quiet">{t('keys.note')}</span>
        <Row gap={2} wraps>
          <ListFiles name="api-keys" />
          <ActionButton id="admin.new_key" icon={Plus} variant="primary" />
        </Row>
      </Row>
      <KeyTable keys={query.data.items} onRevoke={setRevoked} />
      {isMaking && (
        <NewKey
          onCancel={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {secret && <MadeSecret title={t('keys.made')} secret={secret} onClose={() => setSecret(null)} />}
      <AlertDialog
        title={t('keys.revokeTitle', { name: revoked?.name ?? '' })}
        isOpen={revoked !== null}
        onOpenChange={() => setRevoked(null)}
        confirmLabel={t('keys.revoke')}
        isDanger
        isPending={revoke.isPending}
        onConfirm={() => {
          if (revoked) revoke.mutate(revoked.id, { onError: showFailure, onSettled: () => setRevoked(null) });
        }}
      >
        {t('keys.revokeNote')}
      </AlertDialog>
    </div>
  );
}
