// File a petition (网上信访): who asks for what, and why; the telephone proves who it is.
import '../shell/column.css';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTongue } from '../../design/i18n/lang.ts';
import { LinkButton, PlainCheckbox, PlainTextArea, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { ask } from '../api/client.ts';
import { type Place, PlaceFields } from '../place/place.tsx';
import { mountPage } from '../shell/mount.tsx';
import { type Proof, ProvedForm } from '../shell/proved-form.tsx';
import { useTitle } from '../shell/title.ts';

const path = '/api/citizen/petitions';
const filedShape = async () => (await import('../../server/tickets/contract.ts')).petitionFiledSchema;
const rules = ['receipt', 'answer', 'review', 'once'] as const;
type Filed = { number: string; code: string };

function PetitionForm({ onFiled }: { onFiled: (filed: Filed) => void }) {
  const { t } = useTranslation('petition');
  const lang = useTongue();
  const [id] = useState(() => crypto.randomUUID());
  const [fields, setFields] = useState({ title: '', request: '', text: '', name: '' });
  const [place, setPlace] = useState<Place>({ address: '' });
  const [sealed, setSealed] = useState(false);
  const set = (part: Partial<typeof fields>): void => setFields({ ...fields, ...part });
  const file = async (proof: Proof): Promise<void> =>
    onFiled(await ask(path, filedShape, { body: { id, ...fields, ...proof, place, sealed, lang } }));
  return (
    <ProvedForm
      codesPath={`${path}/codes`}
      words={{
        phone: t('phone'),
        phoneNote: t('phoneNote'),
        code: t('code'),
        codeNote: t('codeNote'),
        sendCode: t('sendCode'),
        send: t('send'),
        failed: t('failed'),
      }}
      icon={Send}
      onSend={file}
    >
      <PlainTextField
        label={t('subject')}
        required
        minLength={2}
        maxLength={120}
        value={fields.title}
        onChange={(event) => set({ title: event.target.value })}
      />
      <PlainTextArea
        label={t('request')}
        required
        minLength={2}
        maxLength={1_000}
        rows={2}
        value={fields.request}
        onChange={(event) => set({ request: event.target.value })}
      />
      <PlainTextArea
        label={t('text')}
        description={t('textNote')}
        required
        minLength={5}
        maxLength={6_000}
        rows={6}
        value={fields.text}
        onChange={(event) => set({ text: event.target.value })}
      />
      <PlainTextField
        label={t('name')}
        required
        minLength={2}
        maxLength={40}
        autoComplete="name"
        value={fields.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <PlaceFields place={place} isNeeded onChange={setPlace} />
      <PlainCheckbox checked={sealed} onChange={(event) => setSealed(event.target.checked)}>
        {t('sealed')}
      </PlainCheckbox>
    </ProvedForm>
  );
}

function Petition() {
  const { t } = useTranslation('petition');
  useTitle(t('title'));
  const [filed, setFiled] = useState<Filed | null>(null);
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('title')}</h1>
      {filed ? (
        <section className="citizen-box">
          <Notice tone="ok" isLive>
            {t('filed', filed)}
          </Notice>
          <LinkButton size="large" href={`/ticket?${new URLSearchParams(filed)}`}>
            {t('follow')}
          </LinkButton>
        </section>
      ) : (
        <>
          <p className="oc-quiet">{t('lead')}</p>
          <section className="citizen-box">
            <h2 className="oc-title">{t('rules')}</h2>
            <ol>
              {rules.map((rule) => (
                <li key={rule}>{t(`rule.${rule}`)}</li>
              ))}
            </ol>
          </section>
          <PetitionForm onFiled={setFiled} />
        </>
      )}
      <a href="/ticket">{t('follow')}</a>
    </div>
  );
}

await mountPage(<Petition />, ['petition', 'place']);
