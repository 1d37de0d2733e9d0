// How an application stands in a department's own system, asked with its number and what proves who asks.
import '../shell/column.css';
import { Search } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainSelect, PlainTextField } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { LookupAnswer, System } from '../../server/connectors/contract.ts';
import { ask, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { mountPage } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';

const systemsShape = async () => (await import('../../server/connectors/contract.ts')).systemListSchema;
const answerShape = async () => (await import('../../server/connectors/contract.ts')).lookupAnswerSchema;

function Answer({ answer }: { answer: LookupAnswer }) {
  const { t } = useTranslation('progress');
  const lang = useLang();
  const format = useFormat();
  return (
    <Notice tone={answer.outcome === 'found' ? 'accent' : 'warn'} isLive>
      <strong>{answer.state ? answer.state[lang] : t(`outcome.${answer.outcome}`)}</strong>
      {answer.at && ` · ${t('asOf', { date: format.date(answer.at) })}`}
    </Notice>
  );
}

function Question({ system }: { system: System }) {
  const { t } = useTranslation('progress');
  const lang = useLang();
  const [given, setGiven] = useState<Record<string, string>>({});
  const [answer, setAnswer] = useState<LookupAnswer | null>(null);
  const { isSending, failure, send } = useSending();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAnswer(null);
    void send(async () => {
      const body = { code: system.code, given };
      setAnswer(await ask('/api/citizen/status-lookups', answerShape, { body }));
    });
  };
  return (
    <form className="citizen-box" onSubmit={submit}>
      {system.isDemo && <Notice tone="neutral">{t('demo')}</Notice>}
      {system.asks.map(({ name, label, isSecret }) => (
        <PlainTextField
          key={name}
          label={label[lang]}
          description={isSecret ? t('proof') : undefined}
          required
          maxLength={60}
          autoComplete="off"
          value={given[name] ?? ''}
          onChange={({ target }) => {
            setAnswer(null);
            setGiven((before) => ({ ...before, [name]: target.value }));
          }}
        />
      ))}
      <PlainButton type="submit" variant="primary" size="large" icon={Search} isPending={isSending}>
        {t('look')}
      </PlainButton>
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      {answer && <Answer answer={answer} />}
    </form>
  );
}

function Progress() {
  const { t } = useTranslation('progress');
  const lang = useLang();
  useTitle(t('title'));
  const [systems, setSystems] = useState<System[]>();
  const [hasFailed, setFailed] = useState(false);
  const [code, setCode] = useState('');
  useEffect(() => {
    ask('/api/citizen/status-systems', systemsShape).then(
      ({ items }) => setSystems(items),
      () => setFailed(true),
    );
  }, []);
  const system = systems?.find((one) => one.code === code);
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('title')}</h1>
      <p className="oc-quiet">{t('lead')}</p>
      {hasFailed && <Notice tone="danger">{t('failed')}</Notice>}
      {!systems && !hasFailed && <Skeleton lines={4} />}
      {systems?.length === 0 && <p>{t('none')}</p>}
      {systems && systems.length > 0 && (
        <div className="citizen-box">
          <PlainSelect
            label={t('which')}
            required
            value={code}
            onChange={({ target }) => setCode(target.value)}
            options={[
              { id: '', label: t('choose') },
              ...systems.map((one) => ({
                id: one.code,
                label: `${one.name[lang]} · ${one.department[lang]}`,
              })),
            ]}
          />
        </div>
      )}
      {system && <Question key={system.code} system={system} />}
      <a href="/ticket">{t('tickets')}</a>
    </div>
  );
}

await mountPage(<Progress />, ['progress']);
