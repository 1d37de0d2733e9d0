// Whole contacts by chat: a citizen writes, an agent takes it, both talk, it ends and is wrapped up.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { call, connect } from '../../../scripts/demo-day/api.ts';
import { openConsole } from '../agents.ts';

/** So often each of the two says something. */
const turns = 4;
/** So many begin in a second: one agent may get them all, whose line is allowed 30 calls a second. */
const arrivingPerSecond = 3;
/** What a contact leaves to be done (outbox, jobs, kept figures) is part of its cost. */
const settleMs = 3_000;

const heardSchema = z.object({ conversationId: z.string(), author: z.string() });

/** The agent's part: answers whatever a citizen says, ends the contact after so many turns, and wraps it up. */
async function answerAt(base: string, username: string): Promise<Socket> {
  const said = new Map<string, { interactionId: string; answers: number }>();
  const answer = async (line: Socket, conversationId: string): Promise<void> => {
    const contact = said.get(conversationId);
    if (!contact || contact.answers === turns) return;
    contact.answers += 1;
    const words = { conversationId, id: randomUUID(), text: '已经记下，养护单位今天会到现场看。' };
    await call(line, 'message:send', words, z.unknown());
    if (contact.answers < turns) return;
    const { interactionId } = contact;
    await call(line, 'interaction:end', { interactionId }, z.unknown());
    await call(line, 'interaction:wrap_up', { interactionId, disposition: 'answered' }, z.unknown());
  };
  // What fails ends the bench.
  const line = await openConsole(base, username, ({ id, conversationId }, taker) => {
    said.set(conversationId, { interactionId: id, answers: 0 });
    void call(taker, 'conversation:open', { conversationId, lastSeq: 0 }, z.unknown()).then(() =>
      answer(taker, conversationId),
    );
  });
  line.on('message', (raw: unknown) => {
    const { conversationId, author } = heardSchema.parse(raw);
    if (author === 'citizen') void answer(line, conversationId);
  });
  return line;
}

/** The citizen's part: a question, and a further word for each answer until all is said. */
async function hold(base: string, token: string): Promise<void> {
  const citizen = await connect(base, '/citizen', { token });
  const say = (text: string): Promise<unknown> =>
    call(citizen, 'message:send', { id: randomUUID(), text }, z.unknown());
  await new Promise<void>((resolve, reject) => {
    let answers = 0;
    citizen.on('message', (raw: unknown) => {
      if (heardSchema.parse(raw).author !== 'agent') return;
      answers += 1;
      if (answers === turns) resolve();
      else say('小区门口的路灯坏了三天，晚上看不见路。').catch(reject);
    });
    say('您好，我想问一下路灯的事。').catch(reject);
  });
  citizen.disconnect();
}

/** Holds a contact for each token. Resolves when the last is over and what it left has been done. */
export async function holdContacts(
  base: string,
  agents: readonly string[],
  tokens: readonly string[],
): Promise<void> {
  const lines = await Promise.all(agents.map((username) => answerAt(base, username)));
  const held = tokens.map(async (token, index) => {
    await pause((index / arrivingPerSecond) * 1_000);
    await hold(base, token);
  });
  await Promise.all(held);
  await pause(settleMs);
  for (const line of lines) line.disconnect();
}
