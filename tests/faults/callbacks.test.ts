// The server dies while it has a citizen called back: nobody is called twice for it, and the promise stands.
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { callersOf } from '../harness/caller.ts';
import { startWithTwilio } from '../harness/twilio/index.ts';

const house = await startWithTwilio();
const { askForCallback, agentAtWork, placed, placedCall } = callersOf(house);

it('a citizen whose call was on its way when the server was killed is not rung a second time for it', async () => {
  const citizen = '+8613800009999';
  await askForCallback('CAkilled', citizen);
  house.double.isSilent = true;
  const agent = await agentAtWork('agent1');
  await placedCall(citizen);
  // The carrier has it; whether it rings, nobody here knows any more.
  await house.killAndStart();
  house.double.isSilent = false;
  agent.socket.disconnect();
  const other = await agentAtWork('agent2');
  await pause(15_000);
  expect(placed(citizen)).toHaveLength(1);
  const kept = `"callRef" = 'CAkilled' AND "isCallback" AND state IN ('waiting', 'offered', 'active')`;
  expect(await house.count('Interaction', kept)).toBe(1);

  // Nothing was heard for long enough: it counts as missed, and is tried again after its pause.
  await house.run(`UPDATE "Callback" SET "dialledAt" = now() - interval '2 min'`);
  const later = `"callRef" = 'CAkilled' AND state = 'waiting' AND "notBefore" > now()`;
  await expect.poll(() => house.count('Interaction', later), { timeout: 20_000 }).toBe(1);
  expect(placed(citizen)).toHaveLength(1);
  await house.run(`UPDATE "Interaction" SET "notBefore" = now() WHERE "callRef" = 'CAkilled'`);
  await placedCall(citizen, 2);
  other.socket.disconnect();
});
