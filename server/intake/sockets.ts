// What citizens' browsers and agents' consoles call about conversations.
import { type CitizenDoor, roomOf, type StaffDoor } from '../doors.ts';
import { may } from '../platform/auth/roles.ts';
import { AppError } from '../platform/errors.ts';
import { langOf } from '../platform/tongue.ts';
import type { Routing } from '../routing/index.ts';
import type { Conversations } from './conversations.ts';
import { veilMessages } from './veil.ts';

const ok = { ok: true } as const;

/** Registers the calls of both namespaces. A citizen reaches only their own conversations. */
export function registerIntakeSockets(
  doors: { staff: StaffDoor; citizen: CitizenDoor },
  deps: { conversations: Conversations; routing: Routing },
): void {
  const { staff, citizen } = doors;
  const { conversations, routing } = deps;

  citizen.on('message:send', 'anyone', ({ citizenId, tongue }, message, { id: cameBy }) =>
    conversations.receiveMessage({ citizenId, message, lang: langOf(tongue), cameBy }),
  );

  citizen.on('conversation:resume', 'anyone', async ({ citizenId }, { lastSeq }) => {
    const conversation = await conversations.latestOf(citizenId);
    if (!conversation) return { conversation: null, contact: null, messages: [] };
    const [contact, messages] = await Promise.all([
      conversations.contactState(conversation.id),
      conversations.messagesAfter(conversation.id, lastSeq),
    ]);
    return { conversation, contact, messages };
  });

  citizen.on('conversation:typing', 'anyone', async ({ citizenId }, { typing }) => {
    const conversation = await conversations.latestOf(citizenId);
    if (!conversation) return ok;
    const conversationId = conversation.id;
    const interaction = await routing.currentInteraction(conversationId);
    const rooms = [roomOf.conversation(conversationId)];
    if (interaction?.agentId) rooms.push(roomOf.user(interaction.agentId));
    staff.tell(rooms, 'typing', { conversationId, by: 'citizen', typing });
    return ok;
  });

  citizen.on('conversation:read', 'anyone', async ({ citizenId }, { seq }) => {
    const conversation = await conversations.latestOf(citizenId);
    if (conversation) await conversations.markRead({ conversationId: conversation.id, by: 'citizen', seq });
    return ok;
  });

  citizen.on('conversation:end', 'anyone', async ({ citizenId }) => {
    const conversation = await conversations.latestOf(citizenId);
    const interaction = conversation ? await routing.currentInteraction(conversation.id) : null;
    if (interaction && interaction.state !== 'wrap_up')
      await routing.endInteraction(interaction.id, 'citizen');
    return ok;
  });

  citizen.on('answer:judge', 'anyone', async ({ citizenId }, { messageId, isSolved }) => {
    await conversations.judgeAnswer(citizenId, messageId, isSolved);
    return ok;
  });

  /** An agent speaks only in conversations that are theirs now; a supervisor may step in anywhere. */
  async function demandTheirs(
    actor: { id: string; roles: Parameters<typeof may>[0] },
    conversationId: string,
  ) {
    if (may(actor.roles, 'routing.steer')) return;
    const interaction = await routing.currentInteraction(conversationId);
    if (interaction?.agentId !== actor.id) throw new AppError('forbidden');
  }

  staff.on('message:send', 'desk.work', async (actor, { conversationId, ...message }) => {
    const mayStepIn = may(actor.roles, 'routing.steer');
    return conversations.postAgentMessage({ agentId: actor.id, mayStepIn, conversationId, message });
  });

  staff.on('conversation:open', 'desk.work', async (actor, { conversationId, lastSeq }, socket) => {
    // Joined before it is read: what happens in between is in the answer or comes as news.
    await socket.join(roomOf.conversation(conversationId));
    const [conversation, contact, messages, latest] = await Promise.all([
      conversations.conversation(conversationId),
      conversations.contactState(conversationId),
      conversations.messagesAfter(conversationId, lastSeq),
      routing.latestInteraction(conversationId),
    ]);
    const isTheirs = latest?.agentId === actor.id;
    return { conversation, contact, messages: isTheirs ? messages : veilMessages(messages) };
  });

  staff.on('conversation:typing', 'desk.work', async (actor, { conversationId, typing }) => {
    await demandTheirs(actor, conversationId);
    const conversation = await conversations.conversation(conversationId);
    citizen.tell(roomOf.citizen(conversation.citizenId), 'typing', { by: 'agent', typing });
    return ok;
  });

  staff.on('conversation:read', 'desk.work', async (actor, { conversationId, seq }) => {
    await demandTheirs(actor, conversationId);
    await conversations.markRead({ conversationId, by: 'agent', seq });
    return ok;
  });
}
