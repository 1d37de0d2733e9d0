// Explains an interaction's way: what happened to it, who got it when, and who did not and why.
import { staffNames } from '../../admin/index.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { isDeferred } from '../core.ts';
import type { InteractionRow } from '../rows.ts';
import { readSteps } from '../steps.ts';
import { placeOf, readStanding } from '../store.ts';
import { interactionView } from '../views.ts';
import type { Candidate, DecisionView, Explanation } from './contract.ts';
import { askedBy, byNearness, judge } from './core.ts';
import { forgetBefore, readAgentsAt, readOffersOf } from './store.ts';

/** So long the way of an interaction can be explained. */
const keptDays = 30;
const mostCandidates = 100;
const nameless: Bilingual = { zh: '', en: '' };
/** The match decided this much before its offer was written: whoever was freed in between was not there yet. */
const beforeWritingMs = 1;

type Decided = Omit<DecisionView, 'candidates'> & { candidates: Omit<Candidate, 'name'>[] };

async function decisionAt(
  database: Database,
  row: InteractionRow,
  { at, demand, ring, chosenId }: { at: Date; demand: string; ring: number; chosenId: string | null },
): Promise<Decided> {
  const { queues, requiredSkills } = askedBy(demand);
  const agents = await readAgentsAt(database.sql, new Date(at.getTime() - beforeWritingMs), queues, row.id);
  const asked = { at, queues, requiredSkills, channel: row.channel, chosenId };
  const judged = agents.map((agent) => ({ ...agent, ...judge(agent, asked) })).sort(byNearness);
  const counts: Decided['counts'] = {};
  for (const { verdict } of judged) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const candidates = judged
    .slice(0, mostCandidates)
    .map(({ agentId, verdict, presence, held, capacity, idleSince, skill }) => ({
      agentId,
      verdict,
      presence,
      load: held.includes('voice') ? capacity : held.length,
      capacity,
      idleSince: idleSince?.toISOString() ?? null,
      skill,
    }));
  return { at: at.toISOString(), ring, queues, requiredSkills, candidates, counts };
}

/** @throws AppError `not_found`, also for an interaction that is older than what is kept */
export async function explain(database: Database, id: string): Promise<Explanation> {
  const standing = await readStanding(database.sql, id);
  const oldest = Date.now() - keptDays * 86_400_000;
  if (!standing || standing.row.arrivedAt.getTime() < oldest) throw new AppError('not_found');
  const { row, rings } = standing;
  const [steps, offerRows] = await Promise.all([readSteps(database.sql, id), readOffersOf(database.sql, id)]);
  const offers = await Promise.all(
    offerRows.map(async ({ id: offerId, agentId, outcome, offeredAt, endedAt, decision }) => ({
      id: offerId,
      agentId,
      outcome,
      offeredAt: offeredAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      reason: decision?.kind ?? null,
      decision: await decisionAt(database, row, {
        at: offeredAt,
        demand: decision?.demand ?? placeOf(row, rings, offeredAt).demand,
        ring: decision?.ring ?? 0,
        chosenId: agentId,
      }),
    })),
  );
  const now = new Date();
  const isInLine = row.state === 'waiting' && !isDeferred(row.notBefore, now);
  const { demand } = placeOf(row, rings, now);
  const reached = rings.filter(
    (ring) => ring.afterS * 1_000 <= now.getTime() - row.arrivedAt.getTime(),
  ).length;
  const present = isInLine
    ? await decisionAt(database, row, { at: now, demand, ring: reached, chosenId: null })
    : null;
  return withNames(database, { row, steps, offers, now: present });
}

async function withNames(
  database: Database,
  found: {
    row: InteractionRow;
    steps: Awaited<ReturnType<typeof readSteps>>;
    offers: (Omit<Explanation['offers'][number], 'agentName' | 'decision'> & { decision: Decided })[];
    now: Decided | null;
  },
): Promise<Explanation> {
  const { row, steps, offers, now } = found;
  const decisions = [...offers.map(({ decision }) => decision), ...(now ? [now] : [])];
  const inSteps = steps.flatMap(({ actorId, step }) => [
    actorId,
    'agentId' in step ? step.agentId : null,
    step.kind === 'taken' ? step.from : null,
    step.kind === 'arrived' ? step.preferredAgentId : null,
  ]);
  const ids = [
    ...inSteps.filter((one) => one !== null),
    ...offers.map(({ agentId }) => agentId),
    ...decisions.flatMap(({ candidates }) => candidates.map(({ agentId }) => agentId)),
  ];
  const [agents, queues, skills] = await Promise.all([
    staffNames(database, ids),
    database.read.queue.findMany({ select: { code: true, nameZh: true, nameEn: true } }),
    database.read.skill.findMany(),
  ]);
  const nameOf = (id: string): Bilingual => agents.get(id) ?? nameless;
  const named = ({ candidates, ...decision }: Decided): DecisionView => ({
    ...decision,
    candidates: candidates.map((one) => ({ ...one, name: nameOf(one.agentId) })),
  });
  const byCode = (rows: readonly { code: string; nameZh: string; nameEn: string }[]) =>
    Object.fromEntries(rows.map(({ code, nameZh, nameEn }) => [code, { zh: nameZh, en: nameEn }]));
  return {
    interaction: interactionView(row),
    steps: steps.map(({ at, actorId, step }) => ({
      at: at.toISOString(),
      actor: actorId === null ? null : nameOf(actorId),
      step,
    })),
    offers: offers.map(({ decision, ...offer }) => ({
      ...offer,
      agentName: nameOf(offer.agentId),
      decision: named(decision),
    })),
    now: now && named(now),
    names: {
      queues: byCode(queues),
      skills: byCode(skills),
      agents: Object.fromEntries([...agents].map(([id, name]) => [id, name])),
    },
  };
}

/** Removes what nobody may explain any more. */
export async function forgetOldReasons(database: Database): Promise<void> {
  await forgetBefore(database.sql, new Date(Date.now() - keptDays * 86_400_000));
}
