// Filing for others: a community worker proves their telephone, files one matter after the other, and follows them all.
import '../shell/column.css';
import { LogOut, Send, UserCheck } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useTongue } from '../../design/i18n/lang.ts';
import {
  PlainButton,
  PlainCheckbox,
  PlainRadioGroup,
  PlainTextArea,
  PlainTextField,
} from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import { orderedId } from '../../server/platform/ordered-id.ts';
import { ask, okShape, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { type Place, PlaceFields } from '../place/place.tsx';
import { useCodeSession } from '../shell/code-session.ts';
import { MatterList } from '../shell/matter-list.tsx';
import { mountPage } from '../shell/mount.tsx';
import { PhoneField } from '../shell/phone-fields.tsx';
import { type Proof, ProvedForm } from '../shell/proved-form.tsx';
import { useTitle } from '../shell/title.ts';

const path = '/api/citizen/proxy';
const listShape = async () => (await import('../../server/tickets/contract.ts')).proxyListSchema;
const filedShape = async () => (await import('../../server/tickets/contract.ts')).petitionFiledSchema;
const kinds = ['help', 'inquiry', 'complaint', 'suggestion'] as const;
type Filed = { number: string; code: string };

function Prove({ onProved }: { onProved: () => Promise<void> }) {
  const { t } = useTranslation('proxy');
  const [name, setName] = useState('');
  const begin = async (proof: Proof): Promise<void> => {
    await ask(`${path}/session`, okShape, { body: { name, ...proof } });
    await onProved();
  };
  return (
    <ProvedForm
      codesPath={`${path}/codes`}
      words={{
        phone: t('workerPhone'),
        code: t('code'),
        codeNote: t('codeNote'),
        sendCode: t('sendCode'),
        send: t('begin'),
        failed: t('failed'),
      }}
      icon={UserCheck}
      onSend={begin}
    >
      <PlainTextField
        label={t('worker')}
        required
        minLength={2}
        maxLength={40}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </ProvedForm>
  );
}

const nobody = { text: '', name: '', phone: '' };

/** What stays for the next one: the kind, and the area without the address. */
function FileFor({ onFiled }: { onFiled: () => Promise<void> }) {
  const { t } = useTranslation('proxy');
  const lang = useTongue();
  const [id, setId] = useState(orderedId);
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
      setId(orderedId());
      setFields(nobody);
      const { districtCode, streetCode, communityCode } = place;
      setPlace({ address: '', districtCode, streetCode, communityCode });
      setConsent(false);
      first.current?.querySelector('textarea')?.focus();
      await onFiled();
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

function ForOthers() {
  const { t } = useTranslation('proxy');
  const format = useFormat();
  useTitle(t('title'));
  const { seen: list, hasFailed, load, leave } = useCodeSession(path, listShape);
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
          <h2 className="oc-title">{t('list')}</h2>
          {list.items.length === 0 && <p className="oc-quiet">{t('none')}</p>}
          <MatterList items={list.items} aside={({ forName }) => forName} />
          <PlainButton icon={LogOut} onClick={leave}>
            {t('leave')}
          </PlainButton>
        </>
      )}
    </div>
  );
}

await mountPage(<ForOthers />, ['proxy', 'place', 'follow']);
