// Taking part: the questions, a statement, and a code to the telephone where each may answer once.
import { Send } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainTextArea, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import type { GivenAnswer, PublicConsultationDetail, Question } from '../../server/participation/contract.ts';
import { ask, RequestFailure, wordsOf } from '../api/client.ts';

const okShape = async () => (await import('../../server/platform/contract.ts')).okSchema;
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
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [isCodeSent, setCodeSent] = useState(false);
  const [isDone, setDone] = useState(false);
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const wantsCode = needsPhone && !isCodeSent;
  const post = (what: 'codes' | 'answers', body: object) =>
    ask(`/api/citizen/consultations/${id}/${what}`, okShape, { body });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setPending(true);
    setFailure(null);
    try {
      if (wantsCode) {
        await post('codes', { phone, lang });
        setCodeSent(true);
      } else {
        const proof = needsPhone ? { phone, code } : {};
        await post('answers', { id: answerId, answers, statement, lang, ...proof });
        setDone(true);
      }
    } catch (error) {
      setFailure(error instanceof RequestFailure ? error : new RequestFailure('unavailable', ''));
    } finally {
      setPending(false);
    }
  };
  if (isDone)
    return (
      <Notice tone="ok" isLive>
        {t(statement === '' ? 'thanks' : 'thanksStatement')}
      </Notice>
    );
  return (
    <form className="participation-box" onSubmit={(event) => void submit(event)}>
      <h2 className="oc-title">{t('takePart')}</h2>
      {questions.map((question) => (
        <Choices
          key={question.id}
          question={question}
          given={answers[question.id]}
          onChange={(given) => setAnswers({ ...answers, [question.id]: given })}
        />
      ))}
      <PlainTextArea
        label={t('statement')}
        description={t('statementNote')}
        maxLength={2_000}
        rows={4}
        value={statement}
        onChange={(event) => setStatement(event.target.value)}
      />
      {needsPhone && (
        <PlainTextField
          label={t('phone')}
          description={t('phoneNote')}
          required
          type="tel"
          autoComplete="tel"
          inputMode="tel"
          pattern="\+?[0-9 \-]{7,20}"
          value={phone}
          onChange={(event) => {
            setPhone(event.target.value);
            setCodeSent(false);
          }}
        />
      )}
      {needsPhone && isCodeSent && (
        <PlainTextField
          label={t('code')}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          maxLength={6}
          value={code}
          onChange={(event) => setCode(event.target.value.trim())}
        />
      )}
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      <PlainButton type="submit" variant="primary" size="large" icon={Send} isPending={isPending}>
        {t(wantsCode ? 'sendCode' : 'send')}
      </PlainButton>
    </form>
  );
}
