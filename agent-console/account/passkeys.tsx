// One's passkeys: made here, named, and removed.
import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  Badge,
  Button,
  EmptyState,
  Notice,
  Row,
  Skeleton,
  Stack,
  showToast,
  Table,
  TextField,
  useFormat,
} from '../../design/index.ts';
import { FailureState, useFailureText } from '../api/failure-view.tsx';
import { anyTextSchema, useAskedText } from '../forms/asked-text.ts';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import { deviceOf } from './device.ts';
import { PasswordForm } from './enrol.tsx';
import {
  useMakePasskey,
  usePasskeys,
  useRemovePasskey,
  useRenamePasskey,
  wasLeft,
  worksAt,
} from './passkey-data.ts';
import { PasswordField } from './password-field.tsx';

const nameSchema = z.string().trim().min(1);
const passkeySchema = z.object({ name: nameSchema, password: anyTextSchema });

/** Asks for a name and the password, then the browser asks for finger, face or number. */
export function MakePasskey({ origin, onDone }: { origin: string; onDone: () => void }) {
  const { t } = useTranslation('account');
  const textOf = useFailureText();
  const make = useMakePasskey();
  const { draft, change, faultAt, check } = useCheckedDraft(
    () => ({ name: deviceOf(navigator.userAgent), password: '' }),
    (written) => readWritten(passkeySchema, written),
  );
  if (!worksAt(origin)) return <Notice tone="warn">{t('passkeys.elsewhere', { origin })}</Notice>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const ready = check();
    if (ready) make.mutate(ready, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="account-form">
      <Stack gap={3}>
        <TextField
          label={t('passkeys.name')}
          maxLength={60}
          autoFocus
          value={draft.name}
          onChange={(name) => change({ name })}
          error={faultAt('name')}
        />
        <PasswordField
          value={draft.password}
          onChange={(password) => change({ password })}
          error={faultAt('password')}
        />
        {make.error && (
          <Notice tone={wasLeft(make.error) ? 'warn' : 'danger'} isLive>
            {wasLeft(make.error) ? t('passkeys.left') : textOf(make.error)}
          </Notice>
        )}
        <Row>
          <Button type="submit" variant="primary" isPending={make.isPending}>
            {t('passkeys.make')}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}

function Rename({ id, name: known, onDone }: { id: string; name: string; onDone: () => void }) {
  const { t } = useTranslation('account');
  const textOf = useFailureText();
  const rename = useRenamePasskey();
  const name = useAskedText(nameSchema, known);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    name.give((given) => rename.mutate({ id, name: given }, { onSuccess: onDone }));
  };
  return (
    <form onSubmit={submit} className="account-form">
      <Stack gap={3}>
        <TextField label={t('passkeys.name')} maxLength={60} {...name.field} autoFocus />
        {rename.error && (
          <Notice tone="danger" isLive>
            {textOf(rename.error)}
          </Notice>
        )}
        <Row gap={2}>
          <Button type="submit" variant="primary" isPending={rename.isPending}>
            {t('passkeys.save')}
          </Button>
          <Button onPress={onDone}>{t('passkeys.cancel')}</Button>
        </Row>
      </Stack>
    </form>
  );
}

type Step = { of: 'rest' | 'make' } | { of: 'rename' | 'remove'; id: string };

export function Passkeys() {
  const { t } = useTranslation('account');
  const format = useFormat();
  const query = usePasskeys();
  const remove = useRemovePasskey();
  const [step, setStep] = useState<Step>({ of: 'rest' });
  const rest = (): void => setStep({ of: 'rest' });
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={3} />;
  const { items, origin } = query.data;
  const chosen = 'id' in step ? items.find(({ id }) => id === step.id) : undefined;
  return (
    <Stack gap={3}>
      <Row justify="between" wraps>
        <h2 className="oc-title">{t('passkeys.title')}</h2>
        {step.of !== 'make' && <Button onPress={() => setStep({ of: 'make' })}>{t('passkeys.add')}</Button>}
      </Row>
      <p className="oc-quiet">{t('passkeys.note')}</p>
      {step.of === 'make' && (
        <MakePasskey
          origin={origin}
          onDone={() => {
            rest();
            showToast({ tone: 'ok', title: t('passkeys.made') });
          }}
        />
      )}
      {chosen && step.of === 'rename' && <Rename id={chosen.id} name={chosen.name} onDone={rest} />}
      {chosen && step.of === 'remove' && (
        <PasswordForm
          label={t('passkeys.removeOne', { name: chosen.name })}
          isPending={remove.isPending}
          error={remove.error}
          onSubmit={(password) => remove.mutate({ id: chosen.id, password }, { onSuccess: rest })}
        />
      )}
      <Table
        label={t('passkeys.title')}
        rows={items}
        rowKey={({ id }) => id}
        empty={<EmptyState icon={KeyRound} title={t('passkeys.none')} />}
        columns={[
          {
            id: 'name',
            title: t('passkeys.name'),
            isRowHeader: true,
            render: ({ name, isSynced, since }) => (
              <Stack gap={0}>
                <Row gap={2} wraps>
                  <span>{name}</span>
                  {isSynced && <Badge>{t('passkeys.synced')}</Badge>}
                </Row>
                <span className="oc-small oc-quiet">
                  {t('passkeys.since', { time: format.moment(since) })}
                </span>
              </Stack>
            ),
          },
          {
            id: 'used',
            title: t('sessions.used'),
            render: ({ lastUsedAt }) => (lastUsedAt ? format.moment(lastUsedAt) : t('passkeys.unused')),
          },
          {
            id: 'do',
            title: t('passkeys.change'),
            align: 'end',
            render: ({ id, name }) => (
              <Row gap={2} justify="end">
                <Button
                  size="small"
                  aria-label={t('passkeys.renameOne', { name })}
                  onPress={() => setStep({ of: 'rename', id })}
                >
                  {t('passkeys.rename')}
                </Button>
                <Button
                  size="small"
                  aria-label={t('passkeys.removeOne', { name })}
                  onPress={() => setStep({ of: 'remove', id })}
                >
                  {t('passkeys.remove')}
                </Button>
              </Row>
            ),
          },
        ]}
      />
    </Stack>
  );
}
