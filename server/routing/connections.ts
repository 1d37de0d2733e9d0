// Who is really there: the live sockets of each agent, over all processes, in Redis with an expiry. A process that is
// killed stops renewing its sockets, so it leaves no ghosts.
import type { Redis } from 'ioredis';

const key = {
  /** zset socket → ms when it counts as gone */
  sockets: (agentId: string) => `{routing}:live:sockets:${agentId}`,
  /** zset agent → ms when its last socket counts as gone */
  agents: '{routing}:live:agents',
  /** hash agent → ms when its last socket left */
  left: '{routing}:live:left',
} as const;

const heartbeatMs = 3_000;
const socketLifeMs = 10_000;

export class Connections {
  readonly #redis: Redis;
  readonly #own = new Map<string, string>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async add(agentId: string, socketId: string): Promise<void> {
    this.#own.set(socketId, agentId);
    await this.#renew(agentId, [socketId]);
  }

  /** @returns whether it was the agent's last */
  async remove(agentId: string, socketId: string): Promise<boolean> {
    this.#own.delete(socketId);
    await this.#redis.zrem(key.sockets(agentId), socketId);
    if (await this.isConnected(agentId)) return false;
    await this.#redis.multi().zrem(key.agents, agentId).hset(key.left, agentId, Date.now()).exec();
    return true;
  }

  async isConnected(agentId: string): Promise<boolean> {
    return (await this.#redis.zcount(key.sockets(agentId), Date.now(), '+inf')) > 0;
  }

  /** When the agent's last socket left, as far as is known. */
  async leftAt(agentId: string): Promise<number | null> {
    const at = await this.#redis.hget(key.left, agentId);
    return at === null ? null : Number(at);
  }

  async noteLeft(agentId: string): Promise<void> {
    await this.#redis.hset(key.left, agentId, Date.now());
  }

  /** Agents whose sockets have all expired without leaving. Each is named until `noteGhost`. */
  ghosts(): Promise<string[]> {
    return this.#redis.zrangebyscore(key.agents, '-inf', Date.now(), 'LIMIT', 0, 200);
  }

  async noteGhost(agentId: string): Promise<void> {
    await this.#redis.multi().zrem(key.agents, agentId).hset(key.left, agentId, Date.now()).exec();
  }

  /** Renews the sockets of this process. @returns agents that Redis did not know as connected */
  async renewOwn(): Promise<string[]> {
    const byAgent = new Map<string, string[]>();
    for (const [socketId, agentId] of this.#own) {
      byAgent.set(agentId, [...(byAgent.get(agentId) ?? []), socketId]);
    }
    const returned: string[] = [];
    for (const [agentId, socketIds] of byAgent) {
      if (await this.#renew(agentId, socketIds)) returned.push(agentId);
    }
    return returned;
  }

  /** @returns whether the agent was not known as connected before */
  async #renew(agentId: string, socketIds: readonly string[]): Promise<boolean> {
    const until = Date.now() + socketLifeMs;
    const members = socketIds.flatMap((socketId) => [until, socketId]);
    const [, , added] =
      (await this.#redis
        .multi()
        .zadd(key.sockets(agentId), ...members)
        .pexpire(key.sockets(agentId), 2 * socketLifeMs)
        .zadd(key.agents, 'GT', until, agentId)
        .exec()) ?? [];
    return added?.[1] === 1;
  }

  /** Keeps the sockets of this process alive. `onReturn`: an agent whom Redis had forgotten. */
  start(onReturn: (agentId: string) => Promise<void>, onError: (error: unknown) => void): void {
    const beat = async (): Promise<void> => {
      for (const agentId of await this.renewOwn()) await onReturn(agentId);
    };
    this.#heartbeat = setInterval(() => void beat().catch(onError), heartbeatMs);
    this.#heartbeat.unref();
  }

  stop(): void {
    clearInterval(this.#heartbeat);
  }
}
