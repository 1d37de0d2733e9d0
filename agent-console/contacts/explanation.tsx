// Why a contact went where it went: what happened to it, and at each decision who got it, who did not, and why.
import {
  BellRing,
  CirclePause,
  CirclePlay,
  CornerUpLeft,
  DoorClosed,
  Inbox,
  type LucideIcon,
  MoveRight,
  PhoneCall,
  PhoneForwarded,
  PhoneMissed,
  PhoneOutgoing,
  UserCheck,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Facts,
  Row,
  Select,
  Skeleton,
  Stack,
  StatusDot,
  Table,
  Timeline,
  type TimelineItem,
  type Tone,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type {
  DecisionView,
  Explanation as ExplanationView,
  RoutingStep,
} from '../../server/routing/explanation/contract.ts';
import { verdictSchema } from '../../server/routing/explanation/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useExplanation } from './contacts-data.ts';
import { stateTones, verdictTones } from './looks.ts';

const stepLooks: Record<RoutingStep['kind'], { icon: LucideIcon; tone?: Tone }> = {
  arrived: { icon: Inbox, tone: 'accent' },
  refused: { icon: DoorClosed, tone: 'danger' },
  moved: { icon: MoveRight },
  pushed: { icon: MoveRight, tone: 'accent' },
  taken: { icon: UserCheck, tone: 'accent' },
  prioritised: { icon: BellRing, tone: 'warn' },
  returned: { icon: CornerUpLeft, tone: 'warn' },
  callback_promised: { icon: PhoneCall },
  callback_resumed: { icon: PhoneCall, tone: 'accent' },
  callback_dialled: { icon: PhoneCall },
  callback_missed: { icon: PhoneMissed, tone: 'warn' },
  callback_reached: { icon: PhoneCall, tone: 'ok' },
  called_out: { icon: PhoneOutgoing, tone: 'accent' },
  line_lost: { icon: PhoneMissed, tone: 'danger' },
  held: { icon: CirclePause },
  resumed: { icon: CirclePlay },
  outside_rung: { icon: PhoneOutgoing },
  transferred_out: { icon: PhoneForwarded, tone: 'accent' },
};

/** A step in words: its name, and what is to be said about it. */
function useStepText(names: ExplanationView['names']) {
  const { t } = useTranslation('contacts');
  const lang = useLang();
  const format = useFormat();
  const queue = (code: string): string => names.queues[code]?.[lang] ?? code;
  const agent = (id: string | null): string => (id && names.agents[id]?.[lang]) || t('unknown');
  const skills = (list: Readonly<Record<string, number>>): string =>
    Object.entries(list)
      .map(([code, level]) => t('skillLevel', { skill: names.skills[code]?.[lang] ?? code, level }))
      .join(t('separator'));
  const detailOf = (step: RoutingStep): string[] => {
    switch (step.kind) {
      case 'arrived':
        return [
          t(`choice.${step.choice}`, { queue: queue(step.queueCode) }),
          ...(skills(step.requiredSkills) ? [t('needs', { skills: skills(step.requiredSkills) })] : []),
          t(`class.${classOf(step.priority)}`),
          ...(step.isHardship ? [t('hardship')] : []),
          ...(step.isEmergency ? [t('danger')] : []),
          ...(step.preferredAgentId ? [t('lately', { agent: agent(step.preferredAgentId) })] : []),
        ];
      case 'refused':
        return [t(`refusal.${step.refusal}`, { queue: queue(step.queueCode) })];
      case 'moved':
        return [t('fromTo', { from: queue(step.from), to: queue(step.to) })];
      case 'pushed':
        return [agent(step.agentId)];
      case 'taken':
        return step.from ? [t('fromAgent', { agent: agent(step.from) })] : [];
      case 'prioritised':
        return [t('fromTo', { from: String(step.from), to: String(step.to) })];
      case 'returned':
        return [t('lost', { agent: agent(step.agentId) })];
      case 'callback_promised':
        return step.notBefore ? [t('notBefore', { time: format.moment(step.notBefore) })] : [];
      case 'callback_dialled':
      case 'callback_reached':
        return [t('attempt', { count: step.attempt })];
      case 'callback_missed':
        return [
          t(`missed.${step.outcome}`),
          step.nextAt ? t('again', { time: format.moment(step.nextAt) }) : t('noMore'),
        ];
      case 'callback_resumed':
      case 'held':
      case 'resumed':
      case 'called_out':
        return [];
      case 'line_lost':
        return [t(step.wasTalking ? 'wasTalking' : 'wasWaiting')];
      case 'outside_rung':
        return [t('outsideRung', { number: step.number, outcome: t(`outside.${step.outcome}`) })];
      case 'transferred_out':
        return [step.to];
    }
  };
  return { detailOf, skills, queue };
}

const classOf = (priority: number): '0' | '3' | '6' | '9' =>
  priority >= 9 ? '9' : priority >= 6 ? '6' : priority >= 1 ? '3' : '0';

function Decision({ decision, names }: { decision: DecisionView; names: ExplanationView['names'] }) {
  const { t } = useTranslation('contacts');
  const lang = useLang();
  const format = useFormat();
  const { skills, queue } = useStepText(names);
  const counts = verdictSchema.options.flatMap((verdict) => {
    const count = decision.counts[verdict];
    return count ? [{ verdict, count }] : [];
  });
  return (
    <Stack gap={3}>
      <Facts
        items={[
          { id: 'at', term: t('at'), value: format.second(decision.at) },
          {
            id: 'asked',
            term: t('asked'),
            value: [decision.queues.map(queue).join(' / '), skills(decision.requiredSkills)]
              .filter(Boolean)
              .join(t('separator')),
          },
          ...(decision.ring > 0 ? [{ id: 'ring', term: t('ring'), value: String(decision.ring) }] : []),
        ]}
      />
      <Row gap={1} wraps>
        {counts.map(({ verdict, count }) => (
          <Badge key={verdict} tone={verdictTones[verdict]}>
            {t(`verdict.${verdict}`)} {count}
          </Badge>
        ))}
      </Row>
      <Table
        label={t('candidates')}
        rows={decision.candidates}
        rowKey={({ agentId }) => agentId}
        empty={<p className="oc-quiet contacts-none">{t('nobody')}</p>}
        columns={[
          { id: 'name', title: t('agent'), isRowHeader: true, render: ({ name }) => name[lang] || '—' },
          {
            id: 'why',
            title: t('why'),
            render: ({ verdict, skill }) => (
              <Stack gap={0}>
                <StatusDot tone={verdictTones[verdict]} label={t(`verdict.${verdict}`)} />
                {skill && (
                  <span className="oc-micro oc-quiet">
                    {t('skillGap', {
                      skill: names.skills[skill.code]?.[lang] ?? skill.code,
                      has: skill.has,
                      needs: skill.needs,
                    })}
                  </span>
                )}
              </Stack>
            ),
          },
          {
            id: 'load',
            title: t('load'),
            align: 'end',
            render: ({ load, capacity }) => `${load}/${capacity}`,
          },
          {
            id: 'idle',
            title: t('idleSince'),
            align: 'end',
            render: ({ idleSince, presence }) =>
              idleSince && presence === 'available' ? format.second(idleSince) : '—',
          },
        ]}
      />
    </Stack>
  );
}

const presentMoment = 'now';

function Decisions({ explanation }: { explanation: ExplanationView }) {
  const { t } = useTranslation('contacts');
  const lang = useLang();
  const [chosen, setChosen] = useState<string | null>(null);
  const { offers, now, names } = explanation;
  const options = [
    ...(now ? [{ id: presentMoment, label: t('nowWhy'), decision: now }] : []),
    ...offers
      .map((offer, index) => ({
        id: offer.id,
        label: t('offerTo', { number: index + 1, agent: offer.agentName[lang] }),
        decision: offer.decision,
      }))
      .toReversed(),
  ];
  const shown = options.find(({ id }) => id === chosen) ?? options[0];
  if (!shown) return null;
  return (
    <section>
      <h3 className="contacts-heading">{t('decision')}</h3>
      <Stack gap={3}>
        <Select
          label={t('decision')}
          isLabelHidden
          options={options.map(({ id, label }) => ({ id, label }))}
          value={shown.id}
          onChange={(key) => setChosen(String(key))}
        />
        <Decision decision={shown.decision} names={names} />
      </Stack>
    </section>
  );
}

function Way({ explanation }: { explanation: ExplanationView }) {
  const { t } = useTranslation('contacts');
  const lang = useLang();
  const { steps, offers, names } = explanation;
  const { detailOf } = useStepText(names);
  const items: TimelineItem[] = [
    ...steps.map(({ at, actor, step }, index): TimelineItem => {
      const lines = detailOf(step);
      return {
        id: `step-${index}`,
        at,
        title: t(`step.${step.kind}`),
        ...(actor && { by: actor[lang] }),
        ...stepLooks[step.kind],
        ...(lines.length > 0 && { body: <span className="contacts-lines">{lines.join('\n')}</span> }),
      };
    }),
    ...offers.map(
      (offer): TimelineItem => ({
        id: offer.id,
        at: offer.offeredAt,
        icon: offer.outcome === 'accepted' ? UserCheck : BellRing,
        tone: offer.outcome === 'accepted' ? 'ok' : offer.outcome === 'pending' ? 'accent' : 'warn',
        title: t(`outcome.${offer.outcome}`, { agent: offer.agentName[lang] }),
        ...(offer.reason && { body: t(`reason.${offer.reason}`) }),
      }),
    ),
  ];
  return (
    <section>
      <h3 className="contacts-heading">{t('way')}</h3>
      <Timeline label={t('way')} items={items.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))} />
    </section>
  );
}

export function Explanation({ interactionId }: { interactionId: string }) {
  const { t } = useTranslation('contacts');
  const query = useExplanation(interactionId);
  if (!query.data) {
    return query.error ? (
      <FailureState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton lines={8} />
    );
  }
  const { interaction } = query.data;
  return (
    <Stack gap={6}>
      <StatusDot tone={stateTones[interaction.state]} label={t(`state.${interaction.state}`)} />
      <Way explanation={query.data} />
      <Decisions explanation={query.data} />
      <p className="oc-micro oc-quiet">{t('kept')}</p>
    </Stack>
  );
}
