// A talk that its citizen rated: what they said of it, and what was said in it. From here it can be judged.
import { ArrowLeft, BadgeCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Badge, Button, Facts, Pane, Row, Skeleton, Stack, useFormat, useLang } from '../../design/index.ts';
import { poorUpTo } from '../../server/platform/contract.ts';
import type { RatedTalk } from '../../server/ratings/figures/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useUser } from '../session/session.ts';
import { useScoreText } from '../tickets/score-text.ts';
import { Contact } from './contact.tsx';
import { useChoose, useForms, useRatedTalk } from './quality-data.ts';

/** By the first form that is in use; nobody judges their own work. */
function Judge({ talk }: { talk: RatedTalk }) {
  const { t } = useTranslation('quality');
  const [, navigate] = useLocation();
  const { id: own } = useUser();
  const form = useForms().data?.items.find(({ isActive }) => isActive);
  const choose = useChoose();
  if (!form || talk.agentId === own) return null;
  const { interactionId } = talk;
  return (
    <Button
      size="small"
      icon={BadgeCheck}
      isPending={choose.isPending}
      onPress={() =>
        choose.mutate(
          { interactionId, formCode: form.code },
          { onSuccess: ({ id }) => navigate(`/quality/review/${id}`) },
        )
      }
    >
      {t('take')}
    </Button>
  );
}

export function RatedTalkPage({ id }: { id: string }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const scoreText = useScoreText();
  const rated = useRatedTalk(id);
  if (rated.error && !rated.data)
    return <FailureState error={rated.error} onRetry={() => void rated.refetch()} />;
  if (!rated.data) return <Skeleton lines={8} />;
  const { score, words, agentName, ratedAt } = rated.data;
  const grade = <Badge tone={score <= poorUpTo ? 'danger' : 'neutral'}>{scoreText(score)}</Badge>;
  return (
    <Pane
      title={t('ratings.talk')}
      isPadded
      actions={
        <Row gap={1}>
          <Judge talk={rated.data} />
          <Link href="/quality/ratings" className="oc-button" data-variant="quiet" data-size="small">
            <ArrowLeft aria-hidden />
            {t('back')}
          </Link>
        </Row>
      }
    >
      <Stack gap={4}>
        <Facts
          items={[
            { id: 'score', term: t('ratings.score'), value: grade },
            ...(words ? [{ id: 'words', term: t('ratings.words'), value: words }] : []),
            { id: 'agent', term: t('column.agent'), value: agentName[lang] },
            { id: 'at', term: t('ratings.at'), value: format.moment(ratedAt) },
          ]}
        />
        <Contact of={{ list: 'ratings', id }} interactionId={id} comments={[]} cue={null} />
      </Stack>
    </Pane>
  );
}
