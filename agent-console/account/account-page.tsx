// One's own sign-in: the password, the second factor, and where one is signed in.
import './account.css';
import { MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  EmptyState,
  Row,
  Skeleton,
  Stack,
  StatusDot,
  showToast,
  Table,
  useFormat,
} from '../../design/index.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useEndOthers, useEndSession, useOwnSessions, usePutAway, useSecondFactor } from './account-data.ts';
import { deviceOf } from './device.ts';
import { Enrol, PasswordForm } from './enrol.tsx';
import { OwnPassword } from './own-password.tsx';
import { Passkeys } from './passkeys.tsx';

function SecondFactor() {
  const { t } = useTranslation('account');
  const format = useFormat();
  const query = useSecondFactor();
  const putAway = usePutAway();
  const [step, setStep] = useState<'rest' | 'enrol' | 'off'>('rest');
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={3} />;
  const { since, recoveryLeft, isRequired } = query.data;
  return (
    <Stack gap={3}>
      <h2 className="oc-title">{t('factor.title')}</h2>
      <p className="oc-quiet">{t('factor.note')}</p>
      {step === 'enrol' && <Enrol onDone={() => setStep('rest')} />}
      {step === 'off' && (
        <PasswordForm
          label={t('factor.off')}
          isPending={putAway.isPending}
          error={putAway.error}
          onSubmit={(password) => putAway.mutate(password, { onSuccess: () => setStep('rest') })}
        />
      )}
      {step === 'rest' && (
        <Row gap={3} wraps>
          <StatusDot
            tone={since ? 'ok' : 'neutral'}
            label={since ? t('factor.since', { time: format.moment(since) }) : t('factor.none')}
          />
          {since && <span className="oc-small oc-quiet">{t('factor.left', { count: recoveryLeft })}</span>}
          {!since && (
            <Button variant="primary" onPress={() => setStep('enrol')}>
              {t('factor.set')}
            </Button>
          )}
          {since && !isRequired && <Button onPress={() => setStep('off')}>{t('factor.off')}</Button>}
          {since && isRequired && <span className="oc-small oc-quiet">{t('factor.required')}</span>}
        </Row>
      )}
    </Stack>
  );
}

function OwnSessions() {
  const { t } = useTranslation('account');
  const format = useFormat();
  const showFailure = useFailureToast();
  const query = useOwnSessions();
  const end = useEndSession();
  const endOthers = useEndOthers();
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={5} />;
  const { items } = query.data;
  const leave = (): void =>
    endOthers.mutate(undefined, {
      onSuccess: ({ ended }) => showToast({ tone: 'ok', title: t('sessions.ended', { count: ended }) }),
      onError: showFailure,
    });
  return (
    <Stack gap={3}>
      <Row justify="between" wraps>
        <h2 className="oc-title">{t('sessions.title')}</h2>
        {items.length > 1 && (
          <Button isPending={endOthers.isPending} onPress={leave}>
            {t('sessions.endOthers')}
          </Button>
        )}
      </Row>
      <Table
        label={t('sessions.title')}
        rows={items}
        rowKey={({ id }) => id}
        empty={<EmptyState icon={MonitorSmartphone} title={t('sessions.title')} />}
        columns={[
          {
            id: 'device',
            title: t('sessions.device'),
            isRowHeader: true,
            render: ({ device, isCurrent, ip, since }) => (
              <Stack gap={0}>
                <Row gap={2} wraps>
                  <span title={device}>{deviceOf(device) || t('sessions.unknown')}</span>
                  {isCurrent && <Badge tone="accent">{t('sessions.current')}</Badge>}
                </Row>
                <span className="oc-small oc-quiet">
                  {t('sessions.from', { ip, time: format.moment(since) })}
                </span>
              </Stack>
            ),
          },
          {
            id: 'used',
            title: t('sessions.used'),
            render: ({ lastUsedAt, actedAt, idleEndsAt, expiresAt }) => (
              <Stack gap={0}>
                <span>{format.moment(lastUsedAt)}</span>
                <span className="oc-small oc-quiet">
                  {t('sessions.acted', { time: format.moment(actedAt) })}
                </span>
                <span className="oc-small oc-quiet">
                  {idleEndsAt !== null && idleEndsAt < expiresAt
                    ? t('sessions.idleEnds', { time: format.moment(idleEndsAt) })
                    : t('sessions.expires', { time: format.moment(expiresAt) })}
                </span>
              </Stack>
            ),
          },
          {
            id: 'end',
            title: t('sessions.end'),
            align: 'end',
            render: ({ id, isCurrent, device }) =>
              !isCurrent && (
                <Button
                  size="small"
                  aria-label={t('sessions.endOne', { device: deviceOf(device) || t('sessions.unknown') })}
                  onPress={() => end.mutate(id, { onError: showFailure })}
                >
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
    </Stack>
  );
}

export default function AccountPage() {
  return (
    <div className="account">
      <Stack gap={6}>
        <OwnPassword />
        <SecondFactor />
        <Passkeys />
        <OwnSessions />
      </Stack>
    </div>
  );
}
