// All warnings that hold now, and having them sent to one's telephone.
import './broadcasts.css';
import { BellOff, BellRing, MessageSquareText } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useTongue } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import { ask, okShape, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { mountPage } from '../shell/mount.tsx';
import { PhoneProofFields, usePhoneProof } from '../shell/phone-proof.tsx';
import { useTitle } from '../shell/title.ts';
import { Warning } from './warning.tsx';
import { useWarnings } from './warnings.ts';

const areasShape = async () => (await import('../../server/broadcasts/contract.ts')).publicAreasSchema;
type Area = { code: string; parentCode: string | null; name: { zh: string; en: string } };

/** Null until they are known. */
function useDistricts(): readonly Area[] | null {
  const [areas, setAreas] = useState<readonly Area[] | null>(null);
  useEffect(() => {
    ask('/api/citizen/areas', areasShape)
      .then(({ items }) => setAreas(items.filter(({ code }) => code.length === 6)))
      .catch(() => setAreas([]));
  }, []);
  return areas;
}

function Subscribe() {
  const { t } = useTranslation('broadcasts');
  const lang = useLang();
  const tongue = useTongue();
  const districts = useDistricts();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const proof = usePhoneProof('/api/citizen/broadcasts/codes');
  const { phone, code, isCodeSent } = proof;
  const [done, setDone] = useState<'subscribed' | 'ended' | null>(null);
  const { isSending, failure, send } = useSending();
  const sendCode = (): Promise<void> =>
    send(async () => {
      await proof.sendCode();
      setDone(null);
    });
  const finish = (what: 'subscribed' | 'ended'): Promise<void> =>
    send(async () => {
      const path = '/api/citizen/broadcasts/subscriptions';
      if (what === 'subscribed')
        await ask(path, okShape, { body: { phone, code, areaCodes: chosen, lang: tongue } });
      else await ask(`${path}/end`, okShape, { body: { phone, code } });
      setDone(what);
      proof.forget();
    });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void (isCodeSent ? finish('subscribed') : sendCode());
  };
  if (districts === null) return <Skeleton lines={10} />;
  return (
    <form className="broadcasts-box" onSubmit={submit}>
      <h2 className="oc-title">{t('subscribe')}</h2>
      <p className="oc-quiet">{t('subscribeNote')}</p>
      <fieldset className="broadcasts-areas">
        <legend>{t('areas')}</legend>
        {districts.map(({ code: area, name }) => (
          <label key={area}>
            <input
              type="checkbox"
              checked={chosen.includes(area)}
              onChange={(event) =>
                setChosen(event.target.checked ? [...chosen, area] : chosen.filter((one) => one !== area))
              }
            />
            {name[lang]}
          </label>
        ))}
      </fieldset>
      <PhoneProofFields
        proof={proof}
        words={{ phone: t('phone'), code: t('code'), codeNote: t('codeNote') }}
        isSending={isSending}
        onAgain={() => void sendCode()}
      />
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      {done && (
        <Notice tone="ok" isLive>
          {t(done)}
        </Notice>
      )}
      <div className="broadcasts-deeds">
        {isCodeSent ? (
          <>
            <PlainButton type="submit" variant="primary" size="large" icon={BellRing} isPending={isSending}>
              {t('confirm')}
            </PlainButton>
            <PlainButton
              size="large"
              icon={BellOff}
              isPending={isSending}
              onClick={() => code.length === 6 && void finish('ended')}
            >
              {t('end')}
            </PlainButton>
          </>
        ) : (
          <PlainButton
            type="submit"
            variant="primary"
            size="large"
            icon={MessageSquareText}
            isPending={isSending}
          >
            {t('sendCode')}
          </PlainButton>
        )}
      </div>
    </form>
  );
}

function Page() {
  const { t } = useTranslation('broadcasts');
  useTitle(t('title'));
  const warnings = useWarnings();
  return (
    <div className="broadcasts">
      <h1 className="oc-heading">{t('title')}</h1>
      {warnings === null && <Skeleton lines={3} />}
      {warnings?.length === 0 && <p>{t('none')}</p>}
      {warnings?.map((warning) => (
        <Warning key={warning.id} warning={warning} />
      ))}
      <Subscribe />
      <p className="oc-quiet">
        {t('machine')} <a href="/api/public/broadcasts.xml">{t('feed')}</a>
      </p>
    </div>
  );
}

await mountPage(<Page />, ['broadcasts']);
