// One review: what was said on the left, the form on the right. Digits answer, j and k move, Ctrl+Enter finishes.
import { ArrowLeft, Check, MessageSquarePlus, Save, Scale } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import {
  Badge,
  Button,
  ChannelMark,
  elapsedText,
  Notice,
  Pane,
  Row,
  Skeleton,
  SplitPane,
  Stack,
  showToast,
  TextArea,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import {
  type Answers,
  questionsOf,
  type ReviewComment,
  type ReviewView,
  scoreOf,
} from '../../server/quality/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import type { Action } from '../actions/action.ts';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import type { Moment } from '../desk/recordings.tsx';
import { type Anchor, Contact, nowhere } from './contact.tsx';
import { answerOfDigit, Comments, FormFields } from './form-fields.tsx';
import { Score, stateTones, useReasonText } from './looks.tsx';
import { Outcome } from './outcome.tsx';
import { useJudge, useReview, useTake } from './quality-data.ts';
import { StartCalibration } from './start-calibration.tsx';

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

function Head({ review, answers }: { review: ReviewView; answers: Answers }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const reasonText = useReasonText();
  const score = review.score === null ? scoreOf(questionsOf(review.definition), answers) : review;
  return (
    <Stack gap={2}>
      <Row justify="between" gap={2} wraps>
        <Row gap={2} wraps>
          <ChannelMark channel={review.channel} isLabelShown />
          <span>{review.agent.name[lang]}</span>
          <span className="oc-quiet">{format.moment(review.contactAt)}</span>
        </Row>
        <Row gap={2}>
          <Badge tone={stateTones[review.state]}>{t(`state.${review.state}`)}</Badge>
          <output className="quality-score" aria-label={t('column.score')}>
            <Score {...score} />
          </output>
        </Row>
      </Row>
      <p className="oc-small oc-quiet">
        {t('formVersion', { name: review.formName[lang], version: review.formVersion })}
      </p>
      {review.reasons.length > 0 && (
        <p className="oc-small">
          {t('whyDrawn', { why: review.reasons.map(reasonText).join(t('between')) })}
        </p>
      )}
    </Stack>
  );
}

/** A comment that is being written. */
interface Draft {
  anchor: Anchor;
  questionId: string | null;
  text: string;
}

function CommentDraft({
  draft,
  about,
  onChange,
  onDone,
}: {
  draft: Draft;
  about: string;
  onChange: (text: string) => void;
  onDone: (isKept: boolean) => void;
}) {
  const { t } = useTranslation('quality');
  const { messageId, atMs } = draft.anchor;
  const place = messageId
    ? t('atMessage')
    : atMs === null
      ? null
      : t('atMoment', { time: elapsedText(atMs) });
  return (
    <form
      className="quality-draft"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(draft.text.trim() !== '');
      }}
    >
      <TextField
        label={[t('comment'), place, about].filter(Boolean).join(' · ')}
        value={draft.text}
        onChange={onChange}
        maxLength={1_000}
        autoFocus
      />
      <Row gap={2}>
        <Button type="submit" size="small" variant="primary" isDisabled={draft.text.trim() === ''}>
          {t('addComment')}
        </Button>
        <Button size="small" variant="quiet" onPress={() => onDone(false)}>
          {t('cancel')}
        </Button>
      </Row>
    </form>
  );
}

