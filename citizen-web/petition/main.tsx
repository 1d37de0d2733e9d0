// File a petition (网上信访): who asks for what, and why; the telephone proves who it is.
import '../shell/column.css';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTongue } from '../../design/i18n/lang.ts';
import { LinkButton, PlainCheckbox, PlainTextArea, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { ask } from '../api/client.ts';
import { PlaceFields } from '../place/place.tsx';
import { nowhere, placeFields, placeOf } from '../place/written.ts';
import { useDraft } from '../shell/draft.ts';
import { ForgetDraft } from '../shell/forget-draft.tsx';
import { mountPage } from '../shell/mount.tsx';
import { type Proof, ProvedForm } from '../shell/proved-form.tsx';
import { useTitle } from '../shell/title.ts';

const path = '/api/citizen/petitions';
const filedShape = async () => (await import('../../server/tickets/contract.ts')).petitionFiledSchema;
const rules = ['receipt', 'answer', 'review', 'once'] as const;
const blank = { title: '', request: '', text: '', name: '', sealed: '', ...nowhere };
type Filed = { number: string; code: string };

function PetitionForm({ onFiled }: { onFiled: (filed: Filed) => void }) {
  const { t } = useTranslation('petition');
  const lang = useTongue();
  const { id, fields, isWritten, write, forget } = useDraft('petition', blank);
  const { title, request, text, name } = fields;
  const place = placeOf(fields);
  const sealed = fields.sealed !== '';
  const file = async (proof: Proof): Promise<void> => {
    const body = { id, title, request, text, name, ...proof, place, sealed, lang };
    const filed = await ask(path, filedShape, { body });
    forget();
    onFiled(filed);
  };
  return (
    <>
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
          value={title}
          onChange={(event) => write({ title: event.target.value })}
        />
        <PlainTextArea
          label={t('request')}
          required
          minLength={2}
          maxLength={1_000}
          rows={2}
          value={request}
          onChange={(event) => write({ request: event.target.value })}
        />
        <PlainTextArea
          label={t('text')}
          description={t('textNote')}
          required
          minLength={5}
          maxLength={6_000}
          rows={6}
          value={text}
          onChange={(event) => write({ text: event.target.value })}
        />
        <PlainTextField
          label={t('name')}
          required
          minLength={2}
          maxLength={40}
          autoComplete="name"
          value={name}
          onChange={(event) => write({ name: event.target.value })}
        />
        <PlaceFields place={place} isNeeded onChange={(next) => write(placeFields(next))} />
        <PlainCheckbox
          checked={sealed}
          onChange={(event) => write({ sealed: event.target.checked ? 'yes' : '' })}
        >
          {t('sealed')}
        </PlainCheckbox>
      </ProvedForm>
      {isWritten && <ForgetDraft onForget={forget} />}
    </>
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
