// Changes one's own password: the present one is asked for, the rules are ticked off while the new one is typed.
import { Check, Dot } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Notice, Row, Stack, showToast, TextField } from '../../design/index.ts';
import { type PasswordFault, passwordFaultsOf, passwordLength } from '../../server/platform/auth/password.ts';
import { ApiFailure } from '../api/failure.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { anyTextSchema } from '../forms/asked-text.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useUser } from '../session/session.ts';
import { useChangePassword } from './account-data.ts';
import { PasswordField } from './password-field.tsx';

/** What has to be so, each with the faults that say it is not. */
const rules = [
  ['length', ['short', 'long']],
  ['named', ['named']],
  ['same', ['same']],
  ['common', ['common']],
] as const satisfies readonly (readonly [string, readonly PasswordFault[]])[];

/** What the server says that the page cannot know. */
const refusedSchema = z.object({ faults: z.array(z.string()).refine((faults) => faults.includes('common')) });

function Rules({ faults, isTyped }: { faults: readonly PasswordFault[]; isTyped: boolean }) {
  const { t } = useTranslation('account');
  return (
    <ul className="account-rules oc-small" aria-label={t('change.rules')}>
      {rules.map(([rule, broken]) => {
        // Which passwords are common the server alone knows.
        const isKept = isTyped && rule !== 'common' && !broken.some((fault) => faults.includes(fault));
        const Mark = isKept ? Check : Dot;
        return (
          <li key={rule} data-kept={isKept}>
            <Mark aria-hidden />
            {t(`change.rule.${rule}`, { least: passwordLength.least, most: passwordLength.most })}
            {isKept && <span className="oc-hidden">{t('change.kept')}</span>}
          </li>
        );
      })}
    </ul>
  );
}

const changeSchema = z.object({ current: anyTextSchema, next: anyTextSchema });

export function ChangeForm({ onDone, onCancel }: { onDone: () => void; onCancel?: () => void }) {
  const { t } = useTranslation('account');
  const textOf = useFailureText();
  const { username } = useUser();
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const faults = passwordFaultsOf(next, { username, current });
  const isTypedTwice = next === again;
  const { isTried, faultAt, check } = useFaults(readWritten(changeSchema, { current, next }));
  const differs = isTried ? !isTypedTwice : again !== '' && !next.startsWith(again);
  const isBroken = isTried && faults.length > 0;
  const isCommon =
    change.error instanceof ApiFailure && refusedSchema.safeParse(change.error.details).success;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!check() || faults.length > 0 || !isTypedTwice) return;
    change.mutate(
      { password: current, next },
      {
        onSuccess: ({ ended }) => {
          showToast({
            tone: 'ok',
            title: t('change.done'),
            description: t('change.ended', { count: ended }),
          });
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className="account-form">
      <Stack gap={3}>
        <PasswordField value={current} onChange={setCurrent} autoFocus error={faultAt('current')} />
        <TextField
          label={t('change.next')}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={faultAt('next') ?? (isBroken ? t('change.broken') : undefined)}
        />
        <Rules faults={faults} isTyped={next !== ''} />
        <TextField
          label={t('change.again')}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs ? t('change.differs') : undefined}
        />
        {change.error && (
          <Notice tone="danger" isLive>
            {isCommon ? t('change.common') : textOf(change.error)}
          </Notice>
        )}
        <Row gap={2} wraps>
          <Button type="submit" variant="primary" isPending={change.isPending}>
            {t('change.submit')}
          </Button>
          {onCancel && (
            <Button variant="quiet" onPress={onCancel}>
              {t('change.cancel')}
            </Button>
          )}
        </Row>
      </Stack>
    </form>
  );
}

export function OwnPassword() {
  const { t } = useTranslation('account');
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack gap={3}>
      <h2 className="oc-title">{t('change.title')}</h2>
      <p className="oc-quiet">{t('change.note')}</p>
      {isOpen ? (
        <ChangeForm onDone={() => setOpen(false)} onCancel={() => setOpen(false)} />
      ) : (
        <Row>
          <Button onPress={() => setOpen(true)}>{t('change.open')}</Button>
        </Row>
      )}
    </Stack>
  );
}
