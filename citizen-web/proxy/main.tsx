// Filing for others: a community worker proves their telephone, files one matter after the other, and follows them all.
import '../shell/column.css';
import { LogOut, MessageSquareText, Send, UserCheck } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import {
  PlainButton,
  PlainCheckbox,
  PlainRadioGroup,
  PlainTextArea,
  PlainTextField,
} from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { ProxyList } from '../../server/tickets/contract.ts';
import { ask, RequestFailure, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { type Place, PlaceFields } from '../place/place.tsx';
import { mountPage } from '../shell/mount.tsx';
import { CodeField, PhoneField } from '../shell/phone-fields.tsx';
import { useTitle } from '../shell/title.ts';

const path = '/api/citizen/proxy';
const okShape = async () => (await import('../../server/platform/contract.ts')).okSchema;
const listShape = async () => (await import('../../server/tickets/contract.ts')).proxyListSchema;
const filedShape = async () => (await import('../../server/tickets/contract.ts')).petitionFiledSchema;
const kinds = ['help', 'inquiry', 'complaint', 'suggestion'] as const;
type Filed = { number: string; code: string };

function Prove({ onProved }: { onProved: () => Promise<void> }) {
  const { t } = useTranslation('proxy');
  const lang = useLang();
  const [fields, setFields] = useState({ name: '', phone: '', code: '' });
  const [isCodeSent, setCodeSent] = useState(false);
  const { isSending, failure, send } = useSending();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void send(async () => {
      if (isCodeSent) {
        await ask(`${path}/session`, okShape, { body: fields });
        await onProved();
        return;
      }
      await ask(`${path}/codes`, okShape, { body: { phone: fields.phone, lang } });
      setCodeSent(true);
    });
  };
  return (
    <form className="citizen-box" onSubmit={submit}>
      <PlainTextField
        label={t('worker')}
        required
        minLength={2}
        maxLength={40}
        autoComplete="name"
        value={fields.name}
        onChange={(event) => setFields({ ...fields, name: event.target.value })}
      />
      <PhoneField
        label={t('workerPhone')}
        required
        value={fields.phone}
        onChange={(phone) => setFields({ ...fields, phone })}
      />
      {isCodeSent && (
        <CodeField
          label={t('code')}
          description={t('codeNote')}
          required
          autoFocus
          value={fields.code}
          onChange={(code) => setFields({ ...fields, code })}
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
        icon={isCodeSent ? UserCheck : MessageSquareText}
        isPending={isSending}
      >
        {t(isCodeSent ? 'begin' : 'sendCode')}
      </PlainButton>
    </form>
  );
}

const nobody = { text: '', name: '', phone: '' };

/** What stays for the next one: the kind, and the area without the address. */
function FileFor({ onFiled }: { onFiled: (filed: Filed) => Promise<void> }) {
  const { t } = useTranslation('proxy');
  const lang = useLang();
  const [id, setId] = useState(() => crypto.randomUUID());
  const [kind, setKind] = useState<string>('help');
  const [fields, setFields] = useState(nobody);
  const [place, setPlace] = useState<Place>({ address: '' });
  const [hasConsent, setConsent] = useState(false);
  const [filed, setFiled] = useState<(Filed & { name: string }) | null>(null);
  const { isSending, failure, send } = useSending();
  const first = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void send(async () => {
      const body = { id, kind, ...fields, place, hasConsent, lang };
      const key = await ask(`${path}/tickets`, filedShape, { body });
      setFiled({ ...key, name: fields.name });
      setId(crypto.randomUUID());
      setFields(nobody);
      const { districtCode, streetCode, communityCode } = place;
      setPlace({ address: '', districtCode, streetCode, communityCode });
      setConsent(false);
      first.current?.querySelector('textarea')?.focus();
      await onFiled(key);
    });
  };
  return (
    <form ref={first} className="citizen-box" onSubmit={submit}>
      {filed && (
        <Notice tone="ok" isLive>
          {t('filed', filed)}
        </Notice>
      )}
      <PlainRadioGroup
        label={t('kind.label')}
        name="kind"
        isRow
        options={kinds.map((one) => ({ id: one, label: t(`kind.${one}`) }))}
        value={kind}
        onChange={setKind}
      />
      <PlainTextArea
        label={t('text')}
        required
        minLength={5}
        maxLength={6_000}
        rows={4}
        value={fields.text}
        onChange={(event) => setFields({ ...fields, text: event.target.value })}
      />
      <PlainTextField
        label={t('name')}
        required
        minLength={2}
        maxLength={40}
        autoComplete="off"
        value={fields.name}
        onChange={(event) => setFields({ ...fields, name: event.target.value })}
      />
      <PhoneField
        label={t('phone')}
        description={t('phoneNote')}
        required
        value={fields.phone}
        onChange={(phone) => setFields({ ...fields, phone })}
      />
      <PlaceFields place={place} isNeeded={false} onChange={setPlace} />
      <PlainCheckbox required checked={hasConsent} onChange={(event) => setConsent(event.target.checked)}>
        {t('consent')}
      </PlainCheckbox>
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      <PlainButton type="submit" variant="primary" size="large" icon={Send} isPending={isSending}>
        {t('send')}
      </PlainButton>
    </form>
  );
}

function FiledList({ items }: Pick<ProxyList, 'items'>) {
  const { t } = useTranslation('proxy');
  const follow = useTranslation('follow').t;
  const format = useFormat();
  return (
    <>
      <h2 className="oc-title">{t('list')}</h2>
      {items.length === 0 && <p className="oc-quiet">{t('none')}</p>}
      <ul className="citizen-list">
        {items.map(({ number, code, title, state, forName, createdAt, dueAt }) => (
          <li key={number}>
            <a href={`/ticket?${new URLSearchParams({ number, code })}`}>{title}</a>
            <p>
              {follow(`state.${state}`)}
              {dueAt && ` · ${follow('due', { date: format.date(dueAt) })}`}
            </p>
            <p className="oc-small oc-quiet">{[forName, number, format.date(createdAt)].join(' · ')}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function ForOthers() {
  const { t } = useTranslation('proxy');
  const format = useFormat();
  useTitle(t('title'));
  const [list, setList] = useState<ProxyList | null>();
  const [hasFailed, setFailed] = useState(false);
  const load = async (): Promise<void> => {
    setList(await ask(path, listShape));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once; who has no session proves their telephone first
  useEffect(() => {
    load().catch((error: unknown) => {
      setList(null);
      setFailed(!(error instanceof RequestFailure && error.code === 'not_signed_in'));
    });
  }, []);
  const leave = (): void => {
    setList(null);
    ask(`${path}/session/end`, okShape, { body: {} }).catch(() => setFailed(true));
  };
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('title')}</h1>
      <p className="oc-quiet">{t('lead')}</p>
      {hasFailed && <Notice tone="danger">{t('failed')}</Notice>}
      {list === undefined && <Skeleton lines={4} />}
      {list === null && <Prove onProved={load} />}
      {list && (
        <>
          <p className="oc-quiet">{t('until', { worker: list.worker, time: format.time(list.until) })}</p>
          <FileFor onFiled={load} />
          <FiledList items={list.items} />
          <PlainButton icon={LogOut} onClick={leave}>
            {t('leave')}
          </PlainButton>
        </>
      )}
    </div>
  );
}

await mountPage(<ForOthers />, ['proxy', 'place', 'follow']);
