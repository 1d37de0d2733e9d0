// Chats and calls of the demo's first hour, through the doors that citizens and agents use: answered, ended, wrapped up
// with a result and a note, and rated by some, as citizens do. Afterwards nobody is on duty. How long they lasted comes
// behind (lengths.ts): played, they take seconds.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { chatSessionSchema, resumedSchema, sentSchema } from '../../server/intake/contract.ts';
import { langSchema, revealedSchema, scoreSchema } from '../../server/platform/contract.ts';
import { answersSchema } from '../../server/quality/contract.ts';
import { askedRatingSchema, rateChatSchema } from '../../server/ratings/contract.ts';
import {
  type InteractionView,
  interactionViewSchema,
  type OfferView,
  offerViewSchema,
  presenceViewSchema,
} from '../../server/routing/contract.ts';
import { acceptOffer, demoPassword, wrapUp } from '../demo-day/agents.ts';
import { Api, call, connect } from '../demo-day/api.ts';
import { walkCall } from '../demo-day/callers.ts';
import told from './talks.json' with { type: 'json' };

const anySchema = z.object({
  /** How long it waited, lasted, and was wrapped up. */
  waitS: z.int().positive(),
  talkS: z.int().positive(),
  wrapUpS: z.int().positive(),
  disposition: z.string(),
  note: z.string(),
  score: scoreSchema.optional(),
  /** As the supervisor judges it. */
  review: z.object({ form: z.string(), answers: answersSchema, note: z.string() }).optional(),
});
const chatSchema = anySchema.extend({
  channel: z.literal('chat'),
  lang: langSchema.default('zh'),
  /** By turns: the citizen begins. */
  said: z.array(z.string()).min(2),
  words: z.string().optional(),
});
type Chat = z.infer<typeof chatSchema>;
const voiceSchema = anySchema.extend({
  channel: z.literal('voice'),
  /** Of the language. */
  key: z.string(),
});
const talkSchema = z.discriminatedUnion('channel', [chatSchema, voiceSchema]);
type Talk = z.infer<typeof talkSchema>;

/** A talk that is over. */
export interface Played {
  interactionId: string;
  talk: Talk;
}

/** The last speaks English. */
const agents = ['agent1', 'agent3', 'agent5', 'agent8', 'agent10'];
const askEveryMs = 300;
/** The start does not wait for more. */
const patienceMs = 120_000;

/** A chat that somebody has begun: what is said next, and what to do when it is over. */
interface Begun {
  chat: Chat;
  citizen: Socket;
  isOver: (interactionId: string) => void;
}

/** What the agents go by. */
interface Stage {
  /** By the citizen's first message. */
  begun: Map<string, Begun>;
  /** By the telephone that rings. */
  calls: Map<string, Talk>;
  played: Played[];
}

/** @returns the talks, all over. @throws Refusal, when it takes too long, or when `signal` aborts */
export async function playTalks(base: string, signal: AbortSignal): Promise<Played[]> {
  const talks = z.array(talkSchema).parse(told);
  const stage: Stage = { begun: new Map(), calls: new Map(), played: [] };
  const staff = agents.map((name) => ({ name, api: new Api(base) }));
  const sockets: Socket[] = [];
  const trouble = new AbortController();
  const ended = AbortSignal.any([signal, trouble.signal, AbortSignal.timeout(patienceMs)]);
  const stopped = new Promise<never>((_done, stop) => {
    ended.addEventListener('abort', () => stop(ended.reason), { once: true });
  });
  const played = async (): Promise<void> => {
    await Promise.all(
      staff.map(async ({ name, api }) => {
        await api.signIn(name, demoPassword);
        sockets.push(await onDuty(api, stage, (error) => trouble.abort(error)));
      }),
    );
    await Promise.all(
      talks.map((talk, index) => {
        if (talk.channel === 'chat') return playChat(base, talk, { address: `100.65.0.${index}`, stage });
        const phone = `+8675500003${String(index).padStart(3, '0')}`;
        stage.calls.set(phone, talk);
        const grade = talk.score?.toString();
        return walkCall(new Api(base), { phone, language: talk.key, grade, askEveryMs });
      }),
    );
    // A caller hangs up before the agent has written what it was about.
    while (stage.played.length < talks.length) await pause(askEveryMs, undefined, { signal: ended });
  };
  try {
    signal.throwIfAborted();
    await Promise.race([played(), stopped]);
    return stage.played;
  } finally {
    for (const socket of sockets) {
      await call(socket, 'presence:set', { state: 'away' }, presenceViewSchema).catch(() => undefined);
      socket.disconnect();
    }
    await Promise.all(staff.map(({ api }) => api.signOut().catch(() => undefined)));
  }
}

