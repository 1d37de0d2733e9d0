// Chats and calls of the demo's first hour, through the doors that citizens and agents use: answered, ended, wrapped up,
// and rated by some, as citizens do. Afterwards nobody is on duty.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { chatSessionSchema, resumedSchema, sentSchema } from '../../server/intake/contract.ts';
import { langSchema, scoreSchema } from '../../server/platform/contract.ts';
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

const chatSchema = z.object({
  channel: z.literal('chat'),
  lang: langSchema.default('zh'),
  /** By turns: the citizen begins. */
  said: z.array(z.string()).min(2),
  score: scoreSchema.optional(),
  words: z.string().optional(),
});
type Chat = z.infer<typeof chatSchema>;
const voiceSchema = z.object({
  channel: z.literal('voice'),
  /** Of the language. */
  key: z.string(),
  score: scoreSchema.optional(),
});
const talksSchema = z.array(z.discriminatedUnion('channel', [chatSchema, voiceSchema]));

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

/** @throws Refusal, when it takes too long, or when `signal` aborts */
export async function playTalks(base: string, signal: AbortSignal): Promise<void> {
  const talks = talksSchema.parse(told);
  /** By the citizen's first message. */
  const begun = new Map<string, Begun>();
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
        sockets.push(await onDuty(api, begun, (error) => trouble.abort(error)));
      }),
    );
    await Promise.all(
      talks.map((talk, index) =>
        talk.channel === 'chat'
          ? playChat(base, talk, { address: `100.65.0.${index}`, begun })
          : walkCall(new Api(base), {
              phone: `+8675500003${String(index).padStart(3, '0')}`,
              language: talk.key,
              grade: talk.score?.toString(),
              askEveryMs,
            }),
      ),
    );
  };
  try {
    signal.throwIfAborted();
    await Promise.race([played(), stopped]);
  } finally {
    for (const socket of sockets) {
      await call(socket, 'presence:set', { state: 'away' }, presenceViewSchema).catch(() => undefined);
      socket.disconnect();
    }
    await Promise.all(staff.map(({ api }) => api.signOut().catch(() => undefined)));
  }
}

/** An agent takes what is offered, and wraps up what is over. */
async function onDuty(
  api: Api,
  begun: ReadonlyMap<string, Begun>,
  failed: (error: unknown) => void,
): Promise<Socket> {
  const socket = await connect(api.base, '/staff', { cookie: api.cookie });
  socket.on('offer', (raw: unknown) => {
    takeOffer(socket, offerViewSchema.parse(raw), begun).catch(failed);
  });
  socket.on('interaction', (raw: unknown) => {
    const { id, channel, state } = interactionViewSchema.parse(raw);
    if (channel === 'voice' && state === 'wrap_up') wrapUp(socket, id).catch(failed);
  });
  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
  return socket;
}

async function takeOffer(
  socket: Socket,
  { id: offerId, interaction }: OfferView,
  begun: ReadonlyMap<string, Begun>,
): Promise<void> {
  if (!(await acceptOffer(socket, offerId))) return;
  if (interaction.channel === 'chat') await answerChat(socket, interaction, begun);
}

async function answerChat(
  socket: Socket,
  { conversationId, id: interactionId }: InteractionView,
  begun: ReadonlyMap<string, Begun>,
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
  await wrapUp(socket, interactionId);
  mine.isOver(interactionId);
}

async function playChat(
  base: string,
  chat: Chat,
  { address, begun }: { address: string; begun: Map<string, Begun> },
): Promise<void> {
  const asked = { browserId: randomUUID(), lang: chat.lang };
  const { token } = await new Api(base, address).post('/api/chat/session', asked, chatSessionSchema);
  const citizen = await connect(base, '/citizen', { token });
  const id = randomUUID();
  try {
    const interactionId = await new Promise<string>((isOver, failed) => {
      begun.set(id, { chat, citizen, isOver });
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
