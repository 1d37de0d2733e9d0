// The present in Redis: a thin class over the scripts in lua/. Each call is one atomic step.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** One hash tag, so that every key lives in one slot of a Redis Cluster. */
const usualRoot = '{routing}';

/** A process that dies in a rebuild blocks the next one only so long; a living one renews its claim. */
const rebuildClaimMs = 5_000;
const renewClaimMs = 1_000;
/** How long a step waits for a running rebuild before it fails and its job is tried again later. */
const patienceMs = 10_000;
const askAgainMs = 25;

/** Why an agent was chosen, as the match saw it. */
export interface Reason {
  /** Free on arrival; free and lately with the same citizen; freed, so that it took the first in line. */
  kind: 'arrival' | 'preferred' | 'agent_free' | 'known';
  /** Who would have been next. */
  runnersUp: readonly string[];
}

/** An interaction that was given to an agent, by an offer whose id is fixed from now on. */
export interface Match {
  offerId: string;
  interactionId: string;
  agentId: string;
  reason: Reason;
}

type UnconfirmedMatch = Pick<Match, 'interactionId' | 'offerId'>;

interface Step {
  status: string;
  matches: Match[];
}

/** An interaction's place: its line (core.ts `demandOf`) and its place there (`waitingScore`). */
export interface Place {
  interactionId: string;
  demand: string;
  score: number;
  /** Who gets it if free on its arrival. */
  preferredAgentId?: string | null;
}

/** Who refused an interaction, and until when they do not get it again. */
export interface Refusal {
  agentId: string;
  until: Date;
}

/** An agent as the match sees it. `version` grows with every change of presence. */
export interface AgentProfile {
  agentId: string;
  presence: string;
  version: string;
  capacity: number;
  /** Channel → most at once, where less than the capacity. */
  limits: Readonly<Record<string, number>>;
  queues: readonly string[];
  /** core.ts `skillString` */
  skills: string;
}

type StepName = 'wait' | 'hold' | 'drop' | 'agent' | 'match' | 'position' | 'open';

/** In this order one script: each file uses what stands before it. */
const luaFiles = ['common', 'lines', 'agents', 'choice', 'wait', 'hold', 'drop', 'agent', 'run'] as const;
const readLua = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
const script = luaFiles.map(readLua).join('\n');
const scriptSha = createHash('sha1').update(script).digest('hex');

const kindSchema = z.enum(['arrival', 'preferred', 'agent_free', 'known']);

/** A step that waits for its call, or for its answer. */
interface PendingStep {
  name: StepName;
  /** Its arguments, as lua/run.lua takes them apart. */
  text: string;
  resolve: (step: Step) => void;
  reject: (error: unknown) => void;
}

/** So many steps share one call at most: a call holds Redis for well under a millisecond. */
const mostStepsPerCall = 32;
/** Calls under way at once; what comes meanwhile waits for one of them and shares the next. */
const mostCalls = 4;

/** As many matches as one step makes at most (lua/common.lua); then there may be more. */
export const mostMatches = 16;

export class Matcher {
  readonly #redis: Redis;
  readonly #root: string;
  readonly #now: () => number;
  readonly #pending: PendingStep[] = [];
  #calls = 0;
  #rebuildToken = '';

  /** `root` and `now` (ms) let a simulation run the same steps beside, in keys and in a time of its own. */
  constructor(
    redis: Redis,
    { root = usualRoot, now = Date.now }: { root?: string; now?: () => number } = {},
  ) {
    this.#redis = redis;
    this.#root = root;
    this.#now = now;
  }

  /** The interaction stands in its line. `over`: its last offer, known to be over. */
  wait(place: Place, over: string | null, refusal?: Refusal): Promise<Step> {
    const { interactionId, demand, score, preferredAgentId } = place;
    const avoid = [refusal?.agentId ?? '', refusal?.until.getTime() ?? 0];
    return this.#run('wait', [interactionId, demand, score, over ?? '', ...avoid, preferredAgentId ?? '']);
  }

  /** The agent has the interaction. */
  hold(place: Place, offerId: string, agentId: string): Promise<Step> {
    return this.#run('hold', [place.interactionId, place.demand, offerId, agentId]);
  }

  /** The interaction is over. */
  drop(interactionId: string): Promise<Step> {
    return this.#run('drop', [interactionId]);
  }

  /** The agent is so. An older version than the one known changes nothing. */
  agent(profile: AgentProfile): Promise<Step> {
    const { agentId, presence, version, capacity, limits, queues, skills } = profile;
    const limitText = Object.entries(limits).map(([channel, most]) => `${channel.slice(0, 1)}${most}`);
    const abilities = `${queues.join(',')}|${skills}`;
    return this.#run('agent', [agentId, presence, version, capacity, limitText.join(''), abilities]);
  }

  /** Matches over all lines. */
  match(): Promise<Step> {
    return this.#run('match', []);
  }

