// What a killed process of an older version left waiting ends at the next start; who really waits, waits on.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { endLeftContacts } from '../../server/intake/left-contacts.ts';
import { type House, openHouse } from '../routing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.queue('general');
}, 60_000);

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const stateOf = async (id: string) =>
  (await house.database.read.interaction.findUniqueOrThrow({ where: { id } })).state;

async function call(endedAt: Date | null): Promise<string> {
  const interactionId = await house.arrive({ channel: 'voice' });
  await house.database.read.callSession.create({
    data: {
      ...{ callRef: randomUUID(), interactionId, fromNumberPlain: '', toNumber: '12345', flowCode: 'main' },
      ...{ sessionPlain: {}, endedAt },
    },
  });
  return interactionId;
}

/** @param saidAfter when the citizen said something more after the answer */
async function chat(outcome: 'solved' | 'person' | null, saidAfter?: Date): Promise<string> {
  const citizen = await house.database.read.citizen.create({ data: { namePlain: null, nameSealed: null } });
  const conversation = await house.database.read.conversation.create({
    data: { citizenId: citizen.id, channel: 'chat', lastMessageAt: new Date() },
  });
  const interactionId = await house.arrive({ citizenId: citizen.id, conversationId: conversation.id });
  const words = {
    id: randomUUID(),
    channel: 'chat' as const,
    lang: 'zh',
    words: '工资',
    articleId: randomUUID(),
  };
  const said = { version: 1, interactionId, outcome, outcomeAt: outcome && minutesAgo(10) };
  await house.database.read.machineAnswer.create({ data: { ...words, ...said } });
  if (saidAfter)
    await house.database.sql.run(
      `INSERT INTO "Message" (id, "conversationId", seq, author, text, "createdAt") VALUES ($1, $2, 1, 'citizen', '还有一件事', $3)`,
      [randomUUID(), conversation.id, saidAfter],
    );
  return interactionId;
}

it('ends calls that are hung up and chats whose answer was enough, and nothing else', async () => {
  const left = [await call(minutesAgo(5)), await chat('solved')];
  const waiting = [
    await call(null),
    await call(new Date()),
    await chat(null),
    await chat('person'),
    await chat('solved', minutesAgo(3)),
  ];
  const callback = await call(minutesAgo(5));
  await house.database.read.interaction.update({ where: { id: callback }, data: { isCallback: true } });
  expect(await endLeftContacts(house)).toBe(2);
  expect(await Promise.all(left.map(stateOf))).toEqual(['abandoned', 'abandoned']);
  expect(new Set(await Promise.all([...waiting, callback].map(stateOf)))).toEqual(new Set(['waiting']));
  expect(await endLeftContacts(house)).toBe(0);
});
