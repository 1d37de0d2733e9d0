// The ticket form: the words first; what they are about and where is guessed from them; the telephone is proved last.
import '../shell/column.css';
import './filing.css';
import { Phone, Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useTongue } from '../../design/i18n/lang.ts';
import { LinkButton, PlainCheckbox, PlainTextArea, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import type { FilingGuess, MatterFiled } from '../../server/tickets/filings/contract.ts';
import { ask } from '../api/client.ts';
import { type Place, PlaceFields } from '../place/place.tsx';
import { nowhere, placeFields, placeOf } from '../place/written.ts';
import { useDraft } from '../shell/draft.ts';
import { ForgetDraft } from '../shell/forget-draft.tsx';
import { elsewhere } from '../shell/framed.ts';
import { type Proof, ProvedForm } from '../shell/proved-form.tsx';
import { Filed, usePhotosOf } from './filed.tsx';
import { useCategories, useGuess } from './guess.ts';
import { CategoryFields, KindField, kinds } from './kind-and-category.tsx';
import { Photos, usePhotos } from './photos.tsx';

const path = '/api/citizen/filing';
const filedShape = async () => (await import('../../server/tickets/filings/contract.ts')).matterFiledSchema;
const blank = { text: '', kind: '', category: '', name: '', sealed: '', ...nowhere };
/** Chosen by the citizen: whoever dispatches it decides. */
const open = '-';

/** What is published on it, one line until it is opened: nothing below moves while one writes. */
function MaybeAnswered({ answers }: { answers: FilingGuess['answers'] }) {
  const { t } = useTranslation('filing');
  const lang = useLang();
  if (answers.length === 0) return <p className="filing-answers oc-quiet">{t('answersLater')}</p>;
  return (
    <details className="filing-answers">
      <summary>{t('answers', { count: answers.length })}</summary>
      <ul>
        {answers.map(({ id, title, short }) => (
          <li key={id}>
            <a href={`/?article=${id}`} target="_blank" rel="noreferrer">
              {title[lang] || title.zh}
            </a>
            <p>{short[lang] || short.zh}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Emergency() {
  const { t } = useTranslation('filing');
  return (
    <Notice tone="danger" isLive>
      {t('emergency')} <a href="tel:110">110</a> · <a href="tel:119">119</a> · <a href="tel:120">120</a>
    </Notice>
  );
}

/** @param firstWords what was typed before; a draft that was left unsent goes first */
export function FileMatter({ firstWords = '' }: { firstWords?: string }) {
  const { t } = useTranslation('filing');
  const lang = useTongue();
  const {
    id,
    fields: draft,
    isWritten,
    write,
    forget,
  } = useDraft('filing', blank, { ...blank, text: firstWords });
  const { photos, add: addPhoto, remove: removePhoto, clear: clearPhotos } = usePhotos();
  const guess = useGuess(draft.text);
  const categories = useCategories();
  const [isDistrictChosen, setDistrictChosen] = useState(false);
  const [filed, setFiled] = useState<MatterFiled | null>(null);
  const photosOf = usePhotosOf();

  const kind = kinds.find((one) => one === draft.kind) ?? guess?.kind ?? 'help';
  const category = draft.category === open ? '' : draft.category || (guess?.categoryCode ?? '');
  const written = placeOf(draft);
  const isDistrictOpen = !isDistrictChosen && written.districtCode === undefined;
  const place: Place = isDistrictOpen
    ? { ...written, districtCode: guess?.districtCode ?? undefined }
    : written;
  const sealed = draft.sealed !== '' || kind === 'report';

  const file = async (proof: Proof): Promise<void> => {
    const { text, name } = draft;
    const matter = { id, text, name, kind, place, sealed, lang, ...(category && { categoryCode: category }) };
    const done = await ask(path, filedShape, { body: { ...matter, ...proof } });
    setFiled(done);
    forget();
    void photosOf.send(done, photos);
    // They belong to this matter: the next one, perhaps somebody else's, begins without them.
    clearPhotos();
  };
  if (filed)
    return (
      <Filed
        filed={filed}
        photos={photosOf}
        onRetry={() => void photosOf.send(filed, photosOf.left)}
        onAgain={() => {
          setFiled(null);
          setDistrictChosen(false);
        }}
      />
    );
  return (
    <>
      <p className="oc-quiet">{t('lead')}</p>
      <LinkButton icon={Phone} href="tel:12345">
        {t('call')}
      </LinkButton>
      <ProvedForm
        codesPath={`${path}/codes`}
        words={{
          phone: t('phone'),
          phoneNote: t('phoneNote'),
          code: t('proof'),
          codeNote: t('proofNote'),
          sendCode: t('sendCode'),
          send: t('send'),
          failed: t('failed'),
        }}
        icon={Send}
        onSend={file}
      >
        <PlainTextArea
          label={t('text')}
          description={t('textNote')}
          required
          minLength={5}
          maxLength={6_000}
          rows={6}
          value={draft.text}
          onChange={(event) => write({ text: event.target.value })}
        />
        {guess?.isEmergency && <Emergency />}
        <MaybeAnswered answers={guess?.answers ?? []} />
        <KindField kind={kind} onChoose={(chosen) => write({ kind: chosen })} />
        <CategoryFields
          categories={categories}
          category={categories.has(category) ? category : ''}
          onChoose={(code) => write({ category: code || open })}
        />
        <PlaceFields
          place={place}
          isNeeded={false}
          onChange={(next) => {
            if (next.districtCode !== place.districtCode) setDistrictChosen(true);
            write(placeFields(next));
          }}
        />
        <Photos photos={photos} onAdd={addPhoto} onRemove={removePhoto} />
        <PlainTextField
          label={t('name')}
          maxLength={40}
          autoComplete="name"
          value={draft.name}
          onChange={(event) => write({ name: event.target.value })}
        />
        <PlainCheckbox
          checked={sealed}
          disabled={kind === 'report'}
          onChange={(event) => write({ sealed: event.target.checked ? 'yes' : '' })}
        >
          {t(kind === 'report' ? 'sealedReport' : 'sealed')}
        </PlainCheckbox>
      </ProvedForm>
      {isWritten && (
        <ForgetDraft
          onForget={() => {
            forget();
            clearPhotos();
          }}
        />
      )}
      <a href="/ticket" {...elsewhere}>
        {t('followOther')}
      </a>
    </>
  );
}
