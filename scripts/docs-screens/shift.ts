// A short shift for the pictures: matters at every stage of their way, so that no page is empty.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { chatSessionSchema, sentSchema } from '../../server/intake/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { ScriptedAgent } from '../demo-day/agents.ts';
import { Api, call, connect } from '../demo-day/api.ts';
import { Citizens } from '../demo-day/citizens.ts';
import { Dispatcher, Lead, Officer } from '../demo-day/departments.ts';
import { Tally } from '../demo-day/tally.ts';
import messages from './messages.json' with { type: 'json' };

/** The department whose desk is shown; matters of others are worked on by those. */
export const shownDepartment = 'water';
const others = ['urban', 'ecology', 'transport', 'traffic', 'market', 'hrss'];
/** The telephone of the second to arrive, whose matter came in by text message and is over first. */
export const textedFrom = '13810000001';
const agents = ['agent2', 'agent3', 'agent4'];
const patienceMs = 120_000;

async function until(done: () => boolean, what: string): Promise<void> {
  for (const giveUpAt = Date.now() + patienceMs; !done(); await pause(200))
    if (Date.now() > giveUpAt) throw new Error(`still not so after ${patienceMs / 1_000} s: ${what}`);
}

/** A matter that is over: its citizen's page shows it. */
export interface Followed {
  number: string;
  code: string;
}

/** Plays the shift. @returns a matter to follow */
export async function playShift(base: string): Promise<Followed> {
  const tally = new Tally();
  const cast = agents.map(
    (username) => new ScriptedAgent({ base, username, tally, needsAction: () => true, thinkMs: 300 }),
  );
  for (const agent of cast) await agent.start();
  const citizens = new Citizens(base, tally, () => true);
  let arrived = 0;
  const arrive = async (texts: readonly string[]): Promise<void> => {
    const before = tally.tickets.size;
    for (const text of texts) {
      const message = { id: String(arrived), text };
      await (arrived % 2 === 0 ? citizens.chat(message, arrived) : citizens.sms(message, arrived));
      arrived += 1;
    }
    await until(() => tally.tickets.size === before + texts.length, 'every message is a ticket');
  };

  const dispatcher = new Dispatcher(base, tally, 'urban');
  const officers = [shownDepartment, ...others].map((code) => new Officer(base, `dept-${code}`, tally));
  const leads = [shownDepartment, ...others].map((code) => new Lead(base, `lead-${code}`, tally));
  for (const clerk of [dispatcher, ...officers, ...leads]) await clerk.start();
  await arrive(messages.done);
  const closed = () => [...tally.tickets.values()].filter((ticket) => ticket.closed);
  await until(() => closed().length >= messages.done.length / 2, 'half of the matters are over');
  for (const clerk of [...officers, ...leads]) await clerk.stop();
  await arrive(messages.working);
  await until(() => [...tally.tickets.values()].every(({ dispatched }) => dispatched), 'all are dispatched');
  await dispatcher.stop();
  await arrive(messages.waiting);
  for (const agent of cast) await agent.stop();
  const [followed] = closed();
  if (!followed) throw new Error('no matter is over');
  return followed;
}

/** A citizen in the chat, who says the next thing each time. Who ends it waits for nobody any more. */
export async function chatting(
  base: string,
): Promise<{ say: (text: string) => Promise<void>; end: () => Promise<void>; leave: () => void }> {
  const body = { browserId: randomUUID(), lang: 'zh' };
  const { token } = await new Api(base, '100.64.9.9').post('/api/chat/session', body, chatSessionSchema);
  const socket: Socket = await connect(base, '/citizen', { token });
  return {
    say: async (text) => {
      await call(socket, 'message:send', { id: randomUUID(), text }, sentSchema);
    },
    end: async () => {
      await call(socket, 'conversation:end', {}, okSchema);
      socket.disconnect();
    },
    leave: () => socket.disconnect(),
  };
}

export const talk = messages.talk;