/** An agent takes what is offered, and wraps up what is over. */
async function onDuty(api: Api, stage: Stage, failed: (error: unknown) => void): Promise<Socket> {
  const socket = await connect(api.base, '/staff', { cookie: api.cookie });
  socket.on('offer', (raw: unknown) => {
    takeOffer(socket, offerViewSchema.parse(raw), stage).catch(failed);
  });
  socket.on('interaction', (raw: unknown) => {
    const interaction = interactionViewSchema.parse(raw);
    if (interaction.channel === 'voice' && interaction.state === 'wrap_up')
      wrapUpCall(socket, api, interaction, stage).catch(failed);
  });
  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
  return socket;
}

/** Whose call it was is known by the number that it came from. */
async function wrapUpCall(
  socket: Socket,
  api: Api,
  { id: interactionId, conversationId }: InteractionView,
  { calls, played }: Stage,
): Promise<void> {
  const path = `/api/desk/conversations/${conversationId}/reveal`;
  const { items } = await api.post(path, { what: 'phone' }, revealedSchema);
  const phone = items.map(({ value }) => value).find((value) => calls.has(value));
  const talk = phone === undefined ? undefined : calls.get(phone);
  if (phone === undefined || !talk) return;
  // News may come twice.
  calls.delete(phone);
  await wrapUp(socket, interactionId, resultOf(talk));
  played.push({ interactionId, talk });
}

async function takeOffer(
  socket: Socket,
  { id: offerId, interaction }: OfferView,
  stage: Stage,
): Promise<void> {
  if (!(await acceptOffer(socket, offerId))) return;
  if (interaction.channel === 'chat') await answerChat(socket, interaction, stage);
}

const resultOf = ({ disposition, note }: Talk) => ({ disposition, note });

async function answerChat(
  socket: Socket,
  { conversationId, id: interactionId }: InteractionView,
  { begun, played }: Stage,
): Promise<void> {
  const opened = { conversationId, lastSeq: 0 };
  const { messages } = await call(socket, 'conversation:open', opened, resumedSchema);
  const mine = messages.map(({ id }) => begun.get(id)).find(Boolean);
  if (!mine) return;
  const [, ...rest] = mine.chat.said;
  for (const [index, text] of rest.entries()) {
    if (index % 2 === 0)
      await call(socket, 'message:send', { id: randomUUID(), conversationId, text }, sentSchema);
    else await call(mine.citizen, 'message:send', { id: randomUUID(), text }, sentSchema);
  }
  await call(socket, 'interaction:end', { interactionId }, interactionViewSchema);
  await wrapUp(socket, interactionId, resultOf(mine.chat));
  played.push({ interactionId, talk: mine.chat });
  mine.isOver(interactionId);
}

async function playChat(
  base: string,
  chat: Chat,
  { address, stage }: { address: string; stage: Stage },
): Promise<void> {
  const asked = { browserId: randomUUID(), lang: chat.lang };
  const { token } = await new Api(base, address).post('/api/chat/session', asked, chatSessionSchema);
  const citizen = await connect(base, '/citizen', { token });
  const id = randomUUID();
  try {
    const interactionId = await new Promise<string>((isOver, failed) => {
      stage.begun.set(id, { chat, citizen, isOver });
      call(citizen, 'message:send', { id, text: chat.said[0] }, sentSchema).catch(failed);
    });
    const { score, words } = chat;
    if (score === undefined) return;
    const given = rateChatSchema.parse({ interactionId, score, words });
    await new Api(base, address, token).post('/api/chat/rating', given, askedRatingSchema);
  } finally {
    citizen.disconnect();
  }
}
