// Sets up a second factor: the password, the QR code, the first code, and then the recovery codes.
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Notice, Row, Stack, showToast, TextField } from '../../design/index.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { anyTextSchema, useAskedText } from '../forms/asked-text.ts';
import { useBegin, useConfirm } from './account-data.ts';
import { PasswordField } from './password-field.tsx';
import { QrCode } from './qr-code.tsx';

export function PasswordForm({
  label,
  isPending,
  error,
  onSubmit,
}: {
  label: string;
  isPending: boolean;
  error: unknown;
  onSubmit: (password: string) => void;
}) {
  const textOf = useFailureText();
  const password = useAskedText(anyTextSchema);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    password.give(onSubmit);
  };
  return (
    <form onSubmit={submit} className="account-form">
      <Stack gap={3}>
        <PasswordField {...password.field} />
        {error !== null && error !== undefined && (
          <Notice tone="danger" isLive>
            {textOf(error)}
          </Notice>
        )}
        <Row>
          <Button type="submit" variant="primary" isPending={isPending}>
            {label}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation('account');
  const copy = (): void => {
    const copied =
      navigator.clipboard?.writeText(codes.join('\n')) ?? Promise.reject(new Error('no clipboard'));
    copied.then(
      () => showToast({ tone: 'ok', title: t('codes.copied') }),
      () => showToast({ tone: 'warn', title: t('codes.notCopied') }),
    );
  };
  return (
    <Stack gap={3}>
      <Notice tone="warn">{t('codes.once')}</Notice>
      <ul className="account-codes" aria-label={t('codes.title')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Row gap={2} wraps>
        <Button onPress={copy}>{t('codes.copy')}</Button>
        <Button variant="primary" onPress={onDone}>
          {t('codes.kept')}
        </Button>
      </Row>
    </Stack>
  );
}

/** As an app shows it, with or without a gap in the middle. */
const codeSchema = z.string().regex(/^\s*\d{3}\s*\d{3}\s*$/);

export function Enrol({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('account');
  const textOf = useFailureText();
  const begin = useBegin();
  const confirm = useConfirm();
  const code = useAskedText(codeSchema);
  if (confirm.data) return <Codes codes={confirm.data.codes} onDone={onDone} />;
  if (!begin.data)
    return (
      <PasswordForm
        label={t('factor.begin')}
        isPending={begin.isPending}
        error={begin.error}
        onSubmit={(password) => begin.mutate(password)}
      />
    );
  const { address, secret } = begin.data;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    code.give(confirm.mutate);
  };
  return (
    <Stack gap={4}>
      <p>{t('factor.scan')}</p>
      <Row gap={4} wraps align="start">
        <QrCode text={address} label={t('factor.qr')} />
        <Stack gap={2}>
          <span className="oc-small oc-quiet">{t('factor.typed')}</span>
          <code className="account-secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </Stack>
      </Row>
      <form onSubmit={submit} className="account-form">
        <Stack gap={3}>
          <TextField
            label={t('factor.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            {...code.field}
            error={code.field.error && t('factor.codeMissing')}
            autoFocus
          />
          {confirm.error && (
            <Notice tone="danger" isLive>
              {textOf(confirm.error)}
            </Notice>
          )}
          <Row>
            <Button type="submit" variant="primary" isPending={confirm.isPending}>
              {t('factor.confirm')}
            </Button>
          </Row>
        </Stack>
      </form>
    </Stack>
  );
}
