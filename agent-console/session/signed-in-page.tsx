// Back from an identity provider: its answer is taken once, then perhaps a second factor, and in.
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { Button, Notice, Stack, TextField } from '../../design/index.ts';
import { providerFaultSchema } from '../../server/sign-in/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { methodsOf } from './methods.ts';
import { arriveFromProvider, giveCode, placeBefore, signInByPasskey } from './session.ts';
import { SignInCard } from './sign-in-card.tsx';

type Step =
  | { is: 'arriving' }
  | { is: 'factor'; code: boolean; passkey: boolean }
  | { is: 'failed'; error: unknown };

export default function SignedInPage() {
  const { t } = useTranslation('shell');
  const { provider = '' } = useParams();
  const [, navigate] = useLocation();
  const [answer] = useState(() => window.location.search.slice(1));
  const [step, setStep] = useState<Step>({ is: 'arriving' });
  const enter = (): void => navigate(placeBefore(), { replace: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is taken once, when the page opens
  useEffect(() => {
    // Nobody finds it in the history.
    window.history.replaceState(null, '', window.location.pathname);
    arriveFromProvider(provider, answer).then(enter, (error: unknown) => {
      const has = methodsOf(error);
      setStep(has ? { is: 'factor', ...has } : { is: 'failed', error });
    });
  }, []);
  return (
    <SignInCard>
      <h1 className="oc-hidden">{t('signIn.title')}</h1>
      {step.is === 'arriving' && (
        <p className="oc-quiet" aria-live="polite">
          {t('signIn.provider.arriving')}
        </p>
      )}
      {step.is === 'factor' && <Factor {...step} provider={provider} onEnter={enter} />}
      {step.is === 'failed' && (
        <Failed error={step.error} onBack={() => navigate(placeBefore(), { replace: true })} />
      )}
    </SignInCard>
  );
}

function Failed({ error, onBack }: { error: unknown; onBack: () => void }) {
  const { t } = useTranslation('shell');
  const failureText = useFailureText();
  const details = error instanceof ApiFailure ? error.details : undefined;
  const fault = providerFaultSchema.safeParse(details?.fault).data;
  const { value } = details ?? {};
  return (
    <Stack gap={4}>
      <p className="oc-quiet sign-in-note">{t('signIn.provider.notIn')}</p>
      <Notice tone="danger" isLive>
        {failureText(error)}
        {fault && (
          <p className="oc-small">
            {t('signIn.provider.because', { fault: t(`signIn.provider.fault.${fault}`) })}
          </p>
        )}
        {typeof value === 'string' && <p className="oc-small">{t('signIn.provider.value', { value })}</p>}
      </Notice>
      <Button variant="primary" isWide autoFocus onPress={onBack}>
        {t('signIn.provider.back')}
      </Button>
    </Stack>
  );
}

function Factor({
  provider,
  code: hasCode,
  passkey: hasPasskey,
  onEnter,
}: {
  provider: string;
  code: boolean;
  passkey: boolean;
  onEnter: () => void;
}) {
  const { t } = useTranslation('shell');
  const failureText = useFailureText();
  const [code, setCode] = useState('');
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  const prove = (proof: Promise<unknown>): void => {
    setPending(true);
    setFault(undefined);
    proof.then(onEnter, (error: unknown) => {
      setPending(false);
      setCode('');
      const isLeft = error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name);
      setFault(isLeft ? t('signIn.passkeyLeft') : failureText(error));
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim().length < 6) setFault(t('signIn.codeNote'));
    else prove(giveCode(provider, code));
  };
  return (
    <form onSubmit={submit} noValidate>
      <p className="oc-quiet sign-in-note">{t('signIn.provider.codeLead')}</p>
      <Stack gap={4}>
        {hasCode && (
          <TextField
            label={t('signIn.code')}
            description={t('signIn.codeNote')}
            name="code"
            autoComplete="one-time-code"
            maxLength={20}
            value={code}
            onChange={setCode}
            autoFocus
          />
        )}
        {fault && (
          <Notice tone="danger" isLive>
            {fault}
          </Notice>
        )}
        {hasCode && (
          <Button type="submit" variant="primary" isWide isPending={isPending}>
            {t('signIn.submit')}
          </Button>
        )}
        {hasPasskey && (
          <Button
            variant={hasCode ? 'secondary' : 'primary'}
            isWide
            isDisabled={isPending}
            onPress={() => prove(signInByPasskey())}
          >
            {t('signIn.passkey')}
          </Button>
        )}
      </Stack>
    </form>
  );
}