/** The form while it is filled in. */
function Judging({
  review,
  comments,
  setComments,
  draft,
  setDraft,
  onGo,
}: {
  review: ReviewView;
  comments: readonly ReviewComment[];
  setComments: (comments: ReviewComment[]) => void;
  draft: Draft | null;
  setDraft: (draft: Draft | null) => void;
  onGo: (comment: ReviewComment) => void;
}) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const [, navigate] = useLocation();
  const judge = useJudge(review.id);
  const questions = questionsOf(review.definition);
  const [answers, setAnswers] = useState(review.answers);
  const [note, setNote] = useState(review.note);
  const [at, setAt] = useState(0);
  const current = questions[at];
  const open = questions.filter(({ id }) => answers[id] === undefined);
  const answer = (questionId: string, given: Answers[string]): void => {
    setAnswers((now) => ({ ...now, [questionId]: given }));
    setAt(Math.min(questions.length - 1, questions.findIndex(({ id }) => id === questionId) + 1));
  };
  const save = (isFinished: boolean): void =>
    judge.mutate(
      { version: review.version, answers, comments: [...comments], note, isFinished },
      {
        onSuccess: () => {
          showToast({ title: t(isFinished ? 'finished' : 'saved'), tone: 'ok' });
          if (isFinished)
            navigate(review.calibrationId ? `/quality/calibration/${review.calibrationId}` : '/quality/todo');
        },
      },
    );
  useActions([
    {
      id: 'quality.next',
      labelKey: 'quality:next',
      shortcut: 'j',
      isStep: true,
      run: () => setAt(Math.min(questions.length - 1, at + 1)),
    },
    {
      id: 'quality.previous',
      labelKey: 'quality:previous',
      shortcut: 'k',
      isStep: true,
      run: () => setAt(Math.max(0, at - 1)),
    },
    {
      id: 'quality.comment',
      labelKey: 'quality:comment',
      shortcut: 'c',
      run: () => setDraft({ anchor: nowhere, questionId: current?.id ?? null, text: '' }),
    },
    ...digits.map(
      (digit): Action => ({
        id: `quality.answer_${digit}`,
        labelKey: 'quality:answerWith',
        labelName: String(digit),
        shortcut: String(digit),
        isEnabled: current !== undefined && answerOfDigit(current, digit) !== undefined,
        run: () => {
          const given = current && answerOfDigit(current, digit);
          if (given !== undefined) answer(current?.id ?? '', given);
        },
      }),
    ),
    { id: 'quality.save', labelKey: 'quality:save', shortcut: 'mod+s', run: () => save(false) },
    {
      id: 'quality.finish',
      labelKey: 'quality:finish',
      shortcut: 'mod+enter',
      isEnabled: open.length === 0 && !judge.isPending,
      run: () => save(true),
    },
  ]);
  const nameOf = (id: string | null): string => {
    const question = questions.find((one) => one.id === id);
    return question ? (lang === 'en' ? question.nameEn : question.nameZh) : '';
  };
  return (
    <Stack gap={4}>
      <Head review={review} answers={answers} />
      <FormFields
        definition={review.definition}
        answers={answers}
        current={current?.id}
        onAnswer={answer}
        onComment={(questionId) => setDraft({ anchor: nowhere, questionId, text: '' })}
        marked={{
          comments,
          onGo,
          onRemove: (id) => setComments(comments.filter((one) => one.id !== id)),
        }}
      />
      <Comments
        comments={comments.filter(({ questionId }) => questionId === null)}
        onGo={onGo}
        onRemove={(id) => setComments(comments.filter((one) => one.id !== id))}
      />
      <TextArea label={t('note')} value={note} onChange={setNote} maxLength={2_000} />
      <div className="quality-foot">
        {draft && (
          <CommentDraft
            draft={draft}
            about={nameOf(draft.questionId)}
            onChange={(text) => setDraft({ ...draft, text })}
            onDone={(isKept) => {
              const { anchor, questionId, text } = draft;
              if (isKept)
                setComments([
                  ...comments,
                  { id: crypto.randomUUID(), questionId, ...anchor, text: text.trim() },
                ]);
              setDraft(null);
            }}
          />
        )}
        <Row gap={2} wraps>
          <span className="oc-small oc-quiet quality-left">
            {open.length > 0 ? t('left', { count: open.length }) : t('noneLeft')}
          </span>
          <ActionButton id="quality.comment" icon={MessageSquarePlus} variant="quiet" size="small" />
          <ActionButton id="quality.save" icon={Save} size="small" />
          <ActionButton
            id="quality.finish"
            icon={Check}
            variant="primary"
            size="small"
            isPending={judge.isPending}
          />
        </Row>
      </div>
    </Stack>
  );
}

