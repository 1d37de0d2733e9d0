// All matters of one telephone: proved by a code, for a quarter of an hour.
import '../shell/column.css';
import './matters.css';
import { ListChecks, LogOut, MessageSquareText } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { MyMatters } from '../../server/tickets/contract.ts';
import { ask, RequestFailure, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { mountPage } from '../shell/mount.tsx';
import { CodeField, PhoneField } from '../shell/phone-fields.tsx';
import { useTitle } from '../shell/title.ts';

const path = '/api/citizen/matters';
const okShape = async () => (await import('../../server/platform/contract.ts')).okSchema;
const mattersShape = async () => (await import('../../server/tickets/contract.ts')).myMattersSchema;

function Prove({ onProved }: { onProved: () => Promise<void> }) {
  const { t } = useTranslation('matters');
  const lang = useLang();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [isCodeSent, setCodeSent] = useState(false);
  const { isSending, failure, send } = useSending();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void send(async () => {
      if (isCodeSent) {
        await ask(`${path}/session`, okShape, { body: { phone, code } });
        await onProved();
        return;
      }
      await ask(`${path}/codes`, okShape, { body: { phone, lang } });
      setCodeSent(true);
    });
  };
  return (
    <form className="citizen-box" onSubmit={submit}>
      <PhoneField label={t('phone')} required value={phone} onChange={setPhone} />
      {isCodeSent && (
        <CodeField
          label={t('code')}
          description={t('codeNote')}
          required
          autoFocus
          value={code}
          onChange={setCode}
        />
      )}
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      <PlainButton
        type="submit"
        variant="primary"
        size="large"
        icon={isCodeSent ? ListChecks : MessageSquareText}
        isPending={isSending}
      >
        {t(isCodeSent ? 'show' : 'sendCode')}
      </PlainButton>
    </form>
  );
}

function List({ matters, onLeave }: { matters: MyMatters; onLeave: () => void }) {
  const { t } = useTranslation('matters');
  const follow = useTranslation('follow').t;
  const lang = useLang();
  const format = useFormat();
  return (
    <>
      <p className="oc-quiet">{t('until', { time: format.time(matters.until) })}</p>
      {matters.items.length === 0 && <p>{t('none')}</p>}
      <ul className="citizen-list">
        {matters.items.map(({ number, code, title, state, department, createdAt, dueAt }) => (
          <li key={number}>
            <a href={`/ticket?${new URLSearchParams({ number, code })}`}>{title}</a>
            <p>
              <span className="matters-state">{follow(`state.${state}`)}</span>
              {dueAt && ` · ${follow('due', { date: format.date(dueAt) })}`}
            </p>
            <p className="oc-small oc-quiet">
              {[number, department?.[lang], format.date(createdAt)].filter(Boolean).join(' · ')}
            </p>
          </li>
        ))}
      </ul>
      <PlainButton icon={LogOut} onClick={onLeave}>
        {t('leave')}
      </PlainButton>
    </>
  );
}

function Matters() {
  const { t } = useTranslation('matters');
  useTitle(t('title'));
  const [matters, setMatters] = useState<MyMatters | null>();
  const [hasFailed, setFailed] = useState(false);
  const load = async (): Promise<void> => {
    setMatters(await ask(path, mattersShape));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once; who has no session proves their telephone first
  useEffect(() => {
    load().catch((error: unknown) => {
      setMatters(null);
      setFailed(!(error instanceof RequestFailure && error.code === 'not_signed_in'));
    });
  }, []);
  // What lies on the screen ends with the session.
  useEffect(() => {
    if (!matters) return;
    const timer = setTimeout(() => setMatters(null), Date.parse(matters.until) - Date.now());
    return () => clearTimeout(timer);
  }, [matters]);
  const leave = (): void => {
    setMatters(null);
    ask(`${path}/session/end`, okShape, { body: {} }).catch(() => setFailed(true));
  };
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('title')}</h1>
      <p className="oc-quiet">{t('lead')}</p>
      {hasFailed && <Notice tone="danger">{t('failed')}</Notice>}
      {matters === undefined && <Skeleton lines={4} />}
      {matters === null && <Prove onProved={load} />}
      {matters && <List matters={matters} onLeave={leave} />}
      <a href="/ticket">{t('byNumber')}</a>
    </div>
  );
}

await mountPage(<Matters />, ['matters', 'follow']);
