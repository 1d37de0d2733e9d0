// One calibration: hidden while people judge, then side by side, then what all agree on.
import { ArrowLeft, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  Button,
  EmptyState,
  Notice,
  Pane,
  Row,
  Skeleton,
  Stack,
  TextArea,
  useFormat,
  useLang,
} from '../../design/index.ts';
import {
  type Answer,
  type Answers,
  type CalibrationView,
  questionsOf,
  scoreOf,
} from '../../server/quality/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { Alpha } from './calibrations.tsx';
import { FormFields } from './form-fields.tsx';
import { Score } from './looks.tsx';
import { useAgree, useCalibration } from './quality-data.ts';

type Results = NonNullable<CalibrationView['results']>;

function SideBySide({ view, results }: { view: CalibrationView; results: Results }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const text = (answer: Answer | undefined): string =>
    answer === undefined ? '—' : typeof answer === 'number' ? String(answer) : t(`answers.${answer}`);
  const { reviews } = results;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="quality-wide" aria-label={t('sideBySide')} tabIndex={0}>
      <table className="quality-compare">
        <caption>{t('sideBySide')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('by.question')}</th>
            {reviews.map(({ reviewId, reviewer }) => (
              <th key={reviewId} scope="col">
                <Link href={`/quality/review/${reviewId}`}>{reviewer.name[lang]}</Link>
              </th>
            ))}
            {view.answers && <th scope="col">{t('master')}</th>}
          </tr>
        </thead>
        <tbody>
          {questionsOf(view.definition).map((question) => {
            const given = reviews.map(({ answers }) => answers[question.id]);
            const differs = new Set(given).size > 1;
            return (
              <tr key={question.id} data-differs={differs || undefined}>
                <th scope="row">
                  {lang === 'en' ? question.nameEn : question.nameZh}
                  {differs && <span className="oc-micro quality-differs">{t('differs')}</span>}
                </th>
                {reviews.map(({ reviewId, answers }) => (
                  <td key={reviewId}>{text(answers[question.id])}</td>
                ))}
                {view.answers && <td>{text(view.answers[question.id])}</td>}
              </tr>
            );
          })}
          <tr>
            <th scope="row">{t('column.score')}</th>
            {reviews.map(({ reviewId, score, hasFailed }) => (
              <td key={reviewId}>
                <Score score={score} hasFailed={hasFailed} />
              </td>
            ))}
            {view.answers && (
              <td>
                <Score {...scoreOf(questionsOf(view.definition), view.answers)} />
              </td>
            )}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** Begins with what most have said. */
function usualAnswers(view: CalibrationView, { reviews }: Results): Answers {
  return Object.fromEntries(
    questionsOf(view.definition).flatMap(({ id }) => {
      const given = reviews.flatMap(({ answers }) => answers[id] ?? []);
      const count = (answer: Answer): number => given.filter((one) => one === answer).length;
      const [first] = given.toSorted((a, b) => count(b) - count(a));
      return first === undefined ? [] : [[id, first]];
    }),
  );
}

function Agree({ view, results }: { view: CalibrationView; results: Results }) {
  const { t } = useTranslation('quality');
  const agree = useAgree(view.id);
  const [answers, setAnswers] = useState(() => usualAnswers(view, results));
  const [note, setNote] = useState('');
  return (
    <Stack gap={4} as="section" className="quality-box">
      <h2 className="oc-title">{t('agree')}</h2>
      <p className="oc-small oc-quiet">{t('agreeNote')}</p>
      <FormFields
        definition={view.definition}
        answers={answers}
        onAnswer={(id, answer) => setAnswers({ ...answers, [id]: answer })}
      />
      <TextArea label={t('note')} value={note} onChange={setNote} maxLength={2_000} />
      <Row>
        <Button variant="primary" isPending={agree.isPending} onPress={() => agree.mutate({ answers, note })}>
          {t('agreeDo')}
        </Button>
      </Row>
    </Stack>
  );
}

function Calibration({ view }: { view: CalibrationView }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const { results } = view;
  return (
    <Stack gap={4} className="quality-page">
      <p className="oc-quiet">
        {view.agent.name[lang]} · {format.moment(view.contactAt)} · {view.formName[lang]} ·{' '}
        {t('finishedOf', { finished: view.finished, asked: view.asked })}
      </p>
      {view.ownReviewId && (
        <Link
          href={`/quality/review/${view.ownReviewId}`}
          className="oc-button quality-own"
          data-variant={results ? 'secondary' : 'primary'}
          data-size="medium"
        >
          {t('ownReview')}
        </Link>
      )}
      {results ? (
        <>
          <Row gap={2}>
            <span>{t('alphaHere')}</span>
            <Alpha alpha={results.alpha} />
          </Row>
          <SideBySide view={view} results={results} />
          {view.agreedAt && view.agreedBy ? (
            <Notice tone="ok">
              <Stack gap={1}>
                <span>
                  {t('agreedBy', { name: view.agreedBy.name[lang], time: format.moment(view.agreedAt) })}
                </span>
                {view.note && <span className="quality-text">{view.note}</span>}
              </Stack>
            </Notice>
          ) : (
            <Agree view={view} results={results} />
          )}
        </>
      ) : (
        <EmptyState icon={EyeOff} title={t('blind')} description={t('blindNote')} />
      )}
    </Stack>
  );
}

export function CalibrationPage({ id }: { id: string }) {
  const { t } = useTranslation('quality');
  const view = useCalibration(id);
  if (view.error && !view.data)
    return <FailureState error={view.error} onRetry={() => void view.refetch()} />;
  if (!view.data) return <Skeleton lines={10} />;
  return (
    <Pane
      title={t('calibration')}
      actions={
        <Link href="/quality/calibrations" className="oc-button" data-variant="quiet" data-size="small">
          <ArrowLeft aria-hidden />
          {t('back')}
        </Link>
      }
    >
      <Calibration view={view.data} />
    </Pane>
  );
}