function Reading({ review, onGo }: { review: ReviewView; onGo: (comment: ReviewComment) => void }) {
  const { t } = useTranslation('quality');
  const take = useTake(review.id);
  const { may } = review;
  useActions([
    {
      id: 'quality.take',
      labelKey: 'quality:take',
      shortcut: 'a',
      isEnabled: may.take,
      run: () => take.mutate(undefined),
    },
  ]);
  return (
    <Stack gap={4}>
      <Head review={review} answers={review.answers} />
      {may.take && (
        <Notice tone="accent">
          <Row gap={2} wraps>
            <span>{t('takeNote')}</span>
            <ActionButton id="quality.take" size="small" isPending={take.isPending} />
          </Row>
        </Notice>
      )}
      <Outcome review={review} />
      <FormFields
        definition={review.definition}
        answers={review.answers}
        marked={{ comments: review.comments, onGo }}
      />
      <Comments comments={review.comments.filter(({ questionId }) => questionId === null)} onGo={onGo} />
      {review.note && (
        <Stack gap={1} as="section">
          <h3 className="oc-strong">{t('note')}</h3>
          <p className="quality-text">{review.note}</p>
        </Stack>
      )}
      {review.calibrationId && (
        <Link
          href={`/quality/calibration/${review.calibrationId}`}
          className="oc-button"
          data-variant="secondary"
        >
          <Scale aria-hidden />
          {t('toCalibration')}
        </Link>
      )}
    </Stack>
  );
}

function Review({ review }: { review: ReviewView }) {
  const { t } = useTranslation('quality');
  const [comments, setComments] = useState(review.comments);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [cue, setCue] = useState<Moment | null>(null);
  const [shown, setShown] = useState<'side' | 'main'>('side');
  const isJudging = review.may.judge;
  const go = ({ recordingId, atMs }: ReviewComment): void => {
    if (recordingId && atMs !== null) setCue({ recordingId, atMs });
  };
  const commentAt = (anchor: Anchor): void =>
    setDraft({ anchor, questionId: draft?.questionId ?? null, text: draft?.text ?? '' });
  return (
    <SplitPane
      storageKey="quality"
      initial={480}
      max={720}
      sideAt="end"
      narrowShows={shown}
      side={
        <Pane
          title={t(isJudging ? 'judge' : 'result')}
          isPadded
          actions={
            <Row gap={1}>
              <StartCalibration review={review} />
              <span className="quality-narrow">
                <Button size="small" onPress={() => setShown('main')}>
                  {t('toContact')}
                </Button>
              </span>
            </Row>
          }
        >
          {isJudging ? (
            <Judging
              review={review}
              comments={comments}
              setComments={setComments}
              draft={draft}
              setDraft={setDraft}
              onGo={go}
            />
          ) : (
            <Reading review={review} onGo={go} />
          )}
        </Pane>
      }
      main={
        <Pane
          title={t('contact')}
          isPadded
          actions={
            <Row gap={1}>
              <span className="quality-narrow">
                <Button size="small" onPress={() => setShown('side')}>
                  {t('toForm')}
                </Button>
              </span>
              <Link href="/quality" className="oc-button" data-variant="quiet" data-size="small">
                <ArrowLeft aria-hidden />
                {t('back')}
              </Link>
            </Row>
          }
        >
          <Contact
            of={{ list: 'reviews', id: review.id }}
            interactionId={review.interactionId}
            comments={comments}
            cue={cue}
            onComment={isJudging ? commentAt : undefined}
          />
        </Pane>
      }
    />
  );
}

export function ReviewPage({ id }: { id: string }) {
  const review = useReview(id);
  if (review.error && !review.data)
    return <FailureState error={review.error} onRetry={() => void review.refetch()} />;
  // Taken over, the form begins anew with what its reviewer may do.
  return review.data ? (
    <Review key={String(review.data.may.judge)} review={review.data} />
  ) : (
    <Skeleton lines={10} />
  );
}
