// Many agents and many contacts at once, on two processes.
import { beforeAll, expect, it } from 'vitest';
import type { Channel, Offer } from '#database';
import { AppError } from '../../server/platform/errors.ts';
import type { Routing } from '../../server/routing/index.ts';
import { type House, openHouse } from './house.ts';

const agentCount = 15;
const contactCount = 120;

let house: House;
let second: Routing;
beforeAll(async () => {
  house = await openHouse();
  second = await house.openSecond();
  await house.queue('general', { offerTimeoutS: 1 });
  await house.queue('english', { offerTimeoutS: 1, requiredSkills: { en: 2 } });
});

/** A row of numbers that looks random and is the same in each run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const expected = new Set(['offer_gone', 'wrong_state', 'forbidden']);
const whatever = (error: unknown) => {
  if (!(error instanceof AppError && expected.has(error.code))) throw error;
};

it('with accepts, refusals, time-outs and departures at once: never two agents, never over capacity, none lost', async () => {
  const roll = dice(7);
  const agents: { id: string; capacity: number }[] = [];
  for (let n = 0; n < agentCount; n += 1) {
    const capacity = 1 + (n % 3);
    agents.push({ id: await house.agent({ capacity, skills: { en: n % 4 } }), capacity });
  }

  let done = false;
  async function work(agentId: string, routing: Routing, random: () => number): Promise<void> {
    const overheard = new Set<string>();
    while (!done) {
      for (const offer of await routing.pendingOffers(agentId)) {
        const chance = overheard.has(offer.id) ? 1 : random();
        if (chance >= 0.85) overheard.add(offer.id);
        else if (chance < 0.15) await routing.declineOffer(agentId, offer.id).catch(whatever);
        // Twice at once, as an impatient hand does.
        else {
          await Promise.all([
            routing.acceptOffer(agentId, offer.id).catch(whatever),
            routing.acceptOffer(agentId, offer.id).catch(whatever),
          ]);
        }
      }
      for (const contact of await routing.agentInbox(agentId)) {
        const chance = random();
        if (contact.state === 'active' && chance < 0.6) await routing.endInteraction(contact.id, 'agent');
        if (contact.state === 'wrap_up') {
          await routing.wrapUp(agentId, { interactionId: contact.id, disposition: 'answered' });
        }
      }
      const presence = await routing.presence(agentId);
      if (presence.state !== 'available') await routing.setPresence(agentId, 'available');
      else if (random() < 0.02) await routing.setPresence(agentId, 'break');
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 40));
    }
  }
  const work20 = agents.map(({ id }, n) => work(id, n % 2 === 0 ? house.routing : second, dice(100 + n)));

  const channelsByDice: Channel[] = ['chat', 'chat', 'sms', 'voice'];
  const ids: string[] = [];
  const left = new Set<string>();
  for (let n = 0; n < contactCount; n += 1) {
    const channel = channelsByDice[Math.floor(roll() * 4)] ?? 'chat';
    const id = await house.arrive({ channel, lang: roll() < 0.3 ? 'en' : 'zh' });
    ids.push(id);
    const former = ids[Math.floor(roll() * ids.length)];
    if (former && roll() < 0.1) {
      await second.endInteraction(former, 'citizen');
      left.add(former);
    }
  }
  const open = () =>
    house.database.read.interaction.count({ where: { state: { notIn: ['closed', 'abandoned'] } } });
  const patience = Date.now() + 90_000;
  while ((await open()) > 0 && Date.now() < patience)
    await new Promise((resolve) => setTimeout(resolve, 200));
  done = true;
  await Promise.all(work20);
  expect(await open(), 'contacts that are still open').toBe(0);

  const rows = await house.database.read.interaction.findMany({ include: { offers: true } });
  expect(rows.map((row) => row.id).sort()).toEqual([...ids].sort());
  for (const row of rows) {
    if (row.state === 'abandoned') expect(left.has(row.id)).toBe(true);
    const spans = row.offers.map((offer) => span(offer, row.closedAt));
    expect(overlap(spans), `contact ${row.id} with two agents at once`).toBe(1);
    const accepted = row.offers.filter((offer) => offer.outcome === 'accepted');
    expect(accepted).toHaveLength(row.state === 'closed' ? 1 : 0);
  }
  for (const agent of agents) {
    const spans = rows.flatMap((row) =>
      row.offers
        .filter((offer) => offer.agentId === agent.id)
        .map((offer) => ({
          ...span(offer, row.closedAt),
          shares: row.channel === 'voice' ? agent.capacity : 1,
        })),
    );
    expect(overlap(spans), `shares of an agent in use`).toBeLessThanOrEqual(agent.capacity);
  }
  const outcomes = new Set(rows.flatMap((row) => row.offers.map((offer) => offer.outcome)));
  expect([...outcomes].sort()).toEqual(expect.arrayContaining(['accepted', 'declined', 'timed_out']));
}, 150_000);

/** From the offer to its end, or to the end of the contact when it was accepted. */
function span(offer: Offer, closedAt: Date | null): { from: number; to: number; shares: number } {
  const to = offer.outcome === 'accepted' ? closedAt : offer.endedAt;
  return { from: offer.offeredAt.getTime(), to: to?.getTime() ?? Number.POSITIVE_INFINITY, shares: 1 };
}

/** The most shares in use at one moment; what ends in the millisecond in which another begins does not overlap. */
function overlap(spans: readonly { from: number; to: number; shares: number }[]): number {
  const steps = spans.flatMap(({ from, to, shares }) => [
    { at: from, change: shares },
    { at: to, change: -shares },
  ]);
  steps.sort((a, b) => a.at - b.at || a.change - b.change);
  let [now, most] = [0, 1];
  for (const step of steps) {
    now += step.change;
    most = Math.max(most, now);
  }
  return most;
}