  /** Number of those who wait before a score in a queue. */
  async waitingBefore(queueCode: string, score: number): Promise<number> {
    return Number((await this.#run('position', [queueCode, score])).status);
  }

  /** Matches so old that their row ought to be in Postgres, and not known to be. */
  async unconfirmed(olderThanMs: number): Promise<UnconfirmedMatch[]> {
    const limit = this.#now() - olderThanMs;
    const key = `${this.#root}:state:unconfirmed`;
    const members = await this.#redis.zrangebyscore(key, '-inf', limit, 'LIMIT', 0, 200);
    return members.map((member) => {
      const [interactionId = '', offerId = ''] = member.split(' ');
      return { interactionId, offerId };
    });
  }

  /** What Postgres says of it is in the present: there is nothing to confirm any more. */
  async settle({ interactionId, offerId }: UnconfirmedMatch): Promise<void> {
    await this.#redis.zrem(`${this.#root}:state:unconfirmed`, `${interactionId} ${offerId}`);
  }

  /**
   * Whether the present is complete. Not so after a flush, while it is rebuilt, and in another server than the one that was
   * filled: a Redis that was started again or took over may have lost the last it was told.
   */
  async isComplete(): Promise<boolean> {
    const [epoch, server] = await Promise.all([this.#redis.get(`${this.#root}:epoch`), this.#server()]);
    return epoch === server;
  }

  /** Every start of a Redis has a name of its own. */
  async #server(): Promise<string> {
    return /^run_id:(\w+)/m.exec(await this.#redis.info('server'))?.[1] ?? 'unnamed';
  }

  /**
   * Empties the present, lets `load` fill it, and opens it. Steps of others wait meanwhile, so none is lost between
   * what `load` reads and what it writes. @returns false when somebody else is at it.
   */
  async refill(load: (matcher: Matcher) => Promise<void>): Promise<boolean> {
    const token = randomUUID();
    const rebuildKey = `${this.#root}:rebuild`;
    const claimed = await this.#redis.set(rebuildKey, token, 'PX', rebuildClaimMs, 'NX');
    if (claimed === null) return false;
    const renewal = setInterval(() => {
      this.#redis.pexpire(rebuildKey, rebuildClaimMs).catch(() => clearInterval(renewal));
    }, renewClaimMs);
    try {
      const server = await this.#server();
      await this.clear();
      const loader = new Matcher(this.#redis, { root: this.#root, now: this.#now });
      loader.#rebuildToken = token;
      await load(loader);
      await loader.#run('open', [server]);
    } finally {
      clearInterval(renewal);
      if ((await this.#redis.get(rebuildKey)) === token) await this.#redis.del(rebuildKey);
    }
    return true;
  }

  /** Leaves nothing behind: for whoever used keys of their own. */
  async clear(): Promise<void> {
    await this.#redis.del(`${this.#root}:epoch`);
    await this.#removeState();
  }

  async #removeState(): Promise<void> {
    let cursor = '0';
    do {
      const [next, keys] = await this.#redis.scan(cursor, 'MATCH', `${this.#root}:state:*`, 'COUNT', 1_000);
      if (keys.length > 0) await this.#redis.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  }

  #run(name: StepName, args: readonly (string | number)[]): Promise<Step> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ name, text: args.map((word) => `${word}\t`).join(''), resolve, reject });
      // After what else this turn brings.
      queueMicrotask(() => this.#send());
    });
  }

  #send(): void {
    while (this.#calls < mostCalls && this.#pending.length > 0) {
      const steps = this.#pending.splice(0, mostStepsPerCall);
      this.#calls += 1;
      this.#call(steps)
        .catch((error: unknown) => {
          for (const { reject } of steps) reject(error);
        })
        .finally(() => {
          this.#calls -= 1;
          this.#send();
        });
    }
  }

  async #call(steps: readonly PendingStep[]): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    const texts = steps.flatMap(({ name, text }) => [name, text]);
    for (;;) {
      // A call numbers its offers in the last four digits.
      const offerBase = randomUUID().slice(0, -4);
      const answers = await this.#evaluate([this.#rebuildToken, this.#now(), offerBase, ...texts]);
      if (answers.length === steps.length) {
        for (const [at, { resolve }] of steps.entries()) resolve(toStep(answers[at] ?? ''));
        return;
      }
      if (this.#rebuildToken !== '') throw new Error('another process has taken over the rebuild');
      if (Date.now() > giveUpAt) throw new Error('routing is being rebuilt');
      await sleep(askAgainMs);
    }
  }

  /** @returns one line a step; none while Redis does not hold the present */
  async #evaluate(args: readonly (string | number)[]): Promise<string[]> {
    const answer = await this.#redis.evalsha(scriptSha, 1, this.#root, ...args).catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return this.#redis.eval(script, 1, this.#root, ...args);
    });
    return z.string().parse(answer).split('\n').slice(0, -1);
  }
}

function toStep(line: string): Step {
  const texts = line.split('\t');
  const status = texts.pop() ?? '';
  return { status, matches: texts.map(toMatch) };
}

const matchSchema = z.tuple([z.string(), z.string(), z.string(), z.string()]);

function toMatch(text: string): Match {
  const [offerId, interactionId, agentId, reason] = matchSchema.parse(text.split(' '));
  const [kind, ...runnersUp] = reason.split(',');
  return { offerId, interactionId, agentId, reason: { kind: kindSchema.parse(kind), runnersUp } };
}
