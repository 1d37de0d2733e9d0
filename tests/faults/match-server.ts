// One of several servers that work off one history of contacts on one Redis, as jobs do: what is in hand when it is
// killed is done again by another. Arguments: its name.
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Match, Matcher } from '../../server/routing/matcher.ts';
import { type Happening, hands, happeningSchema, keys, placeOf } from './match-history.ts';

const [name = ''] = process.argv.slice(2);
const redis = new Redis(process.env.REDIS_URL ?? '');
const matcher = new Matcher(redis);

async function tell(matches: readonly Match[]): Promise<void> {
  for (const { interactionId, offerId, agentId } of matches) {
    await redis.rpush(keys.told, `${interactionId} ${offerId} ${agentId}`);
    await matcher.hold(placeOf(interactionId), offerId, agentId);
  }
}

async function happen({ what, id }: Happening): Promise<readonly Match[]> {
  if (what === 'finish') {
    await redis.sadd(keys.over, id);
    return (await matcher.drop(id)).matches;
  }
  return arrive(id);
}

async function arrive(id: string): Promise<readonly Match[]> {
  if ((await redis.sismember(keys.over, id)) === 1) return [];
  return (await matcher.wait(placeOf(id), null)).matches;
}

async function work(hand: number): Promise<void> {
  const inHand = keys.inHand(name, hand);
  for (;;) {
    const text = await redis.lmove(keys.happenings, inHand, 'LEFT', 'RIGHT');
    if (text === null) {
      await pause(2);
      continue;
    }
    await tell(await happen(happeningSchema.parse(JSON.parse(text))));
    await redis.del(inHand);
  }
}

/** Matches whose server died before it told of them. */
async function finishOthers(): Promise<void> {
  for (;;) {
    await pause(100);
    for (const match of await matcher.unconfirmed(500)) {
      await tell(await arrive(match.interactionId));
      await matcher.settle(match);
    }
  }
}

void finishOthers();
for (let hand = 0; hand < hands; hand += 1) void work(hand);
