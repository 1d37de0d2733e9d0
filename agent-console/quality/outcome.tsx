// What became of a result: the agent's word, the dispute and how another person decided it.
import { Check, MessageCircleWarning } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Notice, Row, Stack, TextArea, useFormat, useLang } from '../../design/index.ts';
import type { Answers, ReviewView } from '../../server/quality/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { useAskedText } from '../forms/asked-text.ts';
import { FormFields } from './form-fields.tsx';
import { Score } from './looks.tsx';
import { useAnswerReview, useDecide } from './quality-data.ts';

const groundSchema = z.string().trim().min(5);

function Answer({ review }: { review: ReviewView }) {
  const { t } = useTranslation('quality');
  const answer = useAnswerReview(review.id);
  const [isDisputing, setDisputing] = useState(false);
  const ground = useAskedText(groundSchema);
  useActions([
    {
      id: 'quality.acknowledge',
      labelKey: 'quality:acknowledge',
      shortcut: 'y',
      isEnabled: !isDisputing,
      run: () => answer.mutate({ do: 'acknowledge' }),
    },
    { id: 'quality.dispute', labelKey: 'quality:dispute', shortcut: 'd', run: () => setDisputing(true) },
  ]);
  return (
    <Stack gap={3} as="section" className="quality-box">
      <p>{t('answerNote')}</p>
      {!isDisputing ? (
        <Row gap={2}>
          <ActionButton
            id="quality.acknowledge"
            icon={Check}
            variant="primary"
            isPending={answer.isPending}
          />
          <ActionButton id="quality.dispute" icon={MessageCircleWarning} />
        </Row>
      ) : (
        <>
          <TextArea
            label={t('ground')}
            description={t('groundNote')}
            maxLength={1_000}
            {...ground.field}
            autoFocus
          />
          <Row gap={2}>
            <Button
              variant="primary"
              isPending={answer.isPending}
              onPress={() => ground.give((said) => answer.mutate({ do: 'dispute', ground: said }))}
            >
              {t('sendDispute')}
            </Button>
            <Button
              onPress={() => {
                setDisputing(false);
                ground.clear();
              }}
            >
              {t('cancel')}
            </Button>
          </Row>
        </>
      )}
    </Stack>
  );
}

function Decide({ review }: { review: ReviewView }) {
  const { t } = useTranslation('quality');
  const decide = useDecide(review.id);
  const [answers, setAnswers] = useState<Answers | null>(null);
  const note = useAskedText();
  const send = (given: Answers | null): void =>
    note.give((said) => decide.mutate({ version: review.version, answers: given, note: said }));
  return (
    <Stack gap={3} as="section" className="quality-box">
      <TextArea label={t('decisionNote')} maxLength={1_000} {...note.field} />
      {answers && (
        <FormFields
          definition={review.definition}
          answers={answers}
          onAnswer={(id, answer) => setAnswers({ ...answers, [id]: answer })}
        />
      )}
      <Row gap={2} wraps>
        {answers ? (
          <>
            <Button variant="primary" isPending={decide.isPending} onPress={() => send(answers)}>
              {t('changeResult')}
            </Button>
            <Button onPress={() => setAnswers(null)}>{t('cancel')}</Button>
          </>
        ) : (
          <>
            <Button isPending={decide.isPending} onPress={() => send(null)}>
              {t('uphold')}
            </Button>
            <Button onPress={() => setAnswers(review.answers)}>{t('correct')}</Button>
          </>
        )}
      </Row>
    </Stack>
  );
}

export function Outcome({ review }: { review: ReviewView }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const { may, ground, decision, decidedBy, decidedAt, before, answeredAt } = review;
  return (
    <>
      {ground !== null && answeredAt && (
        <Notice tone="warn">
          <Stack gap={1}>
            <span className="oc-small oc-quiet">
              {t('disputedAt', { name: review.agent.name[lang], time: format.moment(answeredAt) })}
            </span>
            <span className="quality-text">{ground}</span>
          </Stack>
        </Notice>
      )}
      {decision && decidedBy && decidedAt && (
        <Notice tone={decision === 'changed' ? 'ok' : 'neutral'}>
          <Stack gap={1}>
            <span className="oc-small oc-quiet">
              {t(`decided.${decision}`, { name: decidedBy.name[lang], time: format.moment(decidedAt) })}
            </span>
            <span className="quality-text">{review.decisionNote}</span>
            {before && (
              <Row gap={2}>
                <Score score={before.score} hasFailed={before.hasFailed} />
                <span aria-hidden>→</span>
                <Score score={review.score} hasFailed={review.hasFailed} />
              </Row>
            )}
          </Stack>
        </Notice>
      )}
      {may.answer && <Answer review={review} />}
      {may.decide && <Decide review={review} />}
    </>
  );
}
