// Why an agent did or did not get a contact at one moment, from how they were then.
import type { Channel, PresenceState } from '#database';
import { hasRoom, loadOf, refusalPauseMs, type Skills } from '../core.ts';
import { type Verdict, verdictSchema } from './contract.ts';

/** An agent as they were at one moment. */
export interface AgentThen {
  agentId: string;
  presence: PresenceState;
  queues: readonly string[];
  skills: Skills;
  capacity: number;
  limits: Readonly<Partial<Record<Channel, number>>>;
  /** Channels of what they had. */
  held: readonly Channel[];
  idleSince: Date | null;
  /** When they last declined this contact before that moment. */
  declinedAt: Date | null;
}

/** What was asked of an agent then. */
export interface AskedThen {
  at: Date;
  queues: readonly string[];
  requiredSkills: Skills;
  channel: Channel;
  /** Who got it; null: nobody. */
  chosenId: string | null;
}

export interface Judged {
  verdict: Verdict;
  skill: { code: string; has: number; needs: number } | null;
}

function lackingSkill(has: Skills, needs: Skills): Judged['skill'] {
  for (const [code, level] of Object.entries(needs).sort()) {
    const own = has[code] ?? 0;
    if (own < level) return { code, has: own, needs: level };
  }
  return null;
}

/** What kept an agent who is available and able from one more contact, or nothing. */
function fullness(agent: AgentThen, channel: Channel): Verdict | null {
  if (hasRoom(agent.held, agent, channel)) return null;
  if (agent.held.includes('voice')) return 'during_call';
  const isLimited = channel !== 'voice' && loadOf(agent.held, agent.capacity) < agent.capacity;
  return isLimited ? 'channel_limit' : 'at_capacity';
}

/** The first reason that holds, from what lasts longest to what passes first. */
export function judge(agent: AgentThen, asked: AskedThen): Judged {
  if (agent.agentId === asked.chosenId) return { verdict: 'chosen', skill: null };
  if (agent.presence === 'offline') return { verdict: 'offline', skill: null };
  const skill = lackingSkill(agent.skills, asked.requiredSkills);
  if (skill) return { verdict: skill.has === 0 ? 'skill_missing' : 'skill_too_low', skill };
  if (agent.presence !== 'available') return { verdict: agent.presence, skill: null };
  const full = fullness(agent, asked.channel);
  if (full) return { verdict: full, skill: null };
  const declinedMs = agent.declinedAt ? asked.at.getTime() - agent.declinedAt.getTime() : Infinity;
  return { verdict: declinedMs <= refusalPauseMs ? 'declined_just_now' : 'later', skill: null };
}

/** The nearest to being chosen first; among equals the longest idle. */
export function byNearness(
  a: { verdict: Verdict; idleSince: Date | null },
  b: { verdict: Verdict; idleSince: Date | null },
): number {
  const order = verdictSchema.options;
  const since = (one: { idleSince: Date | null }) => one.idleSince?.getTime() ?? Infinity;
  return order.indexOf(a.verdict) - order.indexOf(b.verdict) || since(a) - since(b);
}

/** A line's name (core.ts `demandOf`) taken apart. */
export function askedBy(demand: string): { queues: string[]; requiredSkills: Record<string, number> } {
  const [queues = '', , skills = ''] = demand.split('|');
  const pairs = skills.split(',').filter((pair) => pair !== '');
  return {
    queues: queues.split('+'),
    requiredSkills: Object.fromEntries(
      pairs.map((pair) => {
        const [code = '', level = '0'] = pair.split(':');
        return [code, Number(level)];
      }),
    ),
  };
}
