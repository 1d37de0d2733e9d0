// A form on the screen: every question with its guidance, its answers as buttons with their digit, the score as it stands.
import { MessageSquarePlus, ShieldAlert, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, elapsedText, IconButton, Kbd, Row, Stack, useLang } from '../../design/index.ts';
import {
  type Answer,
  type Answers,
  type FormDefinition,
  type Question,
  type ReviewComment,
  scoreOf,
} from '../../server/quality/contract.ts';
import { Score } from './looks.tsx';

/** What each digit answers: 1 is the best of a plain question, the step of a scale; 0 does not apply. */
export function answerOfDigit(question: Question, digit: number): Answer | undefined {
  if (digit === 0) return question.allowsNotApplicable ? 'na' : undefined;
  if (question.type === 'scale') return digit <= question.steps ? digit : undefined;
  return digit === 1 ? 'yes' : digit === 2 ? 'no' : undefined;
}

const digitsOf = (question: Question): number[] =>
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].filter((digit) => answerOfDigit(question, digit) !== undefined);

function AnswerButtons({
  question,
  answer,
  onAnswer,
}: {
  question: Question;
  answer: Answer | undefined;
  onAnswer?: ((answer: Answer) => void) | undefined;
}) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const labelOf = (one: Answer): string => (typeof one === 'number' ? String(one) : t(`answers.${one}`));
  if (!onAnswer)
    return (
      <Badge tone={answer === 'no' ? 'danger' : answer === 'na' ? 'neutral' : 'accent'}>
        {answer === undefined
          ? '—'
          : typeof answer === 'number'
            ? t('ofSteps', { answer, steps: question.steps })
            : labelOf(answer)}
      </Badge>
    );
  return (
    <div
      className="quality-answers"
      role="radiogroup"
      aria-label={lang === 'en' ? question.nameEn : question.nameZh}
    >
      {digitsOf(question).map((digit) => {
        const one = answerOfDigit(question, digit);
        if (one === undefined) return null;
        return (
          <label key={digit} className="quality-answer" data-answer={String(one)}>
            <input type="radio" name={question.id} checked={answer === one} onChange={() => onAnswer(one)} />
            {labelOf(one)}
            {question.type === 'yes_no' && <Kbd keys={String(digit)} />}
            {question.type === 'scale' && digit === 0 && <Kbd keys="0" />}
          </label>
        );
      })}
    </div>
  );
}

export interface Marked {
  comments: readonly ReviewComment[];
  /** Goes to the moment that a comment is about. */
  onGo?: ((comment: ReviewComment) => void) | undefined;
  onRemove?: ((id: string) => void) | undefined;
}

/** Comments; those on a recording lead to their moment. */
export function Comments({ comments, onGo, onRemove }: Marked) {
  const { t } = useTranslation('quality');
  if (comments.length === 0) return null;
  return (
    <ul className="quality-comments">
      {comments.map((comment) => (
        <li key={comment.id}>
          {comment.atMs !== null && (
            <Button size="small" variant="quiet" onPress={() => onGo?.(comment)}>
              {elapsedText(comment.atMs)}
            </Button>
          )}
          <span>{comment.text}</span>
          {onRemove && (
            <IconButton
              size="small"
              icon={Trash2}
              label={t('removeComment')}
              onPress={() => onRemove(comment.id)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function QuestionField({
  question,
  answer,
  isCurrent,
  onAnswer,
  onComment,
  marked,
}: {
  question: Question;
  answer: Answer | undefined;
  isCurrent: boolean;
  onAnswer?: ((answer: Answer) => void) | undefined;
  onComment?: (() => void) | undefined;
  marked: Marked;
}) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const guidance = lang === 'en' ? question.guidanceEn : question.guidanceZh;
  return (
    <li ref={place} className="quality-question" data-current={isCurrent || undefined}>
      <Row justify="between" align="start" gap={2}>
        <span className="oc-strong">{lang === 'en' ? question.nameEn : question.nameZh}</span>
        {question.isFatal ? (
          <Badge tone="danger" icon={ShieldAlert}>
            {t('fatal')}
          </Badge>
        ) : (
          <span className="oc-micro oc-quiet quality-weight">
            {t('weightOf', { weight: question.weight })}
          </span>
        )}
      </Row>
      {guidance && <p className="oc-small oc-quiet">{guidance}</p>}
      <Row justify="between" gap={2}>
        <AnswerButtons question={question} answer={answer} onAnswer={onAnswer} />
        {onComment && (
          <IconButton size="small" icon={MessageSquarePlus} label={t('comment')} onPress={onComment} />
        )}
      </Row>
      <Comments {...marked} />
    </li>
  );
}

/** A whole form. Without `onAnswer` it is only read. */
export function FormFields({
  definition,
  answers,
  current,
  onAnswer,
  onComment,
  marked = { comments: [] },
}: {
  definition: FormDefinition;
  answers: Answers;
  current?: string | undefined;
  onAnswer?: ((questionId: string, answer: Answer) => void) | undefined;
  onComment?: ((questionId: string) => void) | undefined;
  marked?: Marked;
}) {
  const lang = useLang();
  return (
    <Stack gap={4}>
      {definition.sections.map(({ id, nameZh, nameEn, questions }) => (
        <Stack key={id} gap={2} as="section">
          <Row justify="between">
            <h3 className="oc-strong">{lang === 'en' ? nameEn : nameZh}</h3>
            <Score {...scoreOf(questions, answers)} />
          </Row>
          <ul className="quality-questions">
            {questions.map((question) => (
              <QuestionField
                key={question.id}
                question={question}
                answer={answers[question.id]}
                isCurrent={current === question.id}
                onAnswer={onAnswer && ((answer) => onAnswer(question.id, answer))}
                onComment={onComment && (() => onComment(question.id))}
                marked={{
                  ...marked,
                  comments: marked.comments.filter(({ questionId }) => questionId === question.id),
                }}
              />
            ))}
          </ul>
        </Stack>
      ))}
    </Stack>
  );
}
