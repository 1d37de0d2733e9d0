// What readers say is wrong with articles, with the time that is left for an answer.
import { MessageSquareWarning } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  Badge,
  Button,
  EmptyState,
  Row,
  Skeleton,
  Stack,
  Switch,
  showToast,
  TextArea,
  useFormat,
  useLang,
  useNow,
} from '../../design/index.ts';
import type { CorrectionView } from '../../server/knowledge/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { useAnswerCorrection, useCorrections } from './knowledge-data.ts';

const rhythmMs = 30_000;

function Answer({ id }: { id: string }) {
  const { t } = useTranslation('knowledge');
  const text = useAskedText();
  const answer = useAnswerCorrection();
  const showFailure = useFailureToast();
  const give = (state: 'accepted' | 'declined'): void =>
    text.give((words) =>
      answer.mutate(
        { id, state, answer: words },
        {
          onSuccess: () => showToast({ tone: 'ok', title: t('correction.answered') }),
          onError: showFailure,
        },
      ),
    );
  return (
    <Stack gap={2}>
      <TextArea
        label={t('correction.answer')}
        description={t('correction.answerNote')}
        maxLength={1_000}
        {...text.field}
      />
      <Row wraps>
        <Button variant="primary" isPending={answer.isPending} onPress={() => give('accepted')}>
          {t('correction.accept')}
        </Button>
        <Button isDisabled={answer.isPending} onPress={() => give('declined')}>
          {t('correction.decline')}
        </Button>
      </Row>
    </Stack>
  );
}

function One({ correction }: { correction: CorrectionView }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const now = useNow(rhythmMs);
  const [isAnswering, setAnswering] = useState(false);
  const { state, dueAt, text, by, createdAt, answer, answeredBy, articleId, articleTitle } = correction;
  const isLate = state === 'open' && Date.parse(dueAt) <= now;
  return (
    <li className="correction">
      <Stack gap={2}>
        <Row wraps gap={2}>
          <Badge tone={state === 'open' ? (isLate ? 'danger' : 'warn') : 'neutral'}>
            {state === 'open'
              ? t(isLate ? 'correction.late' : 'correction.due', { when: format.moment(dueAt) })
              : t(`correction.state.${state}`)}
          </Badge>
          <Link href={`/knowledge/${articleId}`}>{articleTitle[lang]}</Link>
        </Row>
        <p>{text}</p>
        <span className="oc-micro oc-quiet">
          {[by?.[lang], format.moment(createdAt), t('version', { version: correction.version })]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {answer && (
          <p className="oc-small">
            <span className="oc-quiet">{t('answeredBy', { name: answeredBy?.[lang] })}</span>
            {answer}
          </p>
        )}
        {state === 'open' &&
          (isAnswering ? (
            <Answer id={correction.id} />
          ) : (
            <Row>
              <Button size="small" onPress={() => setAnswering(true)}>
                {t('correction.answer')}
              </Button>
            </Row>
          ))}
      </Stack>
    </li>
  );
}

export function Corrections() {
  const { t } = useTranslation('knowledge');
  const [isOpen, setOpen] = useState(true);
  const query = useCorrections(isOpen);
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="editing-body">
      <Stack gap={4}>
        <Row justify="between" wraps>
          {' '}
          <Switch isSelected={!isOpen} onChange={(isDone) => setOpen(!isDone)}>
            {t('correction.showAnswered')}
          </Switch>
          <ListFiles name="corrections" />
        </Row>
        {!query.data && <Skeleton lines={6} />}
        {query.data?.items.length === 0 && (
          <EmptyState
            icon={MessageSquareWarning}
            title={t('correction.none')}
            description={t('correction.noneNote')}
          />
        )}
        <ul className="editing-lines">
          {query.data?.items.map((correction) => (
            <One key={correction.id} correction={correction} />
          ))}
        </ul>
      </Stack>
    </div>
  );
}
