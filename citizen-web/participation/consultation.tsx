// One consultation: what it is about, taking part while it is open, statements and the published result.
import { FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { PublicConsultationDetail } from '../../server/participation/contract.ts';
import { ask } from '../api/client.ts';
import { useTitle } from '../shell/title.ts';
import { AnswerForm } from './answer-form.tsx';
import { Result } from './result.tsx';

const contract = () => import('../../server/participation/contract.ts');
const shape = async () => (await contract()).publicConsultationDetailSchema;
const statementsShape = async () => (await contract()).publicStatementsSchema;

function Statements({ id }: { id: string }) {
  const { t } = useTranslation('participation');
  const format = useFormat();
  const [items, setItems] = useState<readonly { id: string; text: string; at: string }[]>([]);
  const [cursor, setCursor] = useState<string | null>('');
  const read = (from: string): void => {
    const page = `/api/public/consultations/${id}/statements?limit=20`;
    ask(from === '' ? page : `${page}&cursor=${encodeURIComponent(from)}`, statementsShape)
      .then((found) => {
        setItems((before) => (from === '' ? found.items : [...before, ...found.items]));
        setCursor(found.nextCursor);
      })
      .catch(() => setCursor(null));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for each consultation
  useEffect(() => read(''), [id]);
  if (items.length === 0) return null;
  return (
    <section className="citizen-box">
      <h2 className="oc-title">{t('statements')}</h2>
      <ul className="participation-statements">
        {items.map((one) => (
          <li key={one.id}>
            <p>{one.text}</p>
            <p className="oc-quiet">{format.day(one.at)}</p>
          </li>
        ))}
      </ul>
      {cursor && <PlainButton onClick={() => read(cursor)}>{t('more')}</PlainButton>}
    </section>
  );
}

export function Consultation({ id }: { id: string }) {
  const { t } = useTranslation('participation');
  const lang = useLang();
  const format = useFormat();
  const [one, setOne] = useState<PublicConsultationDetail | 'failed' | null>(null);
  useTitle(one !== null && one !== 'failed' ? one.title[lang] : t('title'));
  useEffect(() => {
    ask(`/api/public/consultations/${encodeURIComponent(id)}`, shape)
      .then(setOne)
      .catch(() => setOne('failed'));
  }, [id]);
  if (one === null) return <Skeleton lines={8} />;
  if (one === 'failed')
    return (
      <div className="citizen-column participation">
        <Notice tone="danger">{t('notFound')}</Notice>
        <a href="/participation">{t('back')}</a>
      </div>
    );
  return (
    <div className="citizen-column participation">
      <a href="/participation">{t('back')}</a>
      <h1 className="oc-heading">{one.title[lang]}</h1>
      <p>
        <span className="participation-kind">{t(`kind.${one.kind}`)}</span>
        <span data-phase={one.phase}>{t(`phase.${one.phase}`)}</span>
      </p>
      <p className="oc-quiet">
        {one.department[lang]} ·{' '}
        {t('period', { from: format.date(one.opensAt), until: format.date(one.closesAt) })} ·{' '}
        {t('answers', { count: one.answers })}
      </p>
      <p className="participation-text">{one.text[lang]}</p>
      {one.heldAt && (
        <p>
          <strong>{t('held', { time: format.moment(one.heldAt) })}</strong> {one.venue?.[lang]}
        </p>
      )}
      {one.documents.length > 0 && (
        <ul className="participation-documents" aria-label={t('documents')}>
          {one.documents.map((document) => (
            <li key={document.url}>
              <a href={document.url} rel="noreferrer">
                <FileText aria-hidden />
                {lang === 'en' ? document.nameEn : document.nameZh}
              </a>
            </li>
          ))}
        </ul>
      )}
      {one.result && <Result questions={one.questions} result={one.result} answers={one.answers} />}
      {one.phase === 'open' && <AnswerForm consultation={one} />}
      {one.phase === 'announced' && <Notice>{t('opensAt', { time: format.moment(one.opensAt) })}</Notice>}
      {one.phase === 'closed' && <Notice>{t('closed')}</Notice>}
      {one.statements > 0 && <Statements id={one.id} />}
    </div>
  );
}
