// Taking part: the questions, a statement, and a code to the telephone where each may answer once.
import { Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainTextArea } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import type { GivenAnswer, PublicConsultationDetail, Question } from '../../server/participation/contract.ts';
import { ask, okShape, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { PhoneProofFields, usePhoneProof } from '../shell/phone-proof.tsx';

const scale = [1, 2, 3, 4, 5] as const;
type Given = GivenAnswer['answers'][string];

function Choices({
  question,
  given,
  onChange,
}: {
  question: Question;
  given: Given | undefined;
  onChange: (given: Given) => void;
}) {
  const { t } = useTranslation('participation');
  const lang = useLang();
  const { id, type, isRequired, options } = question;
  const name = lang === 'en' ? question.nameEn : question.nameZh;
  if (type === 'text')
    return (
      <PlainTextArea
        label={name}
        required={isRequired}
        maxLength={2_000}
        rows={3}
        value={typeof given === 'string' ? given : ''}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  const chosen = Array.isArray(given) ? given : [];
  const rows =
    type === 'scale'
      ? scale.map((step) => ({ value: String(step), label: String(step), give: (): Given => step }))
      : options.map((option) => ({
          value: option.id,
          label: lang === 'en' ? option.nameEn : option.nameZh,
          give: (): Given =>
            type === 'single'
              ? option.id
              : chosen.includes(option.id)
                ? chosen.filter((one) => one !== option.id)
                : [...chosen, option.id],
        }));
  return (
    <fieldset className="participation-question" data-type={type}>
      <legend>
        {name} <span className="oc-quiet">{t(isRequired ? 'required' : 'optional')}</span>
      </legend>
      {rows.map(({ value, label, give }) => (
        <label key={value}>
          <input
            type={type === 'multiple' ? 'checkbox' : 'radio'}
            name={id}
            required={isRequired && type !== 'multiple'}
            checked={type === 'multiple' ? chosen.includes(value) : String(given ?? '') === value}
            onChange={() => onChange(give())}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

export function AnswerForm({ consultation }: { consultation: PublicConsultationDetail }) {
  const { t } = useTranslation('participation');
  const lang = useLang();
  const { id, questions, needsPhone } = consultation;
  const [answerId] = useState(() => crypto.randomUUID());
  const [answers, setAnswers] = useState<GivenAnswer['answers']>({});
  const [statement, setStatement] = useState('');
  const path = `/api/citizen/consultations/${id}`;
  const proof = usePhoneProof(`${path}/codes`);
  const { phone, code, isCodeSent } = proof;
  const [isDone, setDone] = useState(false);
  const { isSending, failure, send } = useSending();
  const groups = [
    ...new Map(questions.flatMap(({ group }) => (group ? [[group.code, group]] : []))).values(),
  ];
  const asked = (question: Question) => (
    <Choices
      key={question.id}
      question={question}
      given={answers[question.id]}
      onChange={(given) => setAnswers({ ...answers, [question.id]: given })}
    />
  );
  const wantsCode = needsPhone && !isCodeSent;
  const answer = async (): Promise<void> => {
    const body = { id: answerId, answers, statement, lang, ...(needsPhone && { phone, code }) };
    await ask(`${path}/answers`, okShape, { body });
    setDone(true);
  };
  if (isDone)
    return (
      <Notice tone="ok" isLive>
        {t(statement === '' ? 'thanks' : 'thanksStatement')}
      </Notice>
    );
  return (
    <form
      className="citizen-box"
      onSubmit={(event) => {
        event.preventDefault();
        void send(wantsCode ? proof.sendCode : answer);
      }}
    >
      <h2 className="oc-title">{t('takePart')}</h2>
      {groups.length > 0 && <p className="oc-quiet">{t('rateOnly')}</p>}
      {groups.map(({ code: department, nameZh, nameEn }) => (
        <details key={department} className="participation-group">
          <summary>{lang === 'en' ? nameEn : nameZh}</summary>
          {questions.filter(({ group }) => group?.code === department).map(asked)}
        </details>
      ))}
      {questions.filter(({ group }) => group === undefined).map(asked)}
      <PlainTextArea
        label={t('statement')}
        description={t('statementNote')}
        maxLength={2_000}
        rows={4}
        value={statement}
        onChange={(event) => setStatement(event.target.value)}
      />
      {needsPhone && (
        <PhoneProofFields
          proof={proof}
          words={{ phone: t('phone'), phoneNote: t('phoneNote'), code: t('code') }}
          isSending={isSending}
          onAgain={() => void send(proof.sendCode)}
        />
      )}
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      <PlainButton type="submit" variant="primary" size="large" icon={Send} isPending={isSending}>
        {t(wantsCode ? 'sendCode' : 'send')}
      </PlainButton>
    </form>
  );
}
